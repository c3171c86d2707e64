"""Tests of the receipt printer: letters, sheets, commands, devices."""
