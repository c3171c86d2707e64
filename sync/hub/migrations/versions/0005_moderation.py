"""What moderators decide, one row an act; and the reports of shifts that teams add to their results.

Revision ID: 0005
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "decision",
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("deposit", sa.LargeBinary, nullable=False),
        sa.Column("step", sa.Integer, nullable=False),
        sa.Column("consultation", sa.String, nullable=False),
        sa.Column("activity", sa.String, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("account", sa.String, nullable=False),
        sa.Column("act", sa.String, nullable=False),
        sa.Column("detail", sa.LargeBinary, nullable=False),
        sa.UniqueConstraint("deposit", "step"),
    )
    op.create_index("ix_decision_activity", "decision", ["activity"])
    op.create_table(
        "shift_report",
        sa.Column("digest", sa.String, primary_key=True, nullable=False),
        sa.Column("consultation", sa.String, primary_key=True, nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("account", sa.String, nullable=False),
        sa.Column("content", sa.LargeBinary, nullable=False),
    )
