"""Tests mirror the rooms; journeys/ walks by real clicks, faults/ breaks things on purpose."""
