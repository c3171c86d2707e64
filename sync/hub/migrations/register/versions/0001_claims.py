"""Sealed claims, under the ids of their deposits.

Revision ID: 0001
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make both tables."""
    op.create_table(
        "claim",
        sa.Column("deposit", sa.LargeBinary, primary_key=True, nullable=False),
        sa.Column("activity", sa.String, nullable=False, index=True),
        sa.Column("content", sa.LargeBinary, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "claim_aside",
        sa.Column("deposit", sa.LargeBinary, primary_key=True, nullable=False),
        sa.Column("digest", sa.String, primary_key=True, nullable=False),
        sa.Column("activity", sa.String, nullable=False, index=True),
        sa.Column("content", sa.LargeBinary, nullable=False),
        sqlite_with_rowid=False,
    )
