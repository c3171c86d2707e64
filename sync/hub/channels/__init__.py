"""Who took part online or on paper: lists that the register alone can open, and the rule they serve."""
