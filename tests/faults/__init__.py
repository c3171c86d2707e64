"""Kills, lost answers, hostile bytes: the promises under stress."""
