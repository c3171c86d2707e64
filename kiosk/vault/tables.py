"""The tables of the vault. Their history is in `migrations`; a test compares the two."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Column, LargeBinary, MetaData, Text
from sqlmodel import Field, SQLModel

metadata = MetaData()


class VaultTable(SQLModel):
    """What lives in the vault and not at the hub."""

    metadata = metadata


class StateRow(VaultTable, table=True):
    """Single facts about the tablet: who it is, its status, the highest time seen."""

    __tablename__ = "state"
    name: str = Field(primary_key=True)
    value: str = Field(sa_column=Column(Text, nullable=False))


class CatalogueRow(VaultTable, table=True):
    """Catalogues as signed; the highest version is in use."""

    __tablename__ = "catalogue"
    version: int = Field(primary_key=True)
    signed: bytes = Field(sa_column=Column(LargeBinary, nullable=False))


class DepositRow(VaultTable, table=True):
    """A deposit under its random id: no sequence, no time, and the largest column last."""

    __tablename__ = "deposit"
    __table_args__ = {"sqlite_with_rowid": False}
    id: bytes = Field(sa_column=Column(LargeBinary, primary_key=True, nullable=False))
    kind: str
    consultation: str
    activity: str
    catalogue: int
    content: bytes = Field(sa_column=Column(LargeBinary, nullable=False))


class StandingRow(VaultTable, table=True):
    """What became of a deposit that has left; without a row it is aboard.

    Apart from the deposits, so that carrying does not write their contents again.
    """

    __tablename__ = "standing"
    __table_args__ = {"sqlite_with_rowid": False}
    id: bytes = Field(sa_column=Column(LargeBinary, primary_key=True, nullable=False))
    state: str
    reason: str = ""
    answered_on: date | None = None
    """The day the hub answered: starts the retention days."""


class RestoredRow(VaultTable, table=True):
    """Deposits that were not cast here but come from another tablet's backup."""

    __tablename__ = "restored"
    __table_args__ = {"sqlite_with_rowid": False}
    id: bytes = Field(sa_column=Column(LargeBinary, primary_key=True, nullable=False))
    tablet: str
    """The tablet that recorded it."""


class CounterRow(VaultTable, table=True):
    """What was ever cast, acknowledged, refused or erased: survives erasure."""

    __tablename__ = "counter"
    __table_args__ = {"sqlite_with_rowid": False}
    consultation: str = Field(primary_key=True)
    activity: str = Field(primary_key=True)
    kind: str = Field(primary_key=True)
    name: str = Field(primary_key=True)
    value: int


class SpentCodeRow(VaultTable, table=True):
    """Digests of the codes used here. A digest of 80 random bits tells nobody's name."""

    __tablename__ = "spent_code"
    __table_args__ = {"sqlite_with_rowid": False}
    activity: str = Field(primary_key=True)
    digest: bytes = Field(sa_column=Column(LargeBinary, primary_key=True, nullable=False))


class EventRow(VaultTable, table=True):
    """What staff did and what went wrong; never a choice, a claim or a ballot's time."""

    __tablename__ = "event"
    number: int | None = Field(default=None, primary_key=True)
    at: datetime
    name: str
    detail: str = ""


class ShiftRow(VaultTable, table=True):
    """A facilitator's or a site's period of use, with where the tablet's counters stood at both ends."""

    __tablename__ = "shift"
    number: int | None = Field(default=None, primary_key=True)
    kind: str
    place: str
    quartier: str
    people: str
    """Names of those who work in it, one a line."""
    weather: str
    remarks: str
    began_at: datetime
    began_by: str
    ended_at: datetime | None = None
    ended_by: str
    stood_at_start: str = Field(sa_column=Column(Text, nullable=False))
    stood_at_end: str = Field(sa_column=Column(Text, nullable=False))


class ShiftNoteRow(VaultTable, table=True):
    """What a facilitator observed. Without an hour: it would tell who stood there when."""

    __tablename__ = "shift_note"
    number: int | None = Field(default=None, primary_key=True)
    shift: int = Field(foreign_key="shift.number")
    kind: str
    text: str


class ShiftCountRow(VaultTable, table=True):
    """What a facilitator counted by hand."""

    __tablename__ = "shift_count"
    __table_args__ = {"sqlite_with_rowid": False}
    shift: int = Field(foreign_key="shift.number", primary_key=True)
    name: str = Field(primary_key=True)
    value: int


class PaperBatchRow(VaultTable, table=True):
    """A stack of paper that is keyed in, with who did what and its totals; figures alone."""

    __tablename__ = "paper_batch"
    number: int | None = Field(default=None, primary_key=True)
    consultation: str
    activity: str
    kind: str
    contest: str
    """The quartier whose ballot it is; empty for the whole city and for forms."""
    mark: str
    """What is printed on each paper: the numbering that the stack was printed with."""
    counted: int
    """Papers, as counted by hand."""
    keyed_by: str
    """Ids of the accounts that keyed, one a line; the first began it."""
    state: str
    begun_at: datetime
    newest: int = 0
    """The paper that was keyed last; 0 when it was taken out again."""
    sealed: int = 0
    """Papers that became deposits. Set when the batch ends, as `void` is."""
    void: int = 0
    ended_at: datetime | None = None
    ended_by: str = ""
    signed_by: str = ""
    """Who countersigned; empty for forms."""
    reason: str = ""
    """Why it was abandoned."""


class PaperRow(VaultTable, table=True):
    """A paper of a batch that is not accepted yet: void, or sealed and not a deposit yet.

    Whether a sealed ballot is blank stands nowhere: that is a choice.
    """

    __tablename__ = "paper"
    __table_args__ = {"sqlite_with_rowid": False}
    batch: int = Field(foreign_key="paper_batch.number", primary_key=True)
    number: int = Field(primary_key=True)
    void: str = ""
    """Why it is void; empty for a sealed one."""
    id: bytes = Field(default=b"", sa_column=Column(LargeBinary, nullable=False))
    catalogue: int = 0
    spends: bytes = Field(default=b"", sa_column=Column(LargeBinary, nullable=False))
    """Digest of the code that it uses up; empty for none."""
    content: bytes = Field(default=b"", sa_column=Column(LargeBinary, nullable=False))


states = metadata.tables["state"]
catalogues = metadata.tables["catalogue"]
deposits = metadata.tables["deposit"]
standings = metadata.tables["standing"]
restored = metadata.tables["restored"]
counters = metadata.tables["counter"]
spent_codes = metadata.tables["spent_code"]
events = metadata.tables["event"]
shifts = metadata.tables["shift"]
shift_notes = metadata.tables["shift_note"]
shift_counts = metadata.tables["shift_count"]
paper_batches = metadata.tables["paper_batch"]
papers = metadata.tables["paper"]
