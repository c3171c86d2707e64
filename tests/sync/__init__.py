"""Tests of the wire and its ends."""
