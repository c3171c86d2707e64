"""The progress of counts that people watch. No share, no ballot and no claim is in it."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Text
from sqlmodel import Field

from sync.hub.tables import HubTable, metadata


class CeremonyRow(HubTable, table=True):
    """The newest count of a vote."""

    __tablename__ = "ceremony"
    activity: str = Field(primary_key=True)
    state: str
    """``running``, ``done``, ``failed``; empty for a moment before the first."""
    step: str
    done: int
    total: int
    sentence: str = Field(sa_column=Column(Text, nullable=False))
    heard: int = Field(sa_column=Column(BigInteger, nullable=False))
    """Seconds since 1970."""


ceremonies = metadata.tables["ceremony"]
