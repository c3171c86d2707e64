"""Which papers there are: known to screens before the store is loaded."""

from __future__ import annotations

from enum import StrEnum


class Paper(StrEnum):
    """What can be shown, printed and taken away."""

    OPENING = "opening"
    CLOSING = "closing"
    SHIFT = "shift"
