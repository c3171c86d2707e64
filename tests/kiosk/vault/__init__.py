"""The vault: one file, one transaction at a time."""
