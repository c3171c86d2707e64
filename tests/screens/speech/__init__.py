"""The voice: what is said, when, in which language, and how it is spoken."""
