"""Ballots: one set of rules, run by the screen, at casting and again at the count."""
