"""The tables of the hub's three rooms, in types that SQLite and PostgreSQL both have."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import BigInteger, Column, Integer, LargeBinary, MetaData, Text
from sqlmodel import Field, SQLModel

metadata = MetaData()
register_metadata = MetaData()
box_metadata = MetaData()
WHOLE = BigInteger().with_variant(Integer, "sqlite")
"""Holds `sync.parcel.Whole`."""


class HubTable(SQLModel):
    """What lives at the hub and not in a vault, but for what is in the two rooms below."""

    metadata = metadata


class RegisterTable(SQLModel):
    """What lives in the register. Nothing in it tells of a ballot but what a claim's own seal hides."""

    metadata = register_metadata


class BoxTable(SQLModel):
    """What lives in the box. Nothing in it tells of a deposit, a tablet or an order."""

    metadata = box_metadata


class FactRow(HubTable, table=True):
    """Single facts about the hub: its mode, its public keys, its organiser."""

    __tablename__ = "fact"
    name: str = Field(primary_key=True)
    value: str = Field(sa_column=Column(Text, nullable=False))


class CatalogueRow(HubTable, table=True):
    """Every catalogue ever published, as signed: deposits name the version they were cast under."""

    __tablename__ = "catalogue"
    version: int = Field(sa_column=Column(WHOLE, primary_key=True, autoincrement=False))
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
    skew_seconds: int | None = Field(default=None, sa_column=Column(WHOLE))
    """The tablet's clock minus the hub's, at the last contact by network."""
    sequence: int = Field(default=0, sa_column=Column(WHOLE, nullable=False))
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
    catalogue: int = Field(sa_column=Column(WHOLE, nullable=False))
    tablet: str
    content: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    """Empty for a ballot: its claim is in the register and the ballot itself in the box."""


class AsideRow(HubTable, table=True):
    """What came and is not counted, with its reason: nothing is dropped in silence."""

    __tablename__ = "aside"
    __table_args__ = {"sqlite_with_rowid": False}
    id: bytes = Field(sa_column=Column(LargeBinary, primary_key=True, nullable=False))
    digest: str = Field(primary_key=True)
    """SHA-256 of the content, of an envelope that of its claim: two contents under one id are two rows.

    No digest of a whole envelope is kept: it would tell which claim and which ballot came together.
    """
    consultation: str
    activity: str = Field(index=True)
    tablet: str
    reason: str
    received_on: date
    content: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    """Empty for a ballot, as above."""
    kind: str = Field(default="", sa_column_kwargs={"server_default": ""})


class EventRow(HubTable, table=True):
    """What staff did and what was alarming."""

    __tablename__ = "event"
    number: int | None = Field(default=None, primary_key=True)
    at: datetime
    name: str
    detail: str = ""


class ClaimRow(RegisterTable, table=True):
    """The sealed claim of a ballot that was taken. Inside the seal it names the digest of its ballot."""

    __tablename__ = "claim"
    __table_args__ = {"sqlite_with_rowid": False}
    deposit: bytes = Field(sa_column=Column(LargeBinary, primary_key=True, nullable=False))
    activity: str = Field(index=True)
    content: bytes = Field(sa_column=Column(LargeBinary, nullable=False))


class ClaimAsideRow(RegisterTable, table=True):
    """The sealed claim of what is not counted; the whole of what is no envelope."""

    __tablename__ = "claim_aside"
    __table_args__ = {"sqlite_with_rowid": False}
    deposit: bytes = Field(sa_column=Column(LargeBinary, primary_key=True, nullable=False))
    digest: str = Field(primary_key=True)
    activity: str = Field(index=True)
    content: bytes = Field(sa_column=Column(LargeBinary, nullable=False))


class BallotRow(BoxTable, table=True):
    """A sealed ballot, of one activity: a copy that comes under another one takes nobody's place."""

    __tablename__ = "ballot"
    __table_args__ = {"sqlite_with_rowid": False}
    digest: bytes = Field(sa_column=Column(LargeBinary, primary_key=True, nullable=False))
    """SHA-256 of the content."""
    activity: str = Field(primary_key=True, index=True)
    content: bytes = Field(sa_column=Column(LargeBinary, nullable=False))


class BallotAsideRow(BoxTable, table=True):
    """A sealed ballot of what is not counted."""

    __tablename__ = "ballot_aside"
    __table_args__ = {"sqlite_with_rowid": False}
    digest: bytes = Field(sa_column=Column(LargeBinary, primary_key=True, nullable=False))
    activity: str = Field(primary_key=True, index=True)
    content: bytes = Field(sa_column=Column(LargeBinary, nullable=False))


facts = metadata.tables["fact"]
catalogues = metadata.tables["catalogue"]
pairings = metadata.tables["pairing"]
tablets = metadata.tables["tablet"]
deposits = metadata.tables["deposit"]
asides = metadata.tables["aside"]
events = metadata.tables["event"]
claims = register_metadata.tables["claim"]
claims_aside = register_metadata.tables["claim_aside"]
ballots = box_metadata.tables["ballot"]
ballots_aside = box_metadata.tables["ballot_aside"]
