"""How a backup stands, in closed words."""

from __future__ import annotations

from enum import StrEnum


class State(StrEnum):
    """How the backup stands."""

    OFF = "off"
    """None is set up."""
    PENDING = "pending"
    """Being written, or not looked at yet."""
    UP_TO_DATE = "up_to_date"
    MISSING = "missing"
    """No card is there."""
    FULL = "full"
    READ_ONLY = "read_only"
    FAILING = "failing"
    """Pulled out while it was written, gives back other bytes, or refuses otherwise."""
