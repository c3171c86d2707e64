"""What leaves the hub for people who work with it: tables, reports, addresses, whole archives."""
