"""Tests of `kiosk doctor`: every finding against a device made of words, and once for real."""
