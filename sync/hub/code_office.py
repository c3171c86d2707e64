"""Voting codes once a catalogue is published: drawing more, voiding, replacing, and how many are used.

The catalogue holds digests only, so each of these is a new version of it. Tablets take the new one at their
next contact; until then a voided code still opens a vote on them, and the count sets that ballot aside.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from kiosk.catalogue.load import PURPOSE
from kiosk.catalogue.lookup import CatalogueIndex, Found
from kiosk.claims.claim import ClaimRule
from kiosk.claims.codes import Code, CodeDigest, digest_of, parse_code
from kiosk.errors import ClaimError, ContentError, ReasonedError
from kiosk.signed import verify
from sync.hub.codes import DrawnCodes, draw_codes, without_codes
from sync.hub.count.opening import OpenClaims, Vote, workers
from sync.hub.count.run import found_for_count, sealed_claims
from sync.hub.publishing import publish
from sync.hub.store import HubStore

AT_ONCE_MOST = 2_000
"""Codes on one print: 250 sheets."""
SMALL_CELL = 10


class CodeError(ReasonedError):
    """Codes cannot be drawn, voided or replaced like this; no catalogue was published."""


@dataclass(frozen=True)
class Use:
    """Figures of one quartier, or of the city where the vote is not by quartier."""

    quartier: str
    name: str
    drawn: int
    used: int | None
    """How many of them came with a ballot; None: too few to be shown, here or in another quartier."""


def votes_with_codes(store: HubStore) -> list[Found]:
    """Votes of the newest catalogue that ask for a code, in its order."""
    newest = store.newest_catalogue()
    index = store.index(newest[0]) if newest else None
    found = index.ballots.values() if index else ()
    return [vote for vote in found if vote.activity.claim is ClaimRule.CODE]


def draw_more(store: HubStore, activity: str, quartier: str | None, number: int) -> DrawnCodes:
    """Draw codes and publish the catalogue that knows them; the codes themselves are kept nowhere.

    Raises:
        CodeError: ``number_wrong``.
        ContentError: no such vote or quartier, or the catalogue cannot be published.
    """
    if not 1 <= number <= AT_ONCE_MOST:
        raise CodeError("number_wrong", f"1 to {AT_ONCE_MOST} codes can be drawn at once.")
    drawn = draw_codes(_newest_draft(store), activity, quartier, number)
    publish(store, json.dumps(drawn.draft).encode())
    return drawn


def void(store: HubStore, activity: str, written: Sequence[str]) -> int:
    """Publish a catalogue without these codes; gives how many they were.

    Args:
        store: the hub.
        activity: the vote.
        written: codes as typed or scanned.

    Raises:
        CodeError: ``none_given``; ``mistyped`` or ``not_known``, with the place in `written` as its sentence.
        CountError: no such vote.
    """
    index, found = found_for_count(store, activity)
    digests = {digest for digest, _ in _known(index, found, written)}
    if not digests:
        raise CodeError("none_given", "No code was given.")
    _publish_without(store, activity, digests)
    return len(digests)


def replace(store: HubStore, activity: str, old: str, reserve: str) -> None:
    """Void `old`; `reserve`, a card of the same quartier that was printed before, is handed out for it.

    Raises:
        CodeError: ``mistyped`` or ``not_known`` (its sentence is ``1`` for the old one, ``2`` for the
            reserve), ``same``, ``other_quartier``.
        CountError: no such vote.
    """
    index, found = found_for_count(store, activity)
    (voided, of_old), (kept, of_reserve) = _known(index, found, [old, reserve])
    if voided == kept:
        raise CodeError("same", "The same code twice.")
    if of_old != of_reserve:
        raise CodeError("other_quartier", "The reserve card is of another quartier.")
    _publish_without(store, activity, {voided})


def use_of_codes(
    store: HubStore,
    activity: str,
    processes: int | None = None,
) -> list[Use]:
    """How many codes were drawn and are used, by quartier; nothing below `SMALL_CELL` is said.

    The register opens the claims for it, as it does for the count; nothing of them is kept.

    Raises:
        CountError: no such vote, or the register's key is missing.
    """
    index, found = found_for_count(store, activity)
    codes = index.codes.get(found.activity_id, {})
    drawn = Counter(codes.values())
    vote = Vote(store.mode, found.consultation_id, found.activity_id)
    sealed = sealed_claims(store, activity)
    with workers(len(sealed), processes) as crew:
        opened = crew.run(OpenClaims(vote, store.register_open_key()), sealed)
    used_codes = {CodeDigest(bytes.fromhex(claim.code)) for claim in opened if claim.code}
    used = Counter(codes[digest] for digest in used_codes if digest in codes)
    shown = shown_cells({quartier: used[quartier] for quartier in drawn})
    return [
        Use(quartier, index.quartier_name(quartier), drawn[quartier], shown[quartier])
        for quartier in sorted(drawn, key=lambda quartier: index.quartier_name(quartier).casefold())
    ]


def shown_cells(numbers: dict[str, int]) -> dict[str, int | None]:
    """The cells that may be shown: those of `SMALL_CELL` and more.

    Where one alone is hidden, the smallest of the others is hidden too: a total that somebody knows would
    give it away.
    """
    hidden = {name for name, number in numbers.items() if number < SMALL_CELL}
    if len(hidden) == 1 and len(numbers) > 1:
        others = (name for name in numbers if name not in hidden)
        hidden.add(min(others, key=lambda name: (numbers[name], name)))
    return {name: None if name in hidden else number for name, number in numbers.items()}


def _newest_draft(store: HubStore) -> bytes:
    newest = store.newest_catalogue()
    if newest is None:
        raise ContentError("The hub has no catalogue.")
    return verify(newest[1], PURPOSE, store.signing_key.verify_key)


def _known(index: CatalogueIndex, found: Found, written: Sequence[str]) -> list[tuple[CodeDigest, str]]:
    """Digest and quartier of each."""
    codes = index.codes.get(found.activity_id, {})
    known: list[tuple[CodeDigest, str]] = []
    for place, text in enumerate(written, 1):
        try:
            code: Code = parse_code(text)
        except ClaimError:
            raise CodeError("mistyped", str(place)) from None
        digest = digest_of(code, found.consultation_id, found.activity_id)
        if digest not in codes:
            raise CodeError("not_known", str(place))
        known.append((digest, codes[digest]))
    return known


def _publish_without(store: HubStore, activity: str, digests: set[CodeDigest]) -> None:
    draft = without_codes(_newest_draft(store), activity, digests)
    publish(store, json.dumps(draft).encode())
