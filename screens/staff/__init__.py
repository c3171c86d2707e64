"""The staff side: what is seen behind a PIN. Its rules are in `kiosk.staff`."""
