"""Moderation at the hub."""
