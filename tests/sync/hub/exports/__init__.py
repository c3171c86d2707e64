"""What leaves the hub."""
