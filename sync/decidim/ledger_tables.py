"""The ledger's tables, in the hub's database: what is to be handed over, in which lots, and who does it.

Times are UTC. Nothing here is SQLite's alone.
"""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import Column, LargeBinary, Text
from sqlmodel import Field

from sync.hub.tables import HubTable, metadata


def utc(at: datetime) -> datetime:
    """A time as the ledger keeps it."""
    return at.astimezone(UTC)


class HandoverRow(HubTable, table=True):
    """One contribution on its way to the platform."""

    __tablename__ = "decidim_item"
    deposit: bytes = Field(sa_column=Column(LargeBinary, primary_key=True, nullable=False))
    kind: str
    activity: str = Field(index=True)
    component: str
    """Where it goes: of a comment, the component of its proposal or debate."""
    way: str
    receipt: str = Field(index=True)
    locale: str
    title: str = Field(sa_column=Column(Text, nullable=False))
    body: str = Field(sa_column=Column(Text, nullable=False))
    """Title and body exactly as they go out."""
    details: str = Field(sa_column=Column(Text, nullable=False))
    """JSON; see `sync.decidim.ledger.Details`."""
    digest: str
    state: str = Field(index=True)
    reason: str = Field(sa_column=Column(Text, nullable=False))
    """Why it stands where it stands: keys of `SENTENCES`, or the platform's words."""
    remote: str
    """The platform's id, once it is known."""
    attempts: int
    lot: int | None = Field(default=None, index=True)
    changed_here: bool
    """Whether it was edited or hidden here after it went out."""
    planned_at: datetime
    sent_at: datetime | None = None
    """When the last attempt began."""
    changed_at: datetime


class LotRow(HubTable, table=True):
    """An import file that was made once: lost, it is written again from here."""

    __tablename__ = "decidim_lot"
    number: int = Field(primary_key=True)
    kind: str
    """``proposals``, ``votes`` or ``cancel``."""
    activity: str
    component: str
    profile: str
    file: str
    """Its name."""
    content: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    digest: str
    items: int
    made_at: datetime
    written_at: datetime | None = None
    """When its file was first seen on disk."""
    void: bool = False
    """Whether it never reached the platform and never may."""
    cancels: int | None = None
    """Of a ``cancel``: the lot whose figures it takes back."""
    minutes: str = ""
    """Of votes: SHA-256 of the minutes that the figures are from."""


class VoteLineRow(HubTable, table=True):
    """What a lot of votes says of one project."""

    __tablename__ = "decidim_vote_line"
    lot: int = Field(primary_key=True)
    project: str = Field(primary_key=True)
    remote: str
    delta: int
    """What is added to what was handed over before; negative in a correction."""
    total: int
    """What stands on the platform with it."""


class PusherRow(HubTable, table=True):
    """Who may hand over now: one at a time."""

    __tablename__ = "decidim_pusher"
    name: str = Field(primary_key=True)
    token: str = ""
    """Empty: nobody."""
    holder: str = Field(default="", sa_column=Column(Text, nullable=False))
    """JSON; see `sync.decidim.pusher.Holder`."""
    until: datetime | None = None


items = metadata.tables["decidim_item"]
lots = metadata.tables["decidim_lot"]
vote_lines = metadata.tables["decidim_vote_line"]
pushers = metadata.tables["decidim_pusher"]
