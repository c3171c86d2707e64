"""Shifts in the vault: rows in and out, each change in one transaction of the store."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Row, func, select
from sqlalchemy.dialects.sqlite import insert as upsert

from kiosk.vault.store import Vault
from kiosk.vault.tables import shift_counts, shift_notes, shifts

Note = tuple[str, str]
"""Kind and text."""


@dataclass(frozen=True)
class StoredShift:
    """A shift as it stands in the vault."""

    number: int
    kind: str
    place: str
    quartier: str
    people: tuple[str, ...]
    weather: str
    remarks: str
    began_at: datetime
    began_by: str
    ended_at: datetime | None
    ended_by: str
    stood_at_start: str
    stood_at_end: str
    """Empty while it runs."""


def stored(vault: Vault, *, running: bool = False) -> list[StoredShift]:
    """All shifts, or those that run, the oldest first."""
    query = select(shifts).order_by(shifts.c.number)
    if running:
        query = query.where(shifts.c.ended_at.is_(None))
    with vault.reading() as connection:
        return [_shift(row) for row in connection.execute(query)]


def begin(vault: Vault, shift: StoredShift) -> int | None:
    """Store a shift that begins and give its number; None when one runs already, and nothing is stored."""
    values = {name: value for name, value in vars(shift).items() if name != "number"}
    values["people"] = "\n".join(shift.people)
    values["began_at"] = _minute(shift.began_at)
    with vault.transaction() as connection:
        if connection.scalar(select(shifts.c.number).where(shifts.c.ended_at.is_(None))) is not None:
            return None
        key = connection.execute(shifts.insert().values(**values)).inserted_primary_key
        return int(key[0]) if key is not None else None


def end(vault: Vault, number: int, at: datetime, by: str, remarks: str, stood: str) -> None:
    """Close a shift that runs, with where the counters stand now."""
    running = (shifts.c.number == number) & shifts.c.ended_at.is_(None)
    with vault.transaction() as connection:
        connection.execute(
            shifts.update()
            .where(running)
            .values(ended_at=_minute(at), ended_by=by, remarks=remarks, stood_at_end=stood)
        )


def add_note(vault: Vault, number: int, kind: str, text: str) -> None:
    """Store what somebody observed."""
    with vault.transaction() as connection:
        connection.execute(shift_notes.insert().values(shift=number, kind=kind, text=text))


def notes(vault: Vault, number: int) -> list[Note]:
    """What was observed in a shift, in the order of writing."""
    query = select(shift_notes.c.kind, shift_notes.c.text).where(shift_notes.c.shift == number)
    with vault.reading() as connection:
        rows = connection.execute(query.order_by(shift_notes.c.number)).all()
    return [(row.kind, row.text) for row in rows]


def add_count(vault: Vault, number: int, name: str, delta: int) -> int:
    """Add to what is counted by hand, never below nothing; gives where it stands."""
    row = upsert(shift_counts).values(shift=number, name=name, value=max(0, delta))
    changed = row.on_conflict_do_update(
        index_elements=["shift", "name"], set_={"value": func.max(0, shift_counts.c.value + delta)}
    )
    mine = (shift_counts.c.shift == number, shift_counts.c.name == name)
    with vault.transaction() as connection:
        connection.execute(changed)
        return connection.scalar(select(shift_counts.c.value).where(*mine)) or 0


def counts(vault: Vault, number: int) -> dict[str, int]:
    """What was counted by hand in a shift."""
    query = select(shift_counts.c.name, shift_counts.c.value).where(shift_counts.c.shift == number)
    with vault.reading() as connection:
        return {row.name: row.value for row in connection.execute(query)}


def _minute(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(second=0, microsecond=0)


def _shift(row: Row[tuple[object, ...]]) -> StoredShift:
    fields = dict(row._mapping)
    fields["people"] = tuple(fields["people"].split("\n")) if fields["people"] else ()
    return StoredShift(**fields)
