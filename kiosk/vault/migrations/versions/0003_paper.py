"""Paper that is keyed in: batches, and their papers until they are accepted.

Revision ID: 0003
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Make the tables of paper."""
    op.create_table(
        "paper_batch",
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("consultation", sa.String, nullable=False),
        sa.Column("activity", sa.String, nullable=False),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("contest", sa.String, nullable=False),
        sa.Column("mark", sa.String, nullable=False),
        sa.Column("counted", sa.Integer, nullable=False),
        sa.Column("keyed_by", sa.String, nullable=False),
        sa.Column("state", sa.String, nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("newest", sa.Integer, nullable=False),
        sa.Column("sealed", sa.Integer, nullable=False),
        sa.Column("void", sa.Integer, nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by", sa.String, nullable=False),
        sa.Column("signed_by", sa.String, nullable=False),
        sa.Column("reason", sa.String, nullable=False),
    )
    op.create_table(
        "paper",
        sa.Column("batch", sa.Integer, sa.ForeignKey("paper_batch.number"), primary_key=True, nullable=False),
        sa.Column("number", sa.Integer, primary_key=True, nullable=False),
        sa.Column("void", sa.String, nullable=False),
        sa.Column("id", sa.LargeBinary, nullable=False),
        sa.Column("catalogue", sa.Integer, nullable=False),
        sa.Column("spends", sa.LargeBinary, nullable=False),
        sa.Column("content", sa.LargeBinary, nullable=False),
        sqlite_with_rowid=False,
    )
