"""Voting codes for a vote that is still a draft: cards for people, digests for the catalogue."""

from __future__ import annotations

import json
from collections import Counter

from kiosk.claims.codes import DIGEST_BYTES
from sync.hub.codes import draw_codes
from sync.hub.drafts.content import Content
from sync.hub.drafts.publication import joined_codes
from sync.hub.drafts.shelf import Shelf
from sync.hub.store import HubStore

CODES_MAX = 5_000
"""So many at once: a PDF of 625 pages."""


def add_codes(
    shelf: Shelf, name: str, activity: str, quartier: str | None, number: int, by: str
) -> tuple[str, ...]:
    """Draw codes; the draft keeps their digests, and the codes themselves are kept nowhere.

    Raises:
        ContentError: the draft has no such activity.
    """
    consultation = shelf.get(name).content["consultation"]
    alone = {
        "consultations": [consultation],
        "quartiers": [{"id": quartier, "name": quartier}] if quartier else [],
    }
    drawn = draw_codes(json.dumps(alone).encode(), activity, quartier, number)

    def change(content: Content) -> None:
        content["codes"] = joined_codes(content["codes"], drawn.draft["codes"])

    shelf.change(name, change, by)
    return drawn.printed


def number_of_codes(store: HubStore, content: Content, activity: str) -> Counter[str]:
    """How many codes a vote has in the draft and in the newest catalogue, by quartier."""
    numbers: Counter[str] = Counter()
    for one in joined_codes([], content["codes"]):
        if one["activity"] == activity:
            numbers[one.get("quartier") or ""] += len(one["digests"]) * 3 // 4 // DIGEST_BYTES
    newest = store.newest_catalogue()
    index = store.index(newest[0]) if newest else None
    for quartier in index.codes.get(activity, {}).values() if index else ():
        numbers[quartier] += 1
    return numbers
