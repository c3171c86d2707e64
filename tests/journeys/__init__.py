"""What people do, from touch to count, by real clicks."""
