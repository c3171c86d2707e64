"""What proves the right to take part: a code, a declared identity, an attestation, or nothing."""
