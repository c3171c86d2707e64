"""Reports of shifts, as project teams have added them to their consultation."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Column, LargeBinary
from sqlmodel import Field

from sync.hub.tables import HubTable, metadata


class ShiftReportRow(HubTable, table=True):
    """One report, once for each consultation it was added to."""

    __tablename__ = "shift_report"
    digest: str = Field(primary_key=True)
    """SHA-256 of the file: the same file again adds nothing."""
    consultation: str = Field(primary_key=True)
    added_at: datetime
    account: str
    content: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    """JSON, sealed with the contributions key: facilitators write freely."""


shift_reports = metadata.tables["shift_report"]
