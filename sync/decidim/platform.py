"""The one interface between the hub and whatever central platform the city has.

Nothing here is Decidim's: another platform is another class with these methods. Ids are the platform's own,
as texts; the hub keeps them and hands them back.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Protocol, runtime_checkable


class Capability(StrEnum):
    """What a platform, in its version and with our credentials, can do."""

    PULL = "pull"
    PUSH_PROPOSALS = "push proposals"
    PUSH_COMMENTS = "push comments"
    FIND_OWN = "find own"
    """It can tell what we wrote before."""
    VOTE_DELTAS = "vote deltas"
    """It takes differences of votes by file."""
    VOTE_TOTALS = "vote totals"
    """It takes absolute numbers of votes, so that handing over twice does no harm."""


@dataclass(frozen=True)
class Place:
    """Where something is; degrees in WGS 84."""

    address: str = ""
    latitude: float | None = None
    longitude: float | None = None


@dataclass(frozen=True)
class OutgoingProposal:
    """A moderated proposal, as it is to stand on the platform."""

    component: str
    """The platform's id of the place it goes to."""
    title: str
    body: str
    """Plain text; the kiosk's reference stands in it where it is to be found again."""
    language: str
    reference: str
    """The kiosk's own mark, such as a receipt: unique, and part of `body`."""
    place: Place | None = None
    classes: tuple[str, ...] = ()
    """The platform's ids of categories or taxonomies."""


@dataclass(frozen=True)
class OutgoingComment:
    """A moderated comment."""

    kind: str
    """What is commented, in the platform's word, such as ``Decidim::Proposals::Proposal``."""
    subject: str
    """The platform's id of it."""
    body: str
    language: str
    reference: str
    """The kiosk's own mark, part of `body`."""
    alignment: int = 0
    """-1 against, 0 neutral, 1 for."""


@dataclass(frozen=True)
class Posted:
    """Something of ours that is on the platform."""

    id: str
    address: str = ""
    """Where people read it; empty where the platform does not tell."""


@dataclass(frozen=True)
class PulledDraft:
    """One consultation as it was written into the drafts."""

    slug: str
    title: str
    draft: Path
    """The file with the catalogue's content."""
    open_questions: int
    """How many settings somebody must still tell: the platform does not."""
    findings: tuple[str, ...] = ()
    """What the catalogue's check still says."""


@dataclass(frozen=True)
class PullReport:
    """What one pull read, and what became of it."""

    read: dict[str, int] = field(default_factory=dict)
    """Kind to number."""
    new: dict[str, int] = field(default_factory=dict)
    changed: dict[str, int] = field(default_factory=dict)
    gone: dict[str, int] = field(default_factory=dict)
    drafts: tuple[PulledDraft, ...] = ()
    unmapped: tuple[str, ...] = ()
    """One sentence for everything that has no place in a catalogue, or was cut to fit."""
    warnings: tuple[str, ...] = ()


Progress = Callable[[str, int, int], None]
"""Is told the step, how many of how many are done."""


@runtime_checkable
class Platform(Protocol):
    """A central platform."""

    @property
    def name(self) -> str:
        """What people call it, with its version where known."""

    def capabilities(self) -> frozenset[Capability]:
        """What can be asked of it now. May ask the platform which version it is.

        Raises:
            PlatformError: it does not answer.
        """

    def pull(self, since_day: date, progress: Progress) -> PullReport:
        """Read everything a tablet may show into drafts; resumable after a kill.

        Args:
            since_day: consultations that ended before it are left out.
            progress: is told how far it has come.

        Raises:
            PlatformError: it stopped; what was read is kept, and the next pull goes on from there.
        """

    def push_proposal(self, proposal: OutgoingProposal) -> Posted:
        """Publish a proposal: one call, never repeated where it may have happened.

        Raises:
            PlatformError: its `outcome` says whether it happened all the same.
        """

    def push_comment(self, comment: OutgoingComment) -> Posted:
        """Publish a comment, in the same way."""

    def find_own(self, item: OutgoingProposal | OutgoingComment) -> tuple[Posted, ...]:
        """Everything on the platform that bears the item's reference, oldest first: normally none or one.

        Raises:
            PlatformError: it could not be read to the end, so that absence is not proven.
        """
