"""Whom the other channel must strike where the kiosk wins: for the register's holder alone."""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.catalogue.activities import ChannelsRule
from kiosk.errors import CountError
from sync.hub.channels.lists import opened_lists
from sync.hub.channels.people import headings
from sync.hub.count.run import found_for_count, registered_again
from sync.hub.store import HubStore


@dataclass(frozen=True)
class StrikeList:
    """Rows for the people who run the other channel; never beside a ballot or a receipt."""

    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    """Sorted: channel, then the code or the identity as the list had it, normalised."""


def strike_list(store: HubStore, activity: str) -> StrikeList:
    """Who took part elsewhere and has a ballot in the kiosk's box. Reading it is noted in the journal.

    Only a vote that was counted has one: until then it may still change.

    Raises:
        CountError: not counted yet, the other channel wins, or the register's key is missing.
    """
    index, found = found_for_count(store, activity)
    if found.activity.channels is not ChannelsRule.KIOSK_WINS:
        raise CountError(f"Nobody is struck elsewhere for {activity}: the kiosk does not win there.")
    if not store.was_counted(activity):
        raise CountError(f"{activity} is not counted yet; whom to strike is known after the count.")
    key = store.register_open_key()
    strike = registered_again(store, index, found, key).to_strike
    rows = {
        (channel, *one.shown())
        for channel, people in opened_lists(store, found, key)
        for one in people
        if one.person(found) in strike
    }
    store.log("strike_list_read", f"{activity}: {len(strike)}")
    return StrikeList(("channel", *headings(found.activity.claim)), tuple(sorted(rows)))
