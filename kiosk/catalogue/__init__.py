"""The signed snapshot of everything a tablet may show and accept."""
