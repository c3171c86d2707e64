"""The ledger: one row for each contribution that goes to the platform, written before anything is sent.

A row goes its way like this, and a crash leaves it where it stands::

    planned ──▶ sending ──▶ done
       ▲           │ └────▶ refused      the platform declined it: surely not there
       │           ▼
       └──────  unknown                  it may be there: it is read before anything is sent again

``held`` is what breaks a rule of the platform, ``withdrawn`` what moderation took back before it went
out. Of lots, ``sending`` means that the file was made, and ``done`` that the post was found again.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from pydantic import BaseModel, ConfigDict
from sqlalchemy import Connection, RowMapping, select

from kiosk.errors import HandoverError
from kiosk.ids import DepositId
from sync.decidim.ledger_tables import items, utc
from sync.decidim.outgoing import Outgoing, Text, Way, receipt_named, text_of
from sync.decidim.platform import Capability
from sync.decidim.prechecks import broken_rules
from sync.decidim.pusher import only_pusher
from sync.decidim.targets import Class, Target, Targets
from sync.hub.store import HubStore


class State(StrEnum):
    """Where a contribution stands on its way."""

    PLANNED = "planned"
    SENDING = "sending"
    UNKNOWN = "unknown"
    DONE = "done"
    REFUSED = "refused"
    HELD = "held"
    WITHDRAWN = "withdrawn"


BEFORE = (State.PLANNED, State.HELD, State.REFUSED, State.WITHDRAWN)
"""Surely not on the platform: what goes out may still change."""


class Details(BaseModel):
    """What goes out beside title and body."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    classes: Class = Class()
    address: str = ""
    latitude: float | None = None
    longitude: float | None = None
    parent: str = ""
    """Of a comment: as `Outgoing.parent`."""
    subject: str = ""
    """Of a comment: the platform's id of what it answers, where that came from the platform."""
    debate: bool = False
    alignment: int = 0


@dataclass(frozen=True)
class Row:
    """A row of the ledger."""

    deposit: DepositId
    kind: str
    activity: str
    component: str
    way: Way
    receipt: str
    text: Text
    details: Details
    digest: str
    state: State
    reason: str
    remote: str
    attempts: int
    lot: int | None
    changed_here: bool
    sent_at: datetime | None
    changed_at: datetime


def row_of(cells: RowMapping) -> Row:
    """A row as it was read from the table."""
    return Row(
        deposit=DepositId(cells["deposit"]),
        kind=cells["kind"],
        activity=cells["activity"],
        component=cells["component"],
        way=Way(cells["way"]),
        receipt=cells["receipt"],
        text=Text(cells["locale"], cells["title"], cells["body"]),
        details=Details.model_validate_json(cells["details"]),
        digest=cells["digest"],
        state=State(cells["state"]),
        reason=cells["reason"],
        remote=cells["remote"],
        attempts=cells["attempts"],
        lot=cells["lot"],
        changed_here=cells["changed_here"],
        sent_at=cells["sent_at"],
        changed_at=cells["changed_at"],
    )


def rows(
    store: HubStore,
    *,
    activity: str | None = None,
    states: tuple[State, ...] = (),
    way: Way | None = None,
    lot: int | None = None,
) -> list[Row]:
    """Rows of the ledger in the order of their random ids: it tells nothing of who came when."""
    query = select(items)
    if activity is not None:
        query = query.where(items.c.activity == activity)
    if states:
        query = query.where(items.c.state.in_([state.value for state in states]))
    if way is not None:
        query = query.where(items.c.way == way.value)
    if lot is not None:
        query = query.where(items.c.lot == lot)
    with store.reading() as connection:
        found = connection.execute(query.order_by(items.c.deposit)).mappings().all()
    return [row_of(cells) for cells in found]


def activities_of(store: HubStore) -> set[str]:
    """Every activity that has a row."""
    with store.reading() as connection:
        return set(connection.scalars(select(items.c.activity).distinct()))


def note(connection: Connection, deposit: DepositId, now: datetime, **values: object) -> None:
    """Write where a contribution stands now, inside the caller's transaction."""
    connection.execute(items.update().where(items.c.deposit == deposit).values(changed_at=utc(now), **values))


def note_if_unchanged(connection: Connection, row: Row, now: datetime, **values: object) -> bool:
    """As `note`, unless moderation or somebody else has changed the row since it was read."""
    same = (items.c.deposit == row.deposit, items.c.state == row.state.value, items.c.digest == row.digest)
    changed = connection.execute(items.update().where(*same).values(changed_at=utc(now), **values)).rowcount
    return changed == 1


@dataclass(frozen=True)
class Ways:
    """How this platform takes what we have: its version and our credentials say so."""

    proposals: Way = Way.LOT
    comments: Way = Way.HAND

    def of(self, kind: str) -> Way:
        """The way of one kind."""
        return self.proposals if kind == "proposal" else self.comments


def ways_of(able: frozenset[Capability]) -> Ways:
    """How a platform takes things that is able to do that."""
    return Ways(
        Way.API if Capability.PUSH_PROPOSALS in able else Way.LOT,
        Way.API if Capability.PUSH_COMMENTS in able else Way.HAND,
    )


@dataclass(frozen=True)
class Planned:
    """What planning did: numbers of rows."""

    new: int = 0
    changed: int = 0
    held: int = 0
    withdrawn: int = 0
    elsewhere: int = 0
    """Of activities that have no place on the platform: not in the ledger."""


