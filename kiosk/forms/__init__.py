"""Forms: questions, one a screen, with their answers so far."""
