"""One file for each subject: its router, and its entry in the navigation."""
