"""The tables of the hub. No type or statement here is SQLite's alone, but for what `kiosk.database` opens."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Column, LargeBinary, MetaData, Text
from sqlmodel import Field, SQLModel

metadata = MetaData()


class HubTable(SQLModel):
    """What lives at the hub and not in a vault."""

    metadata = metadata


class FactRow(HubTable, table=True):
    """Single facts about the hub: its mode, its public keys, its organiser."""

    __tablename__ = "fact"
    name: str = Field(primary_key=True)
    value: str = Field(sa_column=Column(Text, nullable=False))


class CatalogueRow(HubTable, table=True):
    """Every catalogue ever published, as signed: deposits name the version they were cast under."""

    __tablename__ = "catalogue"
    version: int = Field(primary_key=True)
    signed: bytes = Field(sa_column=Column(LargeBinary, nullable=False))


class PairingRow(HubTable, table=True):
    """A one-time code that was given out and not used yet."""

    __tablename__ = "pairing"
    lookup: str = Field(primary_key=True)
    proof_key: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    expires: datetime
    used: bool = False


class TabletRow(HubTable, table=True):
    """A tablet that was paired, with its newest statement."""

    __tablename__ = "tablet"
    id: str = Field(primary_key=True)
    name: str
    fingerprint: str = Field(unique=True)
    verify_key: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    paired_at: datetime
    revoked_at: datetime | None = None
    last_contact: datetime | None = None
    skew_seconds: int | None = None
    """The tablet's clock minus the hub's, at the last contact by network."""
    sequence: int = 0
    statement: str = Field(default="", sa_column=Column(Text, nullable=False))
    """JSON; see `sync.parcel.Statement`."""


class DepositRow(HubTable, table=True):
    """A deposit that was taken, under its random id."""

    __tablename__ = "deposit"
    __table_args__ = {"sqlite_with_rowid": False}
    id: bytes = Field(sa_column=Column(LargeBinary, primary_key=True, nullable=False))
    kind: str
    consultation: str
    activity: str = Field(index=True)
    catalogue: int
    tablet: str
    content: bytes = Field(sa_column=Column(LargeBinary, nullable=False))


class AsideRow(HubTable, table=True):
    """What came and is not counted, with its reason: nothing is dropped in silence."""

    __tablename__ = "aside"
    __table_args__ = {"sqlite_with_rowid": False}
    id: bytes = Field(sa_column=Column(LargeBinary, primary_key=True, nullable=False))
    digest: str = Field(primary_key=True)
    """SHA-256 of the content: two contents under one id are two rows."""
    consultation: str
    activity: str = Field(index=True)
    tablet: str
    reason: str
    received_on: date
    content: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    kind: str = Field(default="", sa_column_kwargs={"server_default": ""})


class EventRow(HubTable, table=True):
    """What staff did and what was alarming."""

    __tablename__ = "event"
    number: int | None = Field(default=None, primary_key=True)
    at: datetime
    name: str
    detail: str = ""


facts = metadata.tables["fact"]
catalogues = metadata.tables["catalogue"]
pairings = metadata.tables["pairing"]
tablets = metadata.tables["tablet"]
deposits = metadata.tables["deposit"]
asides = metadata.tables["aside"]
events = metadata.tables["event"]
