"""Shifts, what was observed in them, and what was counted by hand.

Revision ID: 0002
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Make the tables of shifts."""
    op.create_table(
        "shift",
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("place", sa.String, nullable=False),
        sa.Column("quartier", sa.String, nullable=False),
        sa.Column("people", sa.String, nullable=False),
        sa.Column("weather", sa.String, nullable=False),
        sa.Column("remarks", sa.String, nullable=False),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("began_by", sa.String, nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by", sa.String, nullable=False),
        sa.Column("stood_at_start", sa.Text, nullable=False),
        sa.Column("stood_at_end", sa.Text, nullable=False),
    )
    op.create_table(
        "shift_note",
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("shift", sa.Integer, sa.ForeignKey("shift.number"), nullable=False),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("text", sa.String, nullable=False),
    )
    op.create_table(
        "shift_count",
        sa.Column("shift", sa.Integer, sa.ForeignKey("shift.number"), primary_key=True, nullable=False),
        sa.Column("name", sa.String, primary_key=True, nullable=False),
        sa.Column("value", sa.Integer, nullable=False),
        sqlite_with_rowid=False,
    )
