"""Lists of those who took part online or on paper, sealed to the register; decisions on what exports show.

Revision ID: 0007
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Make both tables."""
    op.create_table(
        "channel_list",
        sa.Column("id", sa.String, primary_key=True, nullable=False),
        sa.Column("activity", sa.String, nullable=False, index=True),
        sa.Column("channel", sa.String, nullable=False),
        sa.Column("same", sa.LargeBinary, nullable=False),
        sa.Column("people", sa.Integer, nullable=False),
        sa.Column("repeated", sa.Integer, nullable=False),
        sa.Column("unknown", sa.Integer, nullable=False),
        sa.Column("imported_on", sa.Date, nullable=False),
        sa.Column("content", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "export_decision",
        sa.Column("finding", sa.LargeBinary, primary_key=True, nullable=False),
        sa.Column("activity", sa.String, nullable=False, index=True),
        sa.Column("decision", sa.String, nullable=False),
        sa.Column("decided_by", sa.String, nullable=False),
        sa.Column("decided_on", sa.Date, nullable=False),
    )
