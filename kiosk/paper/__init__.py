"""Paper: the page that all papers share, text made harmless for it, QR codes, and the sheets of a tablet."""
