"""The table of drafts: a hub of several processes has one truth about who saved what."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Column, Text
from sqlmodel import Field

from sync.hub.tables import HubTable, metadata


class DraftRow(HubTable, table=True):
    """The unsigned content of one consultation, or the texts of the city under the id `shelf.CITY`."""

    __tablename__ = "draft"
    id: str = Field(primary_key=True)
    number: int = 1
    """Grows by one with each saving: what two editors are kept apart by."""
    content: str = Field(sa_column=Column(Text, nullable=False))
    """JSON; see `sync.hub.drafts.content`. May be incomplete and wrong."""
    notes: str = Field(default="[]", sa_column=Column(Text, nullable=False))
    """JSON: questions that an import left open and where things came from."""
    saved_at: datetime
    saved_by: str


drafts = metadata.tables["draft"]
