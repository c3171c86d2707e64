"""Tests of what a tablet is, room by room."""
