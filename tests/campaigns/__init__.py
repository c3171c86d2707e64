"""Long trials that are run by hand; each has a short one among the tests."""
