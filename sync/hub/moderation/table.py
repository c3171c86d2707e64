"""The table of decisions. Rows are added and, on the announced day, erased with what they are about."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Column, LargeBinary, UniqueConstraint
from sqlmodel import Field

from sync.hub.tables import HubTable, metadata


class DecisionRow(HubTable, table=True):
    """One act of one moderator on one deposit."""

    __tablename__ = "decision"
    __table_args__ = (UniqueConstraint("deposit", "step"),)
    number: int | None = Field(default=None, primary_key=True)
    deposit: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    step: int
    """1 for the first act on the deposit. Of two moderators at once, one finds it taken."""
    consultation: str
    activity: str = Field(index=True)
    at: datetime
    account: str
    act: str
    detail: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    """JSON, sealed with the contributions key: a copy of the database does not tell what was taken out."""


decisions = metadata.tables["decision"]
