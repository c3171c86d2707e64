"""How far the handing over has come: for the command line, and rows for a page of the staff."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from sync.decidim.ledger import Row, State, rows
from sync.decidim.ledger_tables import items, lots, pushers
from sync.decidim.prechecks import SENTENCES
from sync.hub.store import HubStore
from sync.hub.tables import events

PUSHED, FAILED = "platform_pushed", "platform_failed"
"""Events: what a run did, and what the platform did not do."""


@dataclass(frozen=True)
class LedgerLine:
    """One contribution, for people. Its words came from residents: they are data wherever they are shown."""

    receipt: str
    kind: str
    activity: str
    title: str
    state: str
    way: str
    reasons: tuple[str, ...]
    """Sentences in English, or the platform's own words."""
    reason_keys: tuple[str, ...]
    """Keys of `SENTENCES`, for a page that translates them; empty where the platform spoke."""
    remote: str
    attempts: int
    lot: int | None
    changed_here: bool
    """Edited or hidden here after it went out: somebody must do the same on the platform."""
    changed_at: datetime
    """UTC."""


def ledger_page(
    store: HubStore, activity: str | None = None, states: tuple[State, ...] = ()
) -> list[LedgerLine]:
    """Rows for a page; those that need somebody come first."""
    order = list(_ATTENTION)
    found = rows(store, activity=activity, states=states)
    return sorted(
        (_line(row) for row in found), key=lambda line: (order.index(State(line.state)), line.receipt)
    )


_ATTENTION = (
    State.UNKNOWN,
    State.REFUSED,
    State.HELD,
    State.SENDING,
    State.PLANNED,
    State.DONE,
    State.WITHDRAWN,
)


def _line(row: Row) -> LedgerLine:
    words = row.reason.split()
    keys = tuple(words) if words and all(word in SENTENCES for word in words) else ()
    return LedgerLine(
        receipt=row.receipt,
        kind=row.kind,
        activity=row.activity,
        title=row.text.title,
        state=row.state.value,
        way=row.way.value,
        reasons=tuple(SENTENCES[key] for key in keys) if keys else ((row.reason,) if row.reason else ()),
        reason_keys=keys,
        remote=row.remote,
        attempts=row.attempts,
        lot=row.lot,
        changed_here=row.changed_here,
        changed_at=row.changed_at,
    )


def status(store: HubStore) -> dict[str, Any]:
    """Figures: contributions by activity, kind and state, lots, who pushes now, and what went wrong last."""
    groups = (items.c.activity, items.c.kind, items.c.state)
    with store.reading() as connection:
        counted = connection.execute(select(*groups, func.count()).group_by(*groups)).all()
        changed = connection.scalar(
            select(func.count()).select_from(items).where(items.c.changed_here.is_(True))
        )
        unwritten = connection.scalars(
            select(lots.c.number).where(lots.c.written_at.is_(None), lots.c.void.is_(False))
        ).all()
        in_lots = connection.scalar(
            select(func.count())
            .select_from(items)
            .where(items.c.state == State.SENDING.value, items.c.lot.is_not(None))
        )
        number_of_lots = connection.scalar(select(func.count()).select_from(lots))
        holder = connection.scalar(select(pushers.c.holder).where(pushers.c.token != ""))
    by_activity: dict[str, dict[str, int]] = {}
    for activity, kind, state, number in sorted(tuple(row) for row in counted):
        by_activity.setdefault(activity, {})[f"{kind} {state}"] = number
    return {
        "activities": by_activity,
        "changed_here_after": changed or 0,
        "lots": number_of_lots or 0,
        "lots_without_file": list(unwritten),
        "in_lots_not_found_yet": in_lots or 0,
        "pushing_now": holder or "",
        "last_push": last_event(store, PUSHED),
        "last_failure": last_event(store, FAILED),
    }


def last_event(store: HubStore, name: str) -> str:
    """When it was last, in UTC, and what was said; empty when it never was."""
    query = select(events.c.at, events.c.detail).where(events.c.name == name)
    with store.reading() as connection:
        found = connection.execute(query.order_by(events.c.number.desc()).limit(1)).first()
    return f"{found.at:%Y-%m-%d %H:%M} {found.detail}".strip() if found else ""
