"""Blank paper from the catalogue: ballots, forms and project lists, so that paper is always the fallback."""
