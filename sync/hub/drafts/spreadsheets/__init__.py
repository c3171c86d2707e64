"""Projects from a table that somebody made: read, matched, looked at, and only then taken."""
