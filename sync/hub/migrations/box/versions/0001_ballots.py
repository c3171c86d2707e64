"""Sealed ballots, under digests of themselves.

Revision ID: 0001
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make both tables."""
    for name in ("ballot", "ballot_aside"):
        op.create_table(
            name,
            sa.Column("digest", sa.LargeBinary, primary_key=True, nullable=False),
            sa.Column("activity", sa.String, primary_key=True, nullable=False, index=True),
            sa.Column("content", sa.LargeBinary, nullable=False),
            sqlite_with_rowid=False,
        )
