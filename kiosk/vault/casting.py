"""Recording: a deposit, its counter and the code it spends, in one transaction."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

from sqlalchemy import Connection, select
from sqlalchemy.exc import IntegrityError

from kiosk.errors import ClaimError
from kiosk.ids import ActivityId
from kiosk.vault.deposit import Deposit
from kiosk.vault.file import VaultFile
from kiosk.vault.tables import spent_codes

_INSERT_DEPOSIT = (
    "INSERT INTO deposit (id, kind, consultation, activity, catalogue, content) VALUES (?, ?, ?, ?, ?, ?)"
)
_COUNT_CAST = (
    "INSERT INTO counter (consultation, activity, kind, name, value) VALUES (?, ?, ?, 'cast', 1)"
    " ON CONFLICT DO UPDATE SET value = value + 1"
)
_SPEND_CODE = "INSERT INTO spent_code (activity, digest) VALUES (?, ?)"
_ON_PAPER = (
    "SELECT 1 FROM paper JOIN paper_batch ON paper_batch.number = paper.batch"
    " WHERE paper_batch.activity = ? AND paper.spends = ?"
)
"""Whether a code waits with a keyed paper, to be spent when its batch is accepted."""


class Casting(VaultFile):
    """What a visit leaves behind comes in here."""

    def cast(self, deposit: Deposit, spends: bytes | None = None) -> None:
        """Store a deposit, count it and spend its code. When this returns, it is on disk.

        Args:
            spends: digest of the code that is used up with it.

        Raises:
            ClaimError: ``code_spent_here``; nothing is stored.
            VaultError: nothing could be written; nothing is stored.
        """
        key = (deposit.consultation, deposit.activity, deposit.kind.value)
        row = (deposit.id, deposit.kind.value, deposit.consultation, deposit.activity)
        with self.direct() as connection:
            if spends is not None:
                if connection.execute(_ON_PAPER, (deposit.activity, spends)).fetchone():
                    raise ClaimError("code_spent_here")
                try:
                    connection.execute(_SPEND_CODE, (deposit.activity, spends))
                except sqlite3.IntegrityError:
                    raise ClaimError("code_spent_here") from None
            connection.execute(_INSERT_DEPOSIT, (*row, deposit.catalogue, deposit.content))
            connection.execute(_COUNT_CAST, key)
        self.changed()

    def is_spent(self, activity: ActivityId, digest: bytes) -> bool:
        """Whether a code was used on this tablet, or waits here with a paper that was keyed in."""
        with self.reading() as connection:
            return self.spent_within(connection, activity, digest)

    @staticmethod
    def spent_within(connection: Connection, activity: str, digest: bytes) -> bool:
        """`is_spent` within a transaction."""
        query = select(spent_codes.c.digest).where(
            spent_codes.c.activity == activity, spent_codes.c.digest == digest
        )
        if connection.execute(query).first() is not None:
            return True
        return connection.exec_driver_sql(_ON_PAPER, (activity, digest)).first() is not None

    @staticmethod
    def take_in(connection: Connection, arrived: Sequence[tuple[Deposit, bytes]]) -> None:
        """Store many deposits within a transaction, each with the digest it spends, as `cast` does with one.

        Sorted by their random ids: nothing of the order they came in is left.

        Raises:
            ClaimError: ``code_spent_here``; the caller's transaction must not be committed.
        """
        for deposit, spends in sorted(arrived, key=lambda pair: pair[0].id):
            row = (deposit.id, deposit.kind.value, deposit.consultation, deposit.activity)
            if spends:
                try:
                    connection.exec_driver_sql(_SPEND_CODE, (deposit.activity, spends))
                except IntegrityError:
                    raise ClaimError("code_spent_here") from None
            connection.exec_driver_sql(_INSERT_DEPOSIT, (*row, deposit.catalogue, deposit.content))
            key = (deposit.consultation, deposit.activity, deposit.kind.value)
            connection.exec_driver_sql(_COUNT_CAST, key)
