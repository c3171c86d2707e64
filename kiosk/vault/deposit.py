"""A deposit as the vault keeps it and a parcel carries it."""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.ids import ActivityId, ConsultationId, DepositId, DepositKind


@dataclass(frozen=True)
class Deposit:
    """What a visit left behind, as it stands in the vault and in a parcel."""

    id: DepositId
    kind: DepositKind
    consultation: ConsultationId
    activity: ActivityId
    catalogue: int
    """Version of the catalogue it was cast under."""
    content: bytes
    origin: str = ""
    """The tablet that recorded it, when it comes from that one's backup."""
