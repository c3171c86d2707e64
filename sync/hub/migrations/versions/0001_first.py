"""The first hub.

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
        "fact",
        sa.Column("name", sa.String, primary_key=True, nullable=False),
        sa.Column("value", sa.Text, nullable=False),
    )
    op.create_table(
        "catalogue",
        sa.Column("version", sa.Integer, primary_key=True, nullable=False),
        sa.Column("signed", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "pairing",
        sa.Column("lookup", sa.String, primary_key=True, nullable=False),
        sa.Column("proof_key", sa.LargeBinary, nullable=False),
        sa.Column("expires", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used", sa.Boolean, nullable=False),
    )
    op.create_table(
        "tablet",
        sa.Column("id", sa.String, primary_key=True, nullable=False),
        sa.Column("name", sa.String, nullable=False),
        sa.Column("fingerprint", sa.String, nullable=False, unique=True),
        sa.Column("verify_key", sa.LargeBinary, nullable=False),
        sa.Column("paired_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_contact", sa.DateTime(timezone=True), nullable=True),
        sa.Column("skew_seconds", sa.Integer, nullable=True),
        sa.Column("sequence", sa.Integer, nullable=False),
        sa.Column("statement", sa.Text, nullable=False),
    )
    op.create_table(
        "deposit",
        sa.Column("id", sa.LargeBinary, primary_key=True, nullable=False),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("consultation", sa.String, nullable=False),
        sa.Column("activity", sa.String, nullable=False, index=True),
        sa.Column("catalogue", sa.Integer, nullable=False),
        sa.Column("tablet", sa.String, nullable=False),
        sa.Column("content", sa.LargeBinary, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "aside",
        sa.Column("id", sa.LargeBinary, primary_key=True, nullable=False),
        sa.Column("digest", sa.String, primary_key=True, nullable=False),
        sa.Column("consultation", sa.String, nullable=False),
        sa.Column("activity", sa.String, nullable=False, index=True),
        sa.Column("tablet", sa.String, nullable=False),
        sa.Column("reason", sa.String, nullable=False),
        sa.Column("received_on", sa.Date, nullable=False),
        sa.Column("content", sa.LargeBinary, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "event",
        sa.Column("number", sa.Integer, primary_key=True, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("name", sa.String, nullable=False),
        sa.Column("detail", sa.String, nullable=False),
    )
