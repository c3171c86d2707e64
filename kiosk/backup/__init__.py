"""The backup: what a tablet holds, sealed, on a second medium; and the way back from there."""
