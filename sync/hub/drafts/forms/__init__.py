"""What can be filled in about a consultation, and how typed values become its content. No HTTP here."""
