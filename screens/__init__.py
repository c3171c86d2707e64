"""What people see: the Textual application. Screens ask `kiosk` and show the answer; no rule lives here."""
