"""What the hub prints: key holders' shares, pairing sheets, code cards and the minutes."""
