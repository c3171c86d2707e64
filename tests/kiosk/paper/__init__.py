"""Paper that a tablet prints."""
