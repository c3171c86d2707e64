"""The hub's pages for everyone: receipts, published votes, and how all this works. Nobody is known here."""
