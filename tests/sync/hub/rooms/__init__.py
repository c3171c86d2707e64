"""Tests of the three rooms."""
