"""Ballots: rules, drafts, bytes, tally, winners."""
