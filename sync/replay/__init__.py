"""Replaying real elections through the whole chain, to prove it."""
