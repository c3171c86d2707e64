"""The staff side: what facilitators, staff and administrators see behind a PIN. Rules are in `kiosk.staff`."""
