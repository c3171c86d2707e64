"""How each tablet stands at the hub: what it cast by its own statement, what is here, what is not."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import func, select

from kiosk.ids import TabletId
from sync.hub.store import HubStore, KnownTablet
from sync.hub.tables import asides

SKEW_SECONDS_MAX = 120
"""A clock that is further off than this is worth a word."""


@dataclass(frozen=True)
class Standing:
    """One tablet, from its newest statement and from what the hub holds."""

    tablet: TabletId
    name: str
    mode: str | None
    """Of its statement; None: not heard from yet."""
    status: str | None
    last_contact: datetime | None
    """By network."""
    skew_seconds: int | None
    """Its clock minus the hub's, at that contact."""
    cast: int
    here: int
    """Taken or set aside."""
    set_aside: int
    not_here: int
    """Cast by its statement and not here: aboard, or lost with it."""
    revoked: bool

    @property
    def complete(self) -> bool:
        """Whether all that it ever cast, by its own statement, is here."""
        return self.status is not None and not self.not_here

    def record(self) -> dict[str, object]:
        """As JSON can hold it."""
        contact = self.last_contact.isoformat() if self.last_contact else None
        return asdict(self) | {"last_contact": contact, "complete": self.complete}


def standings(store: HubStore) -> list[Standing]:
    """Every tablet ever paired, by id."""
    here = store.received_from()
    aside = _set_aside(store)
    return [_standing(tablet, here.get(tablet.id, 0), aside[tablet.id]) for tablet in store.tablets()]


def _standing(tablet: KnownTablet, here: int, aside: int) -> Standing:
    statement = tablet.statement
    cast = sum(line.cast for line in statement.lines) if statement else 0
    return Standing(
        tablet=tablet.id,
        name=tablet.name,
        mode=statement.mode.value if statement else None,
        status=statement.status if statement else None,
        last_contact=tablet.last_contact,
        skew_seconds=tablet.skew_seconds,
        cast=cast,
        here=here,
        set_aside=aside,
        not_here=max(0, cast - here),
        revoked=tablet.revoked_at is not None,
    )


def _set_aside(store: HubStore) -> Counter[str]:
    query = select(asides.c.tablet, func.count()).group_by(asides.c.tablet)
    with store.reading() as connection:
        return Counter({row[0]: row[1] for row in connection.execute(query)})
