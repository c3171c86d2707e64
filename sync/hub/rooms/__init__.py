"""The hub's three rooms: what was taken, the register of claims, the box of ballots."""
