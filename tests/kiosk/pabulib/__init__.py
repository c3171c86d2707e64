"""Tests of reading, writing, checking and recounting .pb files."""
