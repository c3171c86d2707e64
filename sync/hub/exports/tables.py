"""The table of what people decided about findings. It holds nothing that was found."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Column, LargeBinary
from sqlmodel import Field

from sync.hub.tables import HubTable, metadata


class ExportDecisionRow(HubTable, table=True):
    """One finding in one text, and whether it is masked or kept."""

    __tablename__ = "export_decision"
    finding: bytes = Field(sa_column=Column(LargeBinary, primary_key=True))
    """Keyed digest of deposit, field, place and what stands there (`sync.hub.exports.findings`)."""
    activity: str = Field(index=True)
    decision: str
    """``mask`` or ``keep``."""
    decided_by: str
    decided_on: date


decisions = metadata.tables["export_decision"]
