"""The hub's tables about its staff. No secret is in them: passwords and sessions are digests."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, Column, Text
from sqlmodel import Field

from sync.hub.tables import HubTable, metadata


class AccountRow(HubTable, table=True):
    """Somebody of the staff."""

    __tablename__ = "staff_account"
    id: str = Field(primary_key=True)
    """What is typed to sign in."""
    name: str
    role: str
    consultations: str = Field(default="", sa_column=Column(Text, nullable=False))
    """Ids of the consultations a project team sees, JSON; empty: all."""
    password: str = Field(sa_column=Column(Text, nullable=False))
    """argon2id."""
    must_change: bool
    """Whether the password was given by somebody else and opens only the page that changes it."""
    made_at: datetime


class SessionRow(HubTable, table=True):
    """Somebody who is signed in on one browser."""

    __tablename__ = "staff_session"
    digest: str = Field(primary_key=True)
    """SHA-256 of the token that the browser holds."""
    account: str = Field(index=True)
    seen_at: datetime
    ends_at: datetime
    notice: str = Field(default="", sa_column=Column(Text, nullable=False))
    """One sentence for the next page: what the last act did."""


class TryRow(HubTable, table=True):
    """Sign-ins that failed, by account and by address; forgotten after a day."""

    __tablename__ = "staff_try"
    subject: str = Field(primary_key=True)
    """SHA-256 of what is slowed down."""
    wrong: int
    last: int = Field(sa_column=Column(BigInteger, nullable=False))
    """Seconds since 1970."""
    shut_until: int = Field(sa_column=Column(BigInteger, nullable=False))
    """Seconds since 1970."""


class AuditRow(HubTable, table=True):
    """Who did what, when, on what. Never a secret, never a choice."""

    __tablename__ = "staff_audit"
    number: int | None = Field(default=None, primary_key=True)
    at: datetime
    account: str
    act: str
    subject: str


accounts = metadata.tables["staff_account"]
sessions = metadata.tables["staff_session"]
tries = metadata.tables["staff_try"]
audit = metadata.tables["staff_audit"]
