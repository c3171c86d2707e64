"""The wire and both its ends: parcels, courier, USB and the hub."""
