"""Which published proposals are near one that is being written."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from kiosk.catalogue.activities import AnyActivity, ProposalsActivity, PublishedProposal
from kiosk.contributions.contribution import FindSimilar

if TYPE_CHECKING:
    from kiosk.search import SearchIndex

_SHOWN = 5


def near_proposals(activity: AnyActivity, language: str) -> FindSimilar:
    """A function that finds the proposals of `activity` near a title and a text."""

    def find(title: str, body: str) -> Sequence[PublishedProposal]:
        if not isinstance(activity, ProposalsActivity) or not title:
            return ()
        by_id = {proposal.id: proposal for proposal in activity.proposals}
        hits = _index(_Of(activity), language).similar(title, body, _SHOWN)
        return tuple(by_id[hit.key] for hit in hits)

    return find


class _Of:
    """An activity that is told from others by being itself: its content is not compared each time."""

    def __init__(self, activity: ProposalsActivity) -> None:
        self.activity = activity

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Of) and other.activity is self.activity

    def __hash__(self) -> int:
        return id(self.activity)


@lru_cache(maxsize=8)
def _index(of: _Of, language: str) -> SearchIndex:
    from kiosk.search import Entry, SearchIndex  # noqa: PLC0415 - built when somebody first writes

    return SearchIndex(
        Entry(proposal.id, proposal.title.within(language), proposal.body.within(language), "proposal")
        for proposal in of.activity.proposals
    )
