"""What the hub can truthfully say to whoever holds a receipt. Words are made by the pages."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from kiosk.ids import DepositId, DepositKind
from kiosk.receipts import Receipt
from sync.hub.moderation.decision import HideReason, Status, state_of
from sync.hub.moderation.journal import Journal
from sync.hub.publication import Publication, Publications
from sync.hub.receipt_index import Held, held_under
from sync.hub.store import HubStore


class Stage(StrEnum):
    """How far a deposit has come."""

    ARRIVED = "arrived"
    """The hub has it; a ballot waits for the count."""
    COUNTED = "counted"
    """A ballot that went into the box."""
    SET_ASIDE = "set_aside"
    """Here, and not counted or not read, for a reason."""
    UNLISTED = "unlisted"
    """A ballot that is here and that the published lists do not name: an alarm."""
    PUBLISHED = "published"
    HIDDEN = "hidden"
    MERGED = "merged"
    """A contribution, as the project team decided."""


@dataclass(frozen=True)
class Told:
    """One deposit under a receipt."""

    stage: Stage
    kind: DepositKind | None
    """None: set aside before kinds were written down."""
    activity: str
    reason: str = ""
    """Of what was set aside or hidden: a word of a closed set."""
    sentence: str = ""
    """Of what is hidden: words of the project team."""
    invalid: int = 0
    """Of what was counted: ballots of the same box that were set aside once nobody knew whose they were."""


@dataclass(frozen=True)
class ContributionState:
    """What became of a contribution."""

    name: Literal["received", "published", "hidden", "merged"]
    reason: HideReason | None = None
    """Why it is hidden."""
    sentence: str = ""
    """The same in the words of the project team."""


_NAMES: dict[Status, Literal["received", "published", "hidden", "merged"]] = {
    Status.WAITING: "received",
    Status.PUBLISHED: "published",
    Status.HIDDEN: "hidden",
    Status.MERGED: "merged",
}
_STAGES = {
    "received": Stage.ARRIVED,
    "published": Stage.PUBLISHED,
    "hidden": Stage.HIDDEN,
    "merged": Stage.MERGED,
}


def contribution_state(store: HubStore, deposit: DepositId) -> ContributionState:
    """What the project team made of a contribution; the place where moderation is asked.

    Raises:
        VaultError: the contributions key is missing or damaged.
    """
    state = state_of(Journal(store).of_deposit(deposit, store.contributions_open_key()))
    return ContributionState(_NAMES[state.status], state.reason, state.sentence)


def told(store: HubStore, published: Publications, receipt: Receipt) -> list[Told]:
    """Every deposit under a receipt, at the hub or on a published list; empty: it is not here.

    Among a million deposits two may share a receipt; then both are told.
    """
    held = held_under(store, receipt)
    lists = {paper.minutes.activity.id: paper for paper in published.all()}
    found = [_told(store, one, lists.get(one.activity), receipt) for one in held]
    here = {one.activity for one in held}
    # Claims and envelopes are erased some weeks after the count; the lists stay.
    for activity, paper in lists.items():
        if activity not in here and (listed := _listed(paper, receipt)) is not None:
            found.append(listed)
    return found


def _told(store: HubStore, held: Held, paper: Publication | None, receipt: Receipt) -> Told:
    if held.kind is DepositKind.BALLOT and paper is not None:
        listed = _listed(paper, receipt)
        if listed is not None:
            return listed
        if not held.reason:
            return Told(Stage.UNLISTED, held.kind, held.activity)
    if held.reason:
        return Told(Stage.SET_ASIDE, held.kind, held.activity, held.reason)
    if held.kind is DepositKind.BALLOT:
        return Told(Stage.ARRIVED, held.kind, held.activity)
    state = contribution_state(store, held.id)
    reason = state.reason.value if state.reason else ""
    return Told(_STAGES[state.name], held.kind, held.activity, reason, state.sentence)


def _listed(paper: Publication, receipt: Receipt) -> Told | None:
    reason, activity = paper.says(receipt), paper.minutes.activity.id
    if reason is None:
        return None
    if reason:
        return Told(Stage.SET_ASIDE, DepositKind.BALLOT, activity, reason)
    return Told(Stage.COUNTED, DepositKind.BALLOT, activity, invalid=sum(paper.invalid.values()))
