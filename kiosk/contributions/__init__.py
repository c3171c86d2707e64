"""Contributions: what is left behind besides ballots, sealed at once like them."""
