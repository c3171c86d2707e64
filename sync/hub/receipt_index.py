"""Finding a deposit by its receipt: the digest cannot be turned round, so that each one is written down.

A row says nothing that its deposit's id does not say, and is forgotten with it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Column, Connection, LargeBinary, exists, select
from sqlmodel import Field

from kiosk.ids import DepositId, DepositKind
from kiosk.receipts import Receipt, receipt_of
from sync.hub.bulk import insert_new
from sync.hub.store import HubStore
from sync.hub.tables import HubTable, asides, deposits, metadata


class ReceiptRow(HubTable, table=True):
    """The receipt of one deposit; among a million two may be the same."""

    __tablename__ = "receipt"
    __table_args__ = {"sqlite_with_rowid": False}  # noqa: RUF012 - SQLModel reads it so
    receipt: str = Field(primary_key=True)
    deposit: bytes = Field(sa_column=Column(LargeBinary, primary_key=True, nullable=False))


receipts = metadata.tables["receipt"]

_HELD_BY_NOBODY = (DepositKind.CODE_REPLACEMENT, DepositKind.OPT_IN, DepositKind.FEEDBACK, DepositKind.TALLY)
"""Kinds of which nobody was given a receipt."""


@dataclass(frozen=True)
class Held:
    """A deposit that the hub has under a receipt."""

    id: DepositId
    kind: DepositKind | None
    activity: str
    reason: str = ""
    """Why it was set aside when it came; empty: it was taken."""
    received_on: date | None = None
    """The day, of what was set aside."""


def note_receipts(connection: Connection, deposits_taken: Iterable[DepositId]) -> None:
    """Write down the receipts of what is being stored, in the same transaction."""
    rows = [(receipt_of(deposit), deposit) for deposit in deposits_taken]
    insert_new(connection, receipts, ("receipt", "deposit"), rows)


def forget_receipts(connection: Connection) -> int:
    """Forget the receipts of what is here no more, taken or set aside; gives how many they were."""
    gone = receipts.delete().where(
        ~exists().where(deposits.c.id == receipts.c.deposit),
        ~exists().where(asides.c.id == receipts.c.deposit),
    )
    return connection.execute(gone).rowcount


def held_under(store: HubStore, receipt: Receipt) -> list[Held]:
    """What the hub has under a receipt: nothing, one deposit, or two and more that share it by chance.

    What was taken goes before another content under the same id, which was set aside.
    """
    known = select(receipts.c.deposit).where(receipts.c.receipt == receipt)
    taken = select(deposits.c.id, deposits.c.kind, deposits.c.activity).where(
        deposits.c.id.in_(known), deposits.c.kind.not_in(_HELD_BY_NOBODY)
    )
    aside = select(
        asides.c.id, asides.c.kind, asides.c.activity, asides.c.reason, asides.c.received_on
    ).where(asides.c.id.in_(known), asides.c.kind.not_in(_HELD_BY_NOBODY))
    with store.reading() as connection:
        held = {
            row.id: Held(row.id, DepositKind(row.kind), row.activity) for row in connection.execute(taken)
        }
        for row in connection.execute(aside.order_by(asides.c.id, asides.c.digest)):
            kind = DepositKind(row.kind) if row.kind else None
            held.setdefault(row.id, Held(row.id, kind, row.activity, row.reason, row.received_on))
    return [held[deposit] for deposit in sorted(held)]
