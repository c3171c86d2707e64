"""A visit in its parts: finding, voting, contributing, leaving. `kiosk.visit` puts them together."""
