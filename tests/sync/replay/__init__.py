"""Tests of the replay of real elections."""
