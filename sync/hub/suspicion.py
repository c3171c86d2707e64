"""Two machines under one key, or one that was set back: seen from what a tablet says of itself.

A tablet numbers its parcels and its counters only grow. A parcel by network whose number is not newer than
the newest and whose words differ, or newer words of which a counter is smaller, comes from a copy.
"""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta

from sqlalchemy import Connection, select

from sync.hub.tables import events, tablets
from sync.parcel import Parcel, Statement

CLONE_SUSPECTED = "clone_suspected"
"""Name of the event; its detail is the tablet's id."""
_AGAIN_AFTER = timedelta(hours=12)


def note_suspicion(connection: Connection, parcel: Parcel, now: datetime, *, by_network: bool) -> None:
    """Write the event, inside the intake's transaction and before the new statement replaces the old one."""
    header = parcel.header
    row = connection.execute(
        select(tablets.c.sequence, tablets.c.statement).where(tablets.c.id == header.tablet)
    ).first()
    if row is None or not row.statement:
        return
    before = Statement.model_validate_json(row.statement)
    if header.sequence > row.sequence:
        suspicious = _went_back(before, header.statement)
    else:
        # A stick may come home late; by network the same number twice is the same parcel sent again.
        suspicious = by_network and (header.sequence < row.sequence or header.statement != before)
    if suspicious:
        _note(connection, header.tablet, now)


def _went_back(before: Statement, after: Statement) -> bool:
    told = Counter({(line.activity, line.kind): line.cast for line in after.lines})
    return any(told[line.activity, line.kind] < line.cast for line in before.lines)


def _note(connection: Connection, tablet: str, now: datetime) -> None:
    lately = select(events.c.number).where(
        events.c.name == CLONE_SUSPECTED, events.c.detail == tablet, events.c.at > now - _AGAIN_AFTER
    )
    if connection.execute(lately.limit(1)).first() is None:
        connection.execute(events.insert().values(at=now, name=CLONE_SUSPECTED, detail=tablet))
