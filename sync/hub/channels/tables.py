"""The table of lists of those who took part elsewhere. Nothing of a person is in it but sealed."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Column, LargeBinary
from sqlmodel import Field

from sync.hub.tables import HubTable, metadata


class ChannelListRow(HubTable, table=True):
    """One imported list, bound to one vote."""

    __tablename__ = "channel_list"
    id: str = Field(primary_key=True)
    activity: str = Field(index=True)
    channel: str
    """``online`` or ``paper``."""
    same: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    """Keyed digest of the vote and the people, so that one list is not taken twice."""
    people: int
    repeated: int
    """Rows that name somebody again."""
    unknown: int
    """Codes that the catalogue did not know when the list came."""
    imported_on: date
    content: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    """Sealed to the register's key, for this vote."""


channel_lists = metadata.tables["channel_list"]
