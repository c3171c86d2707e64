"""Results and evaluation at the hub."""
