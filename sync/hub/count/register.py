"""The register: which envelopes may go into the box. It sees claims and never a ballot."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from kiosk.catalogue.activities import ChannelsRule, DoublesRule
from kiosk.catalogue.lookup import CatalogueIndex, Found
from kiosk.claims.claim import ClaimRule
from kiosk.claims.codes import CodeDigest
from kiosk.ids import DepositId
from sync.hub.count.opening import OpenedClaim

_NONE: Mapping[str, Collection[str]] = {}


@dataclass(frozen=True)
class Registered:
    """The register's decision about every envelope."""

    admitted: tuple[tuple[str, OpenedClaim], ...]
    """(contest, envelope), by deposit id."""
    set_aside: dict[DepositId, str]
    """Deposit to reason."""
    to_strike: frozenset[str] = frozenset()
    """Of those who took part elsewhere, whoever has a ballot here and is to be struck there."""


def register(
    index: CatalogueIndex,
    found: Found,
    opened: Iterable[OpenedClaim],
    replaced: Mapping[str, Collection[str]] = _NONE,
    elsewhere: Collection[str] = (),
) -> Registered:
    """Admit or set aside; the same envelopes give the same decision in whatever order they come.

    Args:
        replaced: digests, in hex, of codes that others were handed out for, each to those others.
        elsewhere: who took part online or on paper, as `ProvenClaim.person` writes them.
    """
    claims = sorted(opened, key=lambda claim: claim.deposit)
    set_aside: dict[DepositId, str] = {}
    contests: dict[DepositId, str] = {}
    admissible: list[OpenedClaim] = []
    for claim in claims:
        reason, contest = _judge(index, found, claim)
        if not reason and claim.code in replaced:
            reason = "code_replaced"
        if reason:
            set_aside[claim.deposit] = reason
        else:
            contests[claim.deposit] = contest
            admissible.append(claim)
    # HPKE never gives the same bytes twice: whoever sends a sealed ballot again has copied it. It counts
    # once, so that a copy cancels nobody's vote.
    ticket = draw_of(claim.deposit for claim in claims)
    for copies in _together(admissible, lambda claim: claim.digest):
        kept = winner((claim.deposit for claim in copies), ticket)
        set_aside |= {claim.deposit: "ballot_copied" for claim in copies if claim.deposit != kept}
    admissible = [claim for claim in admissible if claim.deposit not in set_aside]
    listed = _same_rights(elsewhere, replaced)
    if found.activity.channels is ChannelsRule.OTHER_WINS:
        set_aside |= {claim.deposit: "took_part_elsewhere" for claim in admissible if claim.person in listed}
        admissible = [claim for claim in admissible if claim.deposit not in set_aside]
    for same in _together(admissible, lambda claim: claim.person):
        kept = winner((claim.deposit for claim in same), ticket)
        for claim in same:
            if found.activity.doubles is DoublesRule.SET_ALL_ASIDE or claim.deposit != kept:
                set_aside[claim.deposit] = "double"
    admitted = tuple((contests[c.deposit], c) for c in claims if c.deposit not in set_aside)
    strike: frozenset[str] = frozenset()
    if found.activity.channels is ChannelsRule.KIOSK_WINS:
        strike = frozenset().union(*(listed.get(claim.person, ()) for _, claim in admitted))
    return Registered(admitted, set_aside, strike)


def _same_rights(
    elsewhere: Collection[str], replaced: Mapping[str, Collection[str]]
) -> dict[str, frozenset[str]]:
    """Whoever may show up here to those of `elsewhere` with the same right: a code, or one given for it."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for person in elsewhere:
        waiting, seen = [person], {person}
        while waiting:
            here = waiting.pop()
            found[here].add(person)
            later = {f"code {new}" for new in replaced.get(here.removeprefix("code "), ())} - seen
            seen |= later
            waiting.extend(later)
    return {here: frozenset(people) for here, people in found.items()}


def draw_of(deposits: Iterable[DepositId]) -> bytes:
    """SHA-256 over all deposit ids, sorted: the lottery's draw, which nobody knows before the last one came.

    Without it an id could be drawn again and again until it wins over any other.
    """
    return hashlib.sha256(b"".join(sorted(deposits))).digest()


def winner(deposits: Iterable[DepositId], draw: bytes) -> DepositId:
    """The deposit that ``keep_one`` keeps: the smallest SHA-256 of draw and id. Anyone can repeat it."""
    return min(deposits, key=lambda deposit: hashlib.sha256(draw + deposit).digest())


def _together(
    claims: Iterable[OpenedClaim], key: Callable[[OpenedClaim], str]
) -> Iterator[list[OpenedClaim]]:
    """Groups of two and more that agree in `key`; an empty key agrees with nothing."""
    groups: defaultdict[str, list[OpenedClaim]] = defaultdict(list)
    for claim in claims:
        if key(claim):
            groups[key(claim)].append(claim)
    return (group for group in groups.values() if len(group) > 1)


def _judge(index: CatalogueIndex, found: Found, claim: OpenedClaim) -> tuple[str, str]:
    """(reason, contest); the reason is empty for an envelope that may go into the box."""
    if claim.problem:
        return claim.problem, ""
    if claim.rule != found.activity.claim.value:
        return "wrong_kind_of_claim", ""
    if found.activity.claim is ClaimRule.ATTENDED and index.account(claim.attended_by) is None:
        return "attended_by_nobody", ""
    if found.activity.claim is ClaimRule.CODE:
        codes = index.codes.get(found.activity.id, {})
        quartier = codes.get(CodeDigest(bytes.fromhex(claim.code))) if claim.code else None
        if quartier is None:
            return "code_unknown", ""
        if quartier != claim.quartier:
            return "wrong_quartier", ""
    contest = claim.quartier if found.activity.by_quartier else ""
    return ("", contest) if contest in found.contests else ("wrong_quartier", "")
