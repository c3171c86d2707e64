"""The pages for everyone."""
