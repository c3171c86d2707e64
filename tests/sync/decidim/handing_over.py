"""What the tests of handing over share: contributions, where they go, and a platform that is a dictionary."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from kiosk.ids import DepositId
from sync.decidim.errors import Outcome, PlatformError
from sync.decidim.ledger import Planned, Ways, plan
from sync.decidim.outgoing import Outgoing, Way, receipt_in
from sync.decidim.platform import (
    Capability,
    OutgoingComment,
    OutgoingProposal,
    Posted,
    Progress,
    PullReport,
)
from sync.decidim.targets import Class, Target, Targets
from sync.hub.store import HubStore

IDEAS = "canal-idees"
TARGETS = Targets(
    activities={
        IDEAS: Target(
            component="12",
            locales=("fr", "es"),
            posts={"p1": "345"},
            classes={"nature": Class(category="3", taxonomies=("31",)), "canal": Class(scope="5")},
        ),
        "nuit-debat": Target(component="14", debate="77"),
        "budget": Target(component="15", projects={"fontaine": "101", "velos": "102", "bancs": "103"}),
    }
)
TARGET = TARGETS.activities[IDEAS]
BY_API = Ways(Way.API, Way.API)
BY_LOTS = Ways(Way.LOT, Way.HAND)


def deposit(name: str | int) -> DepositId:
    """A deposit's id for a name."""
    return DepositId(hashlib.sha256(str(name).encode()).digest()[:16])


def proposal(
    name: str | int,
    title: str = "Une fontaine près du pont",
    body: str = "Il fait chaud l’été sur la berge.",
    **more: Any,
) -> Outgoing:
    """A proposal that breaks no rule, unless it is told to."""
    return Outgoing(deposit(name), "proposal", IDEAS, body, title, **more)


def comment(name: str | int, parent: str = "p1", body: str = "Très bien vu", **more: Any) -> Outgoing:
    """A comment on a proposal."""
    return Outgoing(deposit(name), "comment", IDEAS, body, parent=parent, **more)


def planned(store: HubStore, *items: Outgoing, ways: Ways = BY_API) -> Planned:
    """Bring the ledger up to `items`: all that is published."""
    return plan(store, items, TARGETS, ways, tuple(TARGETS.activities))


@dataclass
class Shelf:
    """A platform in memory: it keeps what it is told, and fails as it is told to."""

    posts: dict[str, OutgoingProposal | OutgoingComment] = field(default_factory=dict)
    faults: list[Callable[[], tuple[PlatformError, bool]] | None] = field(default_factory=list)
    """For each call to come: nothing, or the error and whether the post was kept before it."""
    blind: PlatformError | None = None
    """What reading own posts ends with."""
    name: str = "Shelf"

    def capabilities(self) -> frozenset[Capability]:
        """Everything that is told."""
        return frozenset({Capability.PUSH_PROPOSALS, Capability.PUSH_COMMENTS, Capability.FIND_OWN})

    def pull(self, since_day: date, progress: Progress) -> PullReport:
        """Nothing."""
        return PullReport()

    def push_proposal(self, proposal: OutgoingProposal) -> Posted:
        """Keep it."""
        return self._push(proposal)

    def push_comment(self, comment: OutgoingComment) -> Posted:
        """Keep it."""
        return self._push(comment)

    def find_own(self, item: OutgoingProposal | OutgoingComment) -> tuple[Posted, ...]:
        """Those that bear its reference."""
        if self.blind is not None:
            raise self.blind
        return tuple(
            Posted(id_) for id_, post in self.posts.items() if receipt_in(post.body) == item.reference
        )

    def _push(self, item: OutgoingProposal | OutgoingComment) -> Posted:
        fault = self.faults.pop(0) if self.faults else None
        error, kept = fault() if fault else (None, True)
        id_ = str(1000 + len(self.posts))
        if kept:
            self.posts[id_] = item
        if error is not None:
            raise error
        return Posted(id_)

    def times(self, item: Outgoing) -> int:
        """How often a contribution is there."""
        return sum(receipt_in(post.body) == item.receipt for post in self.posts.values())


def lost(*, kept: bool, outcome: Outcome = Outcome.UNKNOWN) -> Callable[[], tuple[PlatformError, bool]]:
    """A call whose answer does not come, with or without the post being there."""
    return lambda: (PlatformError("The connection broke.", outcome=outcome), kept)
