"""The ledger of what is handed to the central platform: items, lots, votes, and who may hand over.

Revision ID: 0008
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Make the ledger's tables."""
    op.create_table(
        "decidim_item",
        sa.Column("deposit", sa.LargeBinary, primary_key=True, nullable=False),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("activity", sa.String, nullable=False, index=True),
        sa.Column("component", sa.String, nullable=False),
        sa.Column("way", sa.String, nullable=False),
        sa.Column("receipt", sa.String, nullable=False, index=True),
        sa.Column("locale", sa.String, nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("details", sa.Text, nullable=False),
        sa.Column("digest", sa.String, nullable=False),
        sa.Column("state", sa.String, nullable=False, index=True),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("remote", sa.String, nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("lot", sa.Integer, nullable=True, index=True),
        sa.Column("changed_here", sa.Boolean, nullable=False),
        sa.Column("planned_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_table(
        "decidim_lot",
        sa.Column("number", sa.Integer, primary_key=True, nullable=False),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("activity", sa.String, nullable=False),
        sa.Column("component", sa.String, nullable=False),
        sa.Column("profile", sa.String, nullable=False),
        sa.Column("file", sa.String, nullable=False),
        sa.Column("content", sa.LargeBinary, nullable=False),
        sa.Column("digest", sa.String, nullable=False),
        sa.Column("items", sa.Integer, nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("void", sa.Boolean, nullable=False),
        sa.Column("cancels", sa.Integer, nullable=True),
        sa.Column("minutes", sa.String, nullable=False),
    )
    op.create_table(
        "decidim_vote_line",
        sa.Column("lot", sa.Integer, primary_key=True, nullable=False),
        sa.Column("project", sa.String, primary_key=True, nullable=False),
        sa.Column("remote", sa.String, nullable=False),
        sa.Column("delta", sa.Integer, nullable=False),
        sa.Column("total", sa.Integer, nullable=False),
    )
    op.create_table(
        "decidim_pusher",
        sa.Column("name", sa.String, primary_key=True, nullable=False),
        sa.Column("token", sa.String, nullable=False),
        sa.Column("holder", sa.Text, nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=True),
    )