class _OnlyLooked(Exception):
    """Takes back what planning wrote, when somebody only wants to see it."""


def plan(
    store: HubStore,
    published: Iterable[Outgoing],
    targets: Targets,
    ways: Ways,
    activities: tuple[str, ...],
    *,
    look: Callable[[list[Row]], None] | None = None,
) -> Planned:
    """Bring the ledger up to what is published; nothing is sent.

    Args:
        store: the hub.
        published: everything that is published of `activities`; what is not in it any more is withdrawn.
        targets: where it goes.
        ways: how it goes.
        activities: which activities `published` is complete for.
        look: is shown the rows as they would be, and nothing is kept.

    Raises:
        HandoverError: two of `published` are one deposit, or another process is handing over.
    """
    wanted: dict[DepositId, Outgoing] = {}
    for item in published:
        if wanted.setdefault(item.deposit, item) is not item:
            raise HandoverError(f"{item.receipt} is published twice; nothing was planned.")
    now = store.clock()
    counts = {"new": 0, "changed": 0, "held": 0, "withdrawn": 0, "elsewhere": 0, "same": 0}
    alone = only_pusher(store) if look is None else contextlib.nullcontext()
    with alone, contextlib.suppress(_OnlyLooked), store.transaction() as connection:
        query = select(items).where(items.c.activity.in_(activities))
        cells = connection.execute(query.with_for_update()).mappings().all()
        known = {row.deposit: row for row in map(row_of, cells)}
        for deposit, item in sorted(wanted.items()):
            target = targets.activities.get(item.activity)
            if target is None:
                counts["elsewhere"] += 1
                continue
            counts[_plan_one(connection, known.get(deposit), item, target, ways.of(item.kind), now)] += 1
        for deposit, row in sorted(known.items()):
            if deposit not in wanted:
                counts["withdrawn"] += _take_back(connection, row, now)
        if look is not None:
            cells = connection.execute(query.order_by(items.c.deposit)).mappings().all()
            look([row_of(one) for one in cells])
            raise _OnlyLooked
    del counts["same"]
    return Planned(**counts)


def _plan_one(
    connection: Connection, row: Row | None, item: Outgoing, target: Target, way: Way, now: datetime
) -> str:
    text = text_of(item, target)
    digest = text.digest(item)
    if row is not None and row.state not in BEFORE:
        if row.changed_here != (digest != row.digest):
            note(connection, row.deposit, now, changed_here=digest != row.digest)
            return "changed"
        return "same"
    broken = broken_rules(item, text, target, way)
    subject = _subject(item, target)
    if item.kind == "comment" and not subject and not receipt_named(item.parent):
        broken += ("no_parent",)
    if way is Way.HAND:
        broken += ("by_hand",)
    if row is not None and row.state is State.REFUSED and row.digest == digest and row.way is way:
        return "same"  # the platform would say the same again
    values = {
        "component": target.component,
        "way": way.value,
        "locale": text.locale,
        "title": text.title,
        "body": text.body,
        "details": Details(
            classes=target.classes_of(item.theme, item.quartier),
            address=item.address if item.latitude is not None and item.longitude is not None else "",
            latitude=item.latitude,
            longitude=item.longitude,
            parent=item.parent,
            subject=subject,
            debate=item.kind == "comment" and not item.parent,
            alignment=item.alignment,
        ).model_dump_json(),
        "digest": digest,
        "state": (State.HELD if broken else State.PLANNED).value,
        "reason": " ".join(broken),
    }
    if row is None:
        connection.execute(
            items.insert().values(
                deposit=item.deposit,
                kind=item.kind,
                activity=item.activity,
                receipt=item.receipt,
                remote="",
                attempts=0,
                changed_here=False,
                planned_at=utc(now),
                changed_at=utc(now),
                **values,
            )
        )
        return "held" if broken else "new"
    if (row.digest, row.state.value, row.way, row.component) == (
        digest,
        values["state"],
        way,
        target.component,
    ) and (row.reason == values["reason"] or row.state is State.PLANNED):
        return "same"
    note(connection, row.deposit, now, **values)
    return "held" if broken else "changed"


def _subject(item: Outgoing, target: Target) -> str:
    if item.kind != "comment":
        return ""
    return target.post_of(item.parent) if item.parent else target.debate or ""


def _take_back(connection: Connection, row: Row, now: datetime) -> int:
    if row.state is State.WITHDRAWN:
        return 0
    if row.state in BEFORE:
        # What moderation took back is not kept here either.
        note(
            connection, row.deposit, now, state=State.WITHDRAWN.value, reason="", title="", body="", digest=""
        )
        return 1
    if not row.changed_here and row.text.body:  # without words: erased on its day, and no decision
        note(connection, row.deposit, now, changed_here=True)
    return 0


def parent_of(store: HubStore, row: Row) -> str:
    """The platform's id of what a comment answers; empty while a kiosk proposal is not there yet.

    Raises:
        HandoverError: nothing says which one it is.
    """
    if row.details.subject:
        return row.details.subject
    receipt = receipt_named(row.details.parent)
    query = select(items.c.remote).where(
        items.c.receipt == receipt, items.c.kind == "proposal", items.c.activity == row.activity
    )
    with store.reading() as connection:
        found = connection.scalars(query).all()
    if len(found) != 1:
        raise HandoverError(f"{row.receipt}: nothing says which proposal of the platform it belongs to.")
    return str(found[0])
