"""What was decided of one contribution, and what follows: the state is read off the acts, never stored."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from kiosk.ids import DepositId


class Act(StrEnum):
    """What a moderator does."""

    PUBLISH = "publish"
    HIDE = "hide"
    EDIT = "edit"
    """Take personal data out of a text; the original stays sealed as it came."""
    MERGE = "merge"
    """This one says the same as another, which stands for it from here on."""
    ABSORB = "absorb"
    """The other side of a merge: this one stands for another."""
    RELEASE = "release"
    """The other side of a merge that is undone."""
    UNDO = "undo"
    """Take back the newest act that still holds."""


class HideReason(StrEnum):
    """Why a contribution is not shown. The list is closed; a sentence says the rest."""

    INSULT = "insult"
    UNLAWFUL = "unlawful"
    PERSONAL = "personal"
    """Data of somebody, in a text that says nothing without them."""
    OFF_TOPIC = "off_topic"
    ADVERTISING = "advertising"
    CAMPAIGN = "campaign"
    """For or against a candidate of an election."""
    UNREADABLE = "unreadable"
    """A trial, or letters without a meaning."""


class Status(StrEnum):
    """How a contribution stands."""

    WAITING = "waiting"
    PUBLISHED = "published"
    HIDDEN = "hidden"
    MERGED = "merged"


@dataclass(frozen=True)
class Decision:
    """One act, as it was written."""

    number: int
    deposit: DepositId
    step: int
    at: datetime
    account: str
    act: Act
    reason: HideReason | None = None
    sentence: str = ""
    parts: Mapping[str, str] = field(default_factory=dict)
    """Of an edit: the texts as they are shown from then on."""
    other: DepositId | None = None
    """Of a merge: the one that is kept; of its other side: the one that points here."""
    undone: int = 0
    """Of an undoing: the step that it takes back."""


@dataclass(frozen=True)
class State:
    """What the acts on one contribution come to."""

    status: Status = Status.WAITING
    steps: int = 0
    """How many acts there are: what a moderator has seen who acts next."""
    parts: Mapping[str, str] | None = None
    """Edited texts; None: as they came."""
    reason: HideReason | None = None
    sentence: str = ""
    into: DepositId | None = None
    """Which one stands for it."""
    absorbed: frozenset[DepositId] = frozenset()
    """Those that it stands for."""
    undoable: Decision | None = None
    """The newest act that still holds."""
    last: Decision | None = None

    @property
    def edited(self) -> bool:
        """Whether something was taken out. It is said wherever the text is shown."""
        return self.parts is not None


_STATUS = {Act.PUBLISH: Status.PUBLISHED, Act.HIDE: Status.HIDDEN, Act.MERGE: Status.MERGED}


def state_of(acts: Sequence[Decision]) -> State:
    """What `acts` on one contribution, in their order, come to."""
    holding: list[Decision] = []
    absorbed: set[DepositId] = set()
    for act in acts:
        match act.act:
            case Act.UNDO:
                holding = [held for held in holding if held.step != act.undone]
            case Act.ABSORB if act.other is not None:
                absorbed.add(act.other)
            case Act.RELEASE if act.other is not None:
                absorbed.discard(act.other)
            case _:
                holding.append(act)
    decisive = next((act for act in reversed(holding) if act.act in _STATUS), None)
    edit = next((act for act in reversed(holding) if act.act is Act.EDIT), None)
    return State(
        status=_STATUS[decisive.act] if decisive else Status.WAITING,
        steps=acts[-1].step if acts else 0,
        parts=edit.parts if edit else None,
        reason=decisive.reason if decisive else None,
        sentence=decisive.sentence if decisive else "",
        into=decisive.other if decisive and decisive.act is Act.MERGE else None,
        absorbed=frozenset(absorbed),
        undoable=holding[-1] if holding else None,
        last=acts[-1] if acts else None,
    )


def still_holds(act: Decision, acts: Sequence[Decision]) -> bool:
    """Whether `act`, one of `acts`, was not taken back."""
    return not any(later.act is Act.UNDO and later.undone == act.step for later in acts)
