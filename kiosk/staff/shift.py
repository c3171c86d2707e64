"""What a shift is, in words and figures: known to screens and papers before the store is loaded."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from kiosk.staff.period import Key
from kiosk.staff.turned_away import TurnedAway

LINE_MAX, PEOPLE_MAX, NOTE_MAX = 80, 12, 500
"""Letters of a place, a name or the weather; people in one shift; letters of a note or of remarks."""


class ShiftKind(StrEnum):
    """What sort of use this is."""

    PERMANENCE = "permanence"
    """The tablet stands in a maison de la citoyenneté at its hours."""
    LABO = "labo"
    """A "labo des usages": facilitators meet people in the street."""
    WORKSHOP = "workshop"
    EVENT = "event"


class NoteKind(StrEnum):
    """What a facilitator observed."""

    WORKED = "worked"
    DID_NOT = "did_not"
    STUCK = "stuck"
    """Where people got stuck."""


class Count(StrEnum):
    """What a facilitator counts with one tap."""

    MET = "met"
    TOOK_LEAFLET = "took_leaflet"
    TOOK_PART = "took_part"
    DECLINED = "declined"
    """Did not want to, and did not say why; who gave a reason is counted there alone."""
    NO_TIME = "no_time"
    NO_INTEREST = "no_interest"
    ALREADY_ONLINE = "already_online"
    NO_FRENCH = "no_french"
    OTHER = "other"


DECLINED_BECAUSE = (Count.NO_TIME, Count.NO_INTEREST, Count.ALREADY_ONLINE, Count.NO_FRENCH, Count.OTHER)
"""Why somebody did not want to."""


@dataclass(frozen=True)
class Brought:
    """What residents did in a shift: figures, and nothing about anyone."""

    visits: int
    abandoned: int
    deposits: Mapping[Key, int]
    """Cast in the shift, by consultation, activity and kind; only what is more than nothing."""
    turned_away: Mapping[TurnedAway, int] = field(default_factory=dict)
    """Not let in to a vote that the staff open, by reason; only what is more than nothing."""


@dataclass(frozen=True)
class Shift:
    """One shift."""

    number: int
    kind: ShiftKind
    place: str
    quartier: str
    """An id of the catalogue, or empty."""
    people: tuple[str, ...]
    weather: str
    remarks: str
    began_at: datetime
    ended_at: datetime | None
    """None while it runs."""
    counts: Mapping[Count, int]
    """Counted by hand; every `Count` is there."""
    notes: tuple[tuple[NoteKind, str], ...]
    brought: Brought

    @property
    def declined(self) -> int:
        """How many did not want to, with a reason or without."""
        return self.counts[Count.DECLINED] + sum(self.counts[name] for name in DECLINED_BECAUSE)
