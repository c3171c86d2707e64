"""Identifiers that must not be mixed, and the two modes that nothing may cross."""

from __future__ import annotations

from enum import StrEnum
from typing import NewType

ConsultationId = NewType("ConsultationId", str)
ActivityId = NewType("ActivityId", str)
ProjectId = NewType("ProjectId", str)
TabletId = NewType("TabletId", str)
DepositId = NewType("DepositId", bytes)
"""16 random bytes. Nothing about the visit, the order or the tablet can be read from it."""

DEPOSIT_ID_BYTES = 16


class Mode(StrEnum):
    """Test and official data never meet: own keys, own files, own sealing context."""

    TEST = "test"
    OFFICIAL = "official"


class DepositKind(StrEnum):
    """What a visit can leave behind."""

    BALLOT = "ballot"
    CODE_REPLACEMENT = "code_replacement"
    """A spoiled voting code and the one that was handed out for it; no ballot, and counted as none."""
    PROPOSAL = "proposal"
    COMMENT = "comment"
    """On a proposal, or in a debate."""
    SUPPORT = "support"
    SURVEY_RESPONSE = "survey_response"
    REPORT = "report"
    OPT_IN = "opt_in"
    """An address to be kept informed at; belongs to no consultation."""
    FEEDBACK = "feedback"
    """What somebody says of the kiosk, and may say of themselves; belongs to no consultation."""
    TALLY = "tally"
    """Hands raised in a room, counted by the staff. Never a ballot, and counted with none."""


class DepositState(StrEnum):
    """Where a deposit stands on its tablet."""

    ABOARD = "aboard"
    """On the tablet, never handed over."""
    CARRIED = "carried"
    """In at least one parcel, no answer yet."""
    ACKNOWLEDGED = "acknowledged"
    """The hub said in a signed answer that it holds it; erased after the retention days."""
    REFUSED = "refused"
    """The hub set it aside; kept, with its reason, for staff to see."""
