"""Accounts of the staff, their sessions, the brake on sign-ins, the log of what they did; progress of counts.

Revision ID: 0004
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0002"


def upgrade() -> None:
    """Make the five tables."""
    op.create_table(
        "staff_account",
        sa.Column("id", sa.String, primary_key=True, nullable=False),
        sa.Column("name", sa.String, nullable=False),
        sa.Column("role", sa.String, nullable=False),
        sa.Column("consultations", sa.Text, nullable=False),
        sa.Column("password", sa.Text, nullable=False),
        sa.Column("must_change", sa.Boolean, nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_table(
        "staff_session",
        sa.Column("digest", sa.String, primary_key=True, nullable=False),
        sa.Column("account", sa.String, nullable=False, index=True),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("notice", sa.Text, nullable=False),
    )
    op.create_table(
        "staff_try",
        sa.Column("subject", sa.String, primary_key=True, nullable=False),
        sa.Column("wrong", sa.Integer, nullable=False),
        sa.Column("last", sa.BigInteger, nullable=False),
        sa.Column("shut_until", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "staff_audit",
        sa.Column("number", sa.Integer, primary_key=True, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("account", sa.String, nullable=False),
        sa.Column("act", sa.String, nullable=False),
        sa.Column("subject", sa.String, nullable=False),
    )
    op.create_table(
        "ceremony",
        sa.Column("activity", sa.String, primary_key=True, nullable=False),
        sa.Column("state", sa.String, nullable=False),
        sa.Column("step", sa.String, nullable=False),
        sa.Column("done", sa.Integer, nullable=False),
        sa.Column("total", sa.Integer, nullable=False),
        sa.Column("sentence", sa.Text, nullable=False),
        sa.Column("heard", sa.BigInteger, nullable=False),
    )
