"""One count, from the stored envelopes to the result. `papers` writes it down."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal

from sqlalchemy import func, select

from kiosk.ballots.ballot import Ballot
from kiosk.ballots.rules import BallotRules, ballot_bytes, rules_for
from kiosk.ballots.selection import Selection
from kiosk.ballots.selection import select as select_winners
from kiosk.ballots.tally import Tally, tally
from kiosk.catalogue.lookup import CatalogueIndex, Found
from kiosk.errors import CountError
from kiosk.ids import DepositId, DepositKind
from kiosk.sealing import OpenKey
from sync.hub.count.opening import OpenBallots, OpenClaims, Vote, workers
from sync.hub.count.register import register
from sync.hub.count.replaced import replaced_codes
from sync.hub.shares import Share, unwrap
from sync.hub.store import HubStore
from sync.hub.tables import asides, deposits

_REPLACEMENT = DepositKind.CODE_REPLACEMENT.value
_TO_COUNT = deposits.c.kind != _REPLACEMENT
Report = Callable[[str, int, int], None]
"""Hears the step (``claims``, ``ballots``), how many are done and of how many."""


@dataclass(frozen=True)
class ContestResult:
    """The result of one contest."""

    contest: str
    rules: BallotRules
    budget: Decimal | None
    ballots: tuple[Ballot, ...]
    """Valid ballots, sorted by their content: nothing of their order is left."""
    tally: Tally
    selection: Selection


@dataclass(frozen=True)
class Result:
    """Everything that is published, and nothing else."""

    index: CatalogueIndex
    found: Found
    counted: tuple[DepositId, ...]
    """Deposits whose ballots went into the box, sorted."""
    set_aside: tuple[tuple[DepositId, str], ...]
    """What the hub and the register set aside, sorted."""
    invalid: dict[str, int]
    """Ballots set aside after the cut: reason to number. Nobody knows whose they are."""
    contests: tuple[ContestResult, ...]
    shares: tuple[int, ...]
    """Numbers of the key holders who opened the box."""

    @property
    def received(self) -> int:
        """Everything that came."""
        return len(self.counted) + len(self.set_aside)

    @property
    def ballots(self) -> int:
        """Ballots that count."""
        return sum(contest.tally.ballots for contest in self.contests)


def found_for_count(store: HubStore, activity: str) -> tuple[CatalogueIndex, Found]:
    """The activity as the newest catalogue has it. Raises `CountError` when there is none of that name."""
    newest = store.newest_catalogue()
    index = store.index(newest[0]) if newest else None
    if index is None:
        raise CountError("The hub has no catalogue; there is nothing to count.")
    if activity not in index.ballots:
        known = ", ".join(sorted(index.ballots)) or "none"
        raise CountError(f"No vote is called {activity}. Known: {known}.")
    return index, index.ballots[activity]


def check_may_open(store: HubStore, found: Found) -> None:
    """Refuse before the vote has closed and the acceptance window has ended.

    A ballot that may still arrive must not find the result known.
    """
    now = store.clock().astimezone(UTC)
    for moment, what in (
        (found.closes, "the vote is open until"),
        (found.consultation.accept_until, "deposits are taken until"),
    ):
        if now < moment:
            until = f"{moment.astimezone(UTC):%Y-%m-%d %H:%M} UTC"
            raise CountError(f"The box of {found.activity.id} stays shut: {what} {until}. Count after that.")


def count(
    store: HubStore,
    activity: str,
    shares: Sequence[Share],
    report: Report = lambda _step, _done, _of: None,
    *,
    processes: int | None = None,
) -> Result:
    """Open the box once and count.

    Raises:
        CountError: too early, too few shares, shares of another box, or no such vote.
    """
    index, found = found_for_count(store, activity)
    check_may_open(store, found)
    box = unwrap(store.wrapped_box_key(), store.box_key, shares)
    register_key = store.register_open_key()
    with store.reading() as connection:
        here = connection.scalar(
            select(func.count()).select_from(deposits).where(deposits.c.activity == activity, _TO_COUNT)
        )
        outside = connection.execute(
            select(asides.c.id, asides.c.reason).where(
                asides.c.activity == activity, asides.c.kind != _REPLACEMENT
            )
        ).all()
    vote = Vote(store.mode, found.consultation_id, found.activity_id)
    with workers(here or 0, processes) as crew:
        sealed = _envelopes(store, activity)
        opened = crew.run(OpenClaims(vote, register_key), sealed, lambda n: report("claims", n, len(sealed)))
        replaced = replaced_codes(index, found, _replacements(store, activity), register_key)
        registered = register(index, found, opened, replaced)
        cut = [(contest, claim.sealed) for contest, claim in registered.admitted]
        # The cut: from here on no claim and no deposit id is near a ballot. The mix: nor any order.
        random.SystemRandom().shuffle(cut)
        ballots = crew.run(
            OpenBallots(vote, OpenKey(box), ballot_bytes(found)),
            cut,
            lambda n: report("ballots", n, len(cut)),
        )
    contests, invalid = _tallied(found, ballots)
    store.log("counted", activity)
    set_aside = sorted(
        [(DepositId(row.id), row.reason) for row in outside] + list(registered.set_aside.items())
    )
    return Result(
        index,
        found,
        tuple(claim.deposit for _, claim in registered.admitted),
        tuple(set_aside),
        dict(sorted(invalid.items())),
        contests,
        tuple(sorted({share.index for share in shares})),
    )


def sealed_claims(store: HubStore, activity: str) -> list[tuple[bytes, bytes]]:
    """Deposit ids with what `OpenClaims` opens, of the ballots of a vote."""
    return _envelopes(store, activity)


def _envelopes(store: HubStore, activity: str) -> list[tuple[bytes, bytes]]:
    query = select(deposits.c.id, deposits.c.content).where(deposits.c.activity == activity, _TO_COUNT)
    with store.reading() as connection:
        return [(row.id, row.content) for row in connection.execute(query)]


def _replacements(store: HubStore, activity: str) -> list[bytes]:
    query = select(deposits.c.content).where(deposits.c.activity == activity, deposits.c.kind == _REPLACEMENT)
    with store.reading() as connection:
        return list(connection.scalars(query))


def _tallied(
    found: Found, opened: Sequence[tuple[str, Ballot | None]]
) -> tuple[tuple[ContestResult, ...], Counter[str]]:
    invalid: Counter[str] = Counter()
    valid: dict[str, list[Ballot]] = {contest: [] for contest in found.contests}
    rules = {contest: rules_for(found, contest) for contest in found.contests}
    for contest, ballot in opened:
        if ballot is None:
            invalid["ballot_unreadable"] += 1
            continue
        broken = next(rules[contest].broken(ballot), None)
        if broken is None:
            valid[contest].append(ballot)
        else:
            invalid[broken.value] += 1
    results = []
    for contest, ballots in valid.items():
        ballots.sort(key=lambda ballot: (ballot.choices, ballot.points))
        result = tally(rules[contest], ballots)
        budget = found.activity.quartier_budgets.get(contest, found.activity.budget)
        selection = select_winners(
            rules[contest],
            result,
            budget,
            found.activity.tie_break,
            found.consultation_id,
            found.activity_id,
        )
        results.append(ContestResult(contest, rules[contest], budget, tuple(ballots), result, selection))
    return tuple(results), invalid


def moment(value: datetime) -> str:
    """A time as the minutes write it: UTC, to the second."""
    return value.astimezone(UTC).replace(microsecond=0).isoformat()
