"""Receipts are written down beside their deposits, so that whoever holds one can ask for it.

Revision ID: 0006
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from kiosk.ids import DepositId
from kiosk.receipts import receipt_of

revision = "0006"
down_revision = "0005"
_AT_ONCE = 5_000


def upgrade() -> None:
    """Make the table and write down what is here already."""
    receipt = op.create_table(
        "receipt",
        sa.Column("receipt", sa.String, primary_key=True),
        sa.Column("deposit", sa.LargeBinary, primary_key=True),
        sqlite_with_rowid=False,
    )
    connection = op.get_bind()
    known: set[bytes] = set()
    for name in ("deposit", "aside"):
        known.update(
            connection.scalars(sa.select(sa.column("id", sa.LargeBinary)).select_from(sa.table(name)))
        )
    ids = sorted(known)
    for start in range(0, len(ids), _AT_ONCE):
        rows = [
            {"receipt": receipt_of(DepositId(deposit)), "deposit": deposit}
            for deposit in ids[start : start + _AT_ONCE]
        ]
        connection.execute(receipt.insert(), rows)
