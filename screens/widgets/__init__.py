"""What screens are built of. Words come in translated; no widget holds a sentence or a rule."""
