"""The history of the vault's schema."""
