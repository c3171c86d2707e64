"""The catalogue: signatures, versions, findings."""
