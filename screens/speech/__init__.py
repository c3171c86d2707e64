"""The voice: what speaks, what a screen says, and when. What people wrote is spoken as text."""
