"""How a vote stands on its way to the minutes: its dates, what is where, what is late, what was set aside."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from sqlalchemy import func, select

from kiosk.catalogue.lookup import CatalogueIndex, Found
from kiosk.ids import DepositKind, TabletId
from kiosk.tablet import Status
from sync.hub.count.run import found_for_count
from sync.hub.store import HubStore, KnownTablet
from sync.hub.tables import asides, events
from sync.last_word import RESET

LATE = "late"


class Stage(StrEnum):
    """Where a vote is; each comes after the one before."""

    NOT_YET = "not_yet"
    OPEN = "open"
    WINDOW = "window"
    """Closed; what is aboard tablets is still taken."""
    READY = "ready"
    """The box may be opened."""
    COUNTED = "counted"
    PUBLISHED = "published"


@dataclass(frozen=True)
class Aboard:
    """What one tablet has of this vote."""

    tablet: TabletId
    name: str
    cast: int
    """By its own statement, or what came from it where that is more."""
    here: int
    """Taken or set aside."""
    missing: int
    revoked: bool
    closed: bool
    """Whether it said that it is closed, or erased: nothing more is cast on it."""
    heard: bool
    """Whether it ever made a statement."""


@dataclass(frozen=True)
class VoteState:
    """One vote of the newest catalogue."""

    found: Found
    index: CatalogueIndex
    stage: Stage
    tablets: tuple[Aboard, ...]
    """Those that have something of this vote, or may: the missing first."""
    set_aside: dict[str, int]
    """Reason to number, of what the hub set aside when it came. The register adds its own at the count."""
    counted_at: datetime | None
    published_at: datetime | None

    @property
    def cast(self) -> int:
        """On all tablets."""
        return sum(tablet.cast for tablet in self.tablets)

    @property
    def here(self) -> int:
        """Taken or set aside."""
        return sum(tablet.here for tablet in self.tablets)

    @property
    def missing(self) -> int:
        """Cast and not here."""
        return sum(tablet.missing for tablet in self.tablets)

    @property
    def lost(self) -> int:
        """Missing on tablets that were revoked: nobody waits for these any more."""
        return sum(tablet.missing for tablet in self.tablets if tablet.revoked)

    @property
    def late(self) -> int:
        """Came after the acceptance window."""
        return self.set_aside.get(LATE, 0)


def vote_states(store: HubStore) -> list[VoteState]:
    """Every vote of the newest catalogue, in its order; none where there is no catalogue."""
    newest = store.newest_catalogue()
    index = store.index(newest[0]) if newest else None
    return [vote_state(store, activity) for activity in index.ballots] if index else []


def vote_state(store: HubStore, activity: str) -> VoteState:
    """How that vote stands. Raises `CountError` when there is none of that name."""
    index, found = found_for_count(store, activity)
    counted, published = _last(store, "counted", activity), _last(store, "published", activity)
    return VoteState(
        found=found,
        index=index,
        stage=_stage(found, store.clock().astimezone(UTC), counted, published),
        tablets=_tablets(store, activity),
        set_aside=_set_aside(store, activity),
        counted_at=counted,
        published_at=published,
    )


def _stage(found: Found, now: datetime, counted: datetime | None, published: datetime | None) -> Stage:
    if published is not None:
        return Stage.PUBLISHED
    if counted is not None:
        return Stage.COUNTED
    if now < found.opens:
        return Stage.NOT_YET
    if now < found.closes:
        return Stage.OPEN
    return Stage.WINDOW if now < found.consultation.accept_until else Stage.READY


def _tablets(store: HubStore, activity: str) -> tuple[Aboard, ...]:
    here = store.received_from(activity)
    listed = [_aboard(tablet, activity, here.get(tablet.id, 0)) for tablet in store.tablets()]
    concerned = (tablet for tablet in listed if tablet.cast or not (tablet.closed or tablet.revoked))
    return tuple(sorted(concerned, key=lambda tablet: (-tablet.missing, tablet.name.casefold())))


def _aboard(tablet: KnownTablet, activity: str, here: int) -> Aboard:
    statement = tablet.statement
    said = sum(
        line.cast
        for line in (statement.lines if statement else ())
        if line.activity == activity and line.kind != DepositKind.CODE_REPLACEMENT
    )
    cast = max(said, here)
    return Aboard(
        tablet=tablet.id,
        name=tablet.name,
        cast=cast,
        here=here,
        missing=cast - here,
        revoked=tablet.revoked_at is not None,
        closed=statement is not None and statement.status in (Status.CLOSED.value, RESET),
        heard=statement is not None,
    )


def _set_aside(store: HubStore, activity: str) -> dict[str, int]:
    query = (
        select(asides.c.reason, func.count().label("number"))
        .where(asides.c.activity == activity, asides.c.kind != DepositKind.CODE_REPLACEMENT.value)
        .group_by(asides.c.reason)
    )
    with store.reading() as connection:
        found = Counter({row.reason: row.number for row in connection.execute(query)})
    return dict(sorted(found.items()))


def _last(store: HubStore, name: str, activity: str) -> datetime | None:
    query = select(func.max(events.c.at)).where(events.c.name == name, events.c.detail == activity)
    with store.reading() as connection:
        found: datetime | None = connection.scalar(query)
    return found
