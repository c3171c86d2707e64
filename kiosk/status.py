"""Where a tablet is in its life, and why it takes nothing; known without opening any vault."""

from __future__ import annotations

from enum import StrEnum


class Status(StrEnum):
    """The life of a paired tablet."""

    READY = "ready"
    OPEN = "open"
    PAUSED = "paused"
    CLOSED = "closed"


class NotAccepting(StrEnum):
    """Why nobody can take part now. Screens turn it into words."""

    NO_CATALOGUE = "no_catalogue"
    CATALOGUE_EXPIRED = "catalogue_expired"
    CLOCK_BEHIND = "clock_behind"
    NOT_OPENED = "not_opened"
    PAUSED = "paused"
    TABLET_CLOSED = "tablet_closed"


RAPID = "rapid"
"""The fact that says where every visit begins (`kiosk.staff.rapid`); empty: as ever."""
VISITS, ABANDONED = "visits", "abandoned"
"""Counters of the whole tablet: visits that began, and those that left nothing behind."""
