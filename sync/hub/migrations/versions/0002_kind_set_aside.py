"""What was set aside names its kind: a replacement of a code is no ballot, and is counted as none.

Revision ID: 0002
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Add the kind; what was set aside before is of a kind that nobody wrote down."""
    op.add_column("aside", sa.Column("kind", sa.String, nullable=False, server_default=""))
