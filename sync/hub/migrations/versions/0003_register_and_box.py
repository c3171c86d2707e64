"""Envelopes leave this room: their claims go to the register and their ballots to the box.

The two other rooms are written and committed first; when the move is cut off, it is made again and finds
what is there already. What a tablet may send as a whole number fits.

Revision ID: 0003
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import context, op

from sync.hub.envelopes import move_out

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Move what came as ballots, taken and set aside."""
    move_out(op.get_bind(), context.config.attributes.get("rooms"))
    if op.get_bind().dialect.name == "postgresql":
        # SQLite's whole numbers are of any size.
        for table, column in (
            ("tablet", "sequence"),
            ("tablet", "skew_seconds"),
            ("deposit", "catalogue"),
            ("catalogue", "version"),
        ):
            op.alter_column(table, column, type_=sa.BigInteger)
