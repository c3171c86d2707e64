"""How each tablet stands at the hub: what it cast by its own statement, what is here, what is not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import func, select

from kiosk.ids import TabletId
from sync.hub.store import HubStore, KnownTablet
from sync.hub.tables import asides, deposits, events
from sync.parcel import Health

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
    lost: int
    """What the tablet was told is here, and is not: an alarm."""
    catalogue: int | None
    """Version of the catalogue it shows, by its statement."""
    health: Health

    @property
    def complete(self) -> bool:
        """Whether all that it ever cast, by its own statement, is here."""
        return self.status is not None and not self.not_here

    def record(self) -> dict[str, object]:
        """As JSON can hold it."""
        contact = self.last_contact.isoformat() if self.last_contact else None
        health = self.health.model_dump(mode="json")
        return asdict(self) | {"last_contact": contact, "complete": self.complete, "health": health}


def standings(store: HubStore) -> list[Standing]:
    """Every tablet ever paired, by id."""
    here, aside, erased = _here(store), _set_aside(store), _erased(store)
    return [
        _standing(tablet, here.get(tablet.id, Counter()), aside[tablet.id], erased)
        for tablet in store.tablets()
    ]


def _standing(tablet: KnownTablet, here: Mapping[str, int], aside: int, erased: Collection[str]) -> Standing:
    statement = tablet.statement
    cast: Counter[str] = Counter()
    told: Counter[str] = Counter()
    for line in statement.lines if statement else ():
        # What the hub has erased on its day was here, and is neither aboard nor lost.
        if line.activity not in erased and line.kind not in erased:
            cast[line.activity] += line.cast
            told[line.activity] += line.acknowledged + line.refused
    return Standing(
        tablet=tablet.id,
        name=tablet.name,
        mode=statement.mode.value if statement else None,
        status=statement.status if statement else None,
        last_contact=tablet.last_contact,
        skew_seconds=tablet.skew_seconds,
        cast=sum(line.cast for line in statement.lines) if statement else 0,
        here=sum(here.values()),
        set_aside=aside,
        not_here=sum(max(0, number - here.get(activity, 0)) for activity, number in cast.items()),
        revoked=tablet.revoked_at is not None,
        lost=sum(max(0, number - here.get(activity, 0)) for activity, number in told.items()),
        catalogue=statement.catalogue if statement else None,
        health=statement.health if statement else Health(),
    )


def _here(store: HubStore) -> dict[str, Counter[str]]:
    """Tablet to activity to number of deposits, taken or set aside."""
    found: dict[str, Counter[str]] = {}
    with store.reading() as connection:
        for table in (deposits, asides):
            query = select(table.c.tablet, table.c.activity, func.count())
            for tablet, activity, number in connection.execute(
                query.group_by(table.c.tablet, table.c.activity)
            ):
                found.setdefault(tablet, Counter())[activity] += number
    return found


def _erased(store: HubStore) -> frozenset[str]:
    """Activities, and kinds of what belongs to none, of which something was erased on its announced day."""
    query = select(events.c.detail).where(events.c.name.in_(("claims_erased", "contributions_erased")))
    with store.reading() as connection:
        return frozenset(detail.partition(":")[0] for detail in connection.scalars(query))


def _set_aside(store: HubStore) -> Counter[str]:
    query = select(asides.c.tablet, func.count()).group_by(asides.c.tablet)
    with store.reading() as connection:
        return Counter({row[0]: row[1] for row in connection.execute(query)})
