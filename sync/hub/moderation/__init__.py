"""What project teams decide of contributions: publish, hide, edit, merge, and undo."""
