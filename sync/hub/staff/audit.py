"""The log of what staff did: who, when, what, on what."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import select

from sync.hub.staff.tables import audit
from sync.hub.store import HubStore

_SUBJECT_MOST = 200


@dataclass(frozen=True)
class Entry:
    """One line of the log."""

    number: int
    at: datetime
    account: str
    act: str
    subject: str


def note(store: HubStore, account: str, act: str, subject: str = "") -> None:
    """Write one line.

    Args:
        store: the hub.
        account: id of who did it; what was typed is never written here when nobody has that id.
        act: a closed word such as ``tablet_revoked``.
        subject: what it was done on: an id, a number, a name. Never a secret, never a choice.
    """
    at = store.clock().astimezone(UTC)
    with store.transaction() as connection:
        connection.execute(
            audit.insert().values(at=at, account=account, act=act, subject=subject[:_SUBJECT_MOST])
        )


def entries(store: HubStore, most: int, before: int | None = None) -> Sequence[Entry]:
    """The newest lines first, at most so many; `before` is the number of a line to go on from."""
    query = select(audit).order_by(audit.c.number.desc()).limit(most)
    if before is not None:
        query = query.where(audit.c.number < before)
    with store.reading() as connection:
        return [Entry(*row) for row in connection.execute(query)]
