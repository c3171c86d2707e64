"""Paper that is keyed in, in the vault: each change in one transaction of the store, with its event."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Connection, Row, case, func, select, update

from kiosk.errors import ClaimError
from kiosk.ids import ActivityId, ConsultationId, DepositId, DepositKind
from kiosk.vault.store import Deposit, Vault
from kiosk.vault.tables import paper_batches, papers

OPEN, ACCEPTED, ABANDONED = "open", "accepted", "abandoned"


@dataclass(frozen=True)
class StoredBatch:
    """A batch as it stands in the vault."""

    number: int
    consultation: str
    activity: str
    kind: str
    contest: str
    mark: str
    counted: int
    keyed_by: str
    state: str
    begun_at: datetime
    newest: int
    sealed: int
    void: int
    ended_at: datetime | None
    ended_by: str
    signed_by: str
    reason: str


@dataclass(frozen=True)
class Event:
    """What is written into the log together with a change."""

    at: datetime
    name: str
    detail: str


class NotOpenError(Exception):
    """The batch was accepted or abandoned meanwhile, or never was; nothing was written."""


def stored(vault: Vault, *, state: str = "") -> list[StoredBatch]:
    """All batches, or those in one state, the oldest first; figures of open ones are counted now."""
    query = select(paper_batches).order_by(paper_batches.c.number)
    if state:
        query = query.where(paper_batches.c.state == state)
    with vault.reading() as connection:
        held = _held(connection)
        return [_batch(row, held) for row in connection.execute(query)]


def open_batches(vault: Vault) -> list[StoredBatch]:
    """Batches that are neither accepted nor abandoned."""
    return stored(vault, state=OPEN)


def begin(vault: Vault, batch: StoredBatch, event: Event) -> int | None:
    """Store a batch that begins; None when one of the same paper is open, and nothing is stored."""
    values = {name: value for name, value in vars(batch).items() if name != "number"}
    values["begun_at"] = minute(batch.begun_at)
    same = (
        paper_batches.c.state == OPEN,
        paper_batches.c.activity == batch.activity,
        paper_batches.c.contest == batch.contest,
    )
    with vault.transaction() as connection:
        if connection.scalar(select(paper_batches.c.number).where(*same)) is not None:
            return None
        key = connection.execute(paper_batches.insert().values(**values)).inserted_primary_key
        number = int(key[0]) if key is not None else 0
        vault.write_event(connection, event.at, event.name, event.detail.format(batch=number))
        return number


def void_of(vault: Vault, batch: int) -> dict[int, str]:
    """By number, why each keyed paper is void; empty for a sealed one."""
    query = select(papers.c.number, papers.c.void).where(papers.c.batch == batch)
    with vault.reading() as connection:
        return {row.number: row.void for row in connection.execute(query.order_by(papers.c.number))}


def add(
    vault: Vault, batch: int, number: int, who: str, *, deposit: Deposit | None, spends: bytes, void: str
) -> None:
    """Put a keyed paper in its place.

    Raises:
        NotOpenError: the batch is no longer open, or another paper has that number.
        ClaimError: ``code_spent_here``, or it waits with another paper.
    """
    with _changing(vault, batch) as (connection, row):
        if spends and vault.spent_within(connection, row.activity, spends):
            raise ClaimError("code_spent_here")
        mine = (papers.c.batch == batch) & (papers.c.number == number)
        if connection.execute(select(papers.c.number).where(mine)).first() is not None:
            raise NotOpenError
        keyers = row.keyed_by.split("\n")
        by = row.keyed_by if who in keyers else f"{row.keyed_by}\n{who}"
        connection.execute(
            papers.insert().values(
                batch=batch,
                number=number,
                void=void,
                id=deposit.id if deposit else b"",
                catalogue=deposit.catalogue if deposit else 0,
                spends=spends,
                content=deposit.content if deposit else b"",
            )
        )
        _set(connection, batch, newest=number, keyed_by=by)


def take_out(vault: Vault, batch: int, number: int, event: Event) -> bool:
    """Take a keyed paper out again, with its event; False when there is none of that number."""
    with _changing(vault, batch) as (connection, row):
        mine = (papers.c.batch == batch) & (papers.c.number == number)
        if not connection.execute(papers.delete().where(mine)).rowcount:
            return False
        if row.newest == number:
            _set(connection, batch, newest=0)
        vault.write_event(connection, event.at, event.name, event.detail)
        return True


def correct(vault: Vault, batch: int, counted: int, event: Event) -> None:
    """Set the number of papers to what a second count gave; `event` names the old and the new one."""
    with _changing(vault, batch) as (connection, _):
        _set(connection, batch, counted=counted)
        vault.write_event(connection, event.at, event.name, event.detail)


def accept(vault: Vault, batch: StoredBatch, *, ended_by: str, signed_by: str, event: Event) -> None:
    """Make deposits of all sealed papers: all of them or none, in an order that tells nothing.

    Raises:
        NotOpenError: it was accepted or abandoned meanwhile, or a paper was keyed or taken out.
        ClaimError: ``code_spent_here``; nothing was changed.
    """
    with _changing(vault, batch.number) as (connection, row):
        rows = connection.execute(select(papers).where(papers.c.batch == batch.number)).all()
        arrived = [
            (
                Deposit(
                    DepositId(paper.id),
                    DepositKind(row.kind),
                    ConsultationId(row.consultation),
                    ActivityId(row.activity),
                    paper.catalogue,
                    paper.content,
                ),
                paper.spends,
            )
            for paper in rows
            if not paper.void
        ]
        if (len(arrived), len(rows) - len(arrived), row.counted) != (batch.sealed, batch.void, batch.counted):
            raise NotOpenError
        connection.execute(papers.delete().where(papers.c.batch == batch.number))
        vault.take_in(connection, arrived)
        _set(
            connection,
            batch.number,
            state=ACCEPTED,
            newest=0,
            sealed=batch.sealed,
            void=batch.void,
            ended_at=minute(event.at),
            ended_by=ended_by,
            signed_by=signed_by,
        )
        vault.write_event(connection, event.at, event.name, event.detail)
    vault.changed()


def abandon(vault: Vault, batch: StoredBatch, *, ended_by: str, reason: str, event: Event) -> None:
    """Erase what was keyed; the batch stays with its figures and the reason."""
    with _changing(vault, batch.number) as (connection, _):
        connection.execute(papers.delete().where(papers.c.batch == batch.number))
        _set(
            connection,
            batch.number,
            state=ABANDONED,
            newest=0,
            ended_at=minute(event.at),
            ended_by=ended_by,
            reason=reason,
        )
        vault.write_event(connection, event.at, event.name, event.detail)


def minute(moment: datetime) -> datetime:
    """No finer than the minute."""
    return moment.astimezone(UTC).replace(second=0, microsecond=0)


@contextmanager
def _changing(vault: Vault, batch: int) -> Iterator[tuple[Connection, StoredBatch]]:
    """A write transaction on a batch that is open. Raises `NotOpenError` for any other."""
    with vault.transaction() as connection:
        row = connection.execute(select(paper_batches).where(paper_batches.c.number == batch)).first()
        if row is None or row.state != OPEN:
            raise NotOpenError
        yield connection, _batch(row, {})


def _set(connection: Connection, batch: int, **values: object) -> None:
    connection.execute(update(paper_batches).where(paper_batches.c.number == batch).values(**values))


def _held(connection: Connection) -> dict[int, tuple[int, int]]:
    """By batch: sealed and void papers that are kept now."""
    void = func.sum(case((papers.c.void != "", 1), else_=0))
    query = select(papers.c.batch, func.count(), void).group_by(papers.c.batch)
    return {batch: (number - int(voids), int(voids)) for batch, number, voids in connection.execute(query)}


def _batch(row: Row[tuple[object, ...]], held: dict[int, tuple[int, int]]) -> StoredBatch:
    fields = dict(row._mapping)
    if fields["state"] == OPEN:
        fields["sealed"], fields["void"] = held.get(fields["number"], (0, 0))
    return StoredBatch(**fields)
