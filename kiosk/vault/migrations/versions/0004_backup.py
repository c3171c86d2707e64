"""Deposits that come from another tablet's backup.

Revision ID: 0004
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Make the table of restored deposits."""
    op.create_table(
        "restored",
        sa.Column("id", sa.LargeBinary, primary_key=True, nullable=False),
        sa.Column("tablet", sa.String, nullable=False),
        sqlite_with_rowid=False,
    )
