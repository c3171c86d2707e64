"""Claims: codes, declared identities, what is sealed."""
