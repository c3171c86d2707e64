"""The first vault.

Revision ID: 0001
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make every table."""
    op.create_table(
        "state",
        sa.Column("name", sa.String, primary_key=True),
        sa.Column("value", sa.Text, nullable=False),
    )
    op.create_table(
        "catalogue",
        sa.Column("version", sa.Integer, primary_key=True),
        sa.Column("signed", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "deposit",
        sa.Column("id", sa.LargeBinary, primary_key=True, nullable=False),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("consultation", sa.String, nullable=False),
        sa.Column("activity", sa.String, nullable=False),
        sa.Column("catalogue", sa.Integer, nullable=False),
        sa.Column("content", sa.LargeBinary, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "standing",
        sa.Column("id", sa.LargeBinary, primary_key=True, nullable=False),
        sa.Column("state", sa.String, nullable=False),
        sa.Column("reason", sa.String, nullable=False),
        sa.Column("answered_on", sa.Date, nullable=True),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "counter",
        sa.Column("consultation", sa.String, primary_key=True, nullable=False),
        sa.Column("activity", sa.String, primary_key=True, nullable=False),
        sa.Column("kind", sa.String, primary_key=True, nullable=False),
        sa.Column("name", sa.String, primary_key=True, nullable=False),
        sa.Column("value", sa.Integer, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "spent_code",
        sa.Column("activity", sa.String, primary_key=True, nullable=False),
        sa.Column("digest", sa.LargeBinary, primary_key=True, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "event",
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("name", sa.String, nullable=False),
        sa.Column("detail", sa.String, nullable=False),
    )
