"""A batch of paper in plain figures: what screens and sheets may know of it without the vault."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from kiosk.claims.claim import ProvenClaim
from kiosk.ids import DepositKind
from kiosk.proving import Mark


class Void(StrEnum):
    """Why a paper is void. It is counted, and is no deposit."""

    UNREADABLE = "unreadable"
    RULE_BROKEN = "rule_broken"
    """Too many choices, too much money or points, or too few."""
    MARKED = "marked"
    """A name or a sign stands on it that says whose it is."""
    NO_RIGHT = "no_right"
    """No code, an unknown or a used one, or no declaration."""
    OTHER_PAPER = "other_paper"
    """Of another vote, quartier or print."""
    INCOMPLETE = "incomplete"
    """A form without an answer that it must have."""


@dataclass(frozen=True)
class Batch:
    """A stack of paper for one activity, and how far it is."""

    number: int
    activity: str
    kind: DepositKind
    contest: str
    """The quartier whose ballot it is; empty for the whole city and for forms."""
    mark: str
    """What is printed on each paper (`kiosk.ballots.numbering`)."""
    counted: int
    """Papers, counted by hand."""
    sealed: int
    void: int
    newest: int
    """The paper that was keyed last, which `undo` takes out; 0 for none."""
    keyers: tuple[str, ...]
    """Ids of the accounts that keyed; none of them may countersign."""
    state: str
    """``open``, ``accepted`` or ``abandoned``."""
    begun_at: datetime
    ended_at: datetime | None
    signed_by: str
    reason: str

    @property
    def keyed(self) -> int:
        """Papers that have been keyed, void or not."""
        return self.sealed + self.void

    @property
    def missing(self) -> int:
        """How many papers are counted and not keyed; below 0: keyed and not counted."""
        return self.counted - self.keyed

    @property
    def is_ballot(self) -> bool:
        """Whether a second person must countersign."""
        return self.kind is DepositKind.BALLOT


@dataclass(frozen=True)
class Proof:
    """What came with one paper ballot. Exists until the paper is keyed, and nowhere else."""

    claim: ProvenClaim
    mark: Mark | None = None
