"""Opening many sealed things on all cores. Opening holds Python's lock, so that threads do not help."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TypeVar

from kiosk.ballots.ballot import Ballot, decode
from kiosk.claims.claim import BoundClaim
from kiosk.errors import FormatError, SealError
from kiosk.ids import ActivityId, ConsultationId, DepositId, Mode
from kiosk.sealing import OpenKey, Sealed, context, open_sealed

OF_ANOTHER_BALLOT = "claim_of_another_ballot"
"""A claim that was moved from its deposit, or whose ballot is not in the box."""
_CHUNK = 250
_ALONE_UP_TO = 500
"""Fewer than these are opened before another process has started."""

In = TypeVar("In")
Out = TypeVar("Out")


@dataclass(frozen=True)
class Vote:
    """What the HPKE context of one vote names."""

    mode: Mode
    consultation: ConsultationId
    activity: ActivityId


@dataclass(frozen=True)
class OpenedClaim:
    """A deposit whose claim was read, or the reason why it could not be."""

    deposit: DepositId
    digest: str = ""
    """SHA-256, in hex, of the ballot it is bound to: the only way from here to the box."""
    quartier: str = ""
    code: str = ""
    person: str = ""
    rule: str = ""
    attended_by: str = ""
    problem: str = ""


@dataclass(frozen=True)
class OpenClaims:
    """Opens claims with the register's key."""

    vote: Vote
    key: OpenKey

    def __call__(self, deposits: Sequence[tuple[bytes, bytes]]) -> list[OpenedClaim]:
        """Open (id, sealed claim) pairs."""
        info = context("claim", self.vote.mode, self.vote.consultation, self.vote.activity)
        return [self._one(DepositId(deposit), Sealed(content), info) for deposit, content in deposits]

    def _one(self, deposit: DepositId, sealed: Sealed, info: bytes) -> OpenedClaim:
        try:
            bound = BoundClaim.decoded(open_sealed(sealed, self.key, info))
        except (SealError, FormatError):
            return OpenedClaim(deposit, problem="claim_unreadable")
        if bound.deposit != deposit.hex():
            return OpenedClaim(deposit, problem=OF_ANOTHER_BALLOT)
        claim = bound.claim
        return OpenedClaim(
            deposit,
            bound.ballot,
            quartier=claim.quartier,
            code=claim.code,
            person=claim.person(),
            rule=claim.rule.value,
            attended_by=claim.attended_by,
        )


@dataclass(frozen=True)
class OpenBallots:
    """Opens ballots with the key of the box."""

    vote: Vote
    key: OpenKey
    size: int
    """The one length of an encoded ballot of this vote; another length could mark a ballot."""

    def __call__(self, sealed: Sequence[tuple[str, Sealed]]) -> list[tuple[str, Ballot | None]]:
        """Open (contest, sealed ballot) pairs; None where it cannot be opened or read."""
        infos = {
            contest: context("ballot", self.vote.mode, self.vote.consultation, self.vote.activity, contest)
            for contest in {contest for contest, _ in sealed}
        }
        return [(contest, self._one(ballot, infos[contest])) for contest, ballot in sealed]

    def _one(self, sealed: Sealed, info: bytes) -> Ballot | None:
        try:
            return decode(open_sealed(sealed, self.key, info), self.size)
        except (SealError, FormatError):
            return None


class Workers:
    """Runs an opener over many items, in processes when there are enough of them."""

    def __init__(self, pool: ProcessPoolExecutor | None) -> None:
        self._pool = pool

    def run(
        self,
        opener: Callable[[Sequence[In]], list[Out]],
        items: Sequence[In],
        report: Callable[[int], None] = lambda _done: None,
    ) -> list[Out]:
        """The opened items in the order given; `report` hears how many are done."""
        chunks = [items[start : start + _CHUNK] for start in range(0, len(items), _CHUNK)]
        results: list[Out] = []
        opened = map(opener, chunks) if self._pool is None else self._pool.map(opener, chunks)
        for chunk in opened:
            results.extend(chunk)
            report(len(results))
        return results


@contextmanager
def workers(items: int, processes: int | None = None) -> Iterator[Workers]:
    """Workers for about so many items; `processes`: None is one for each core."""
    number = processes or os.cpu_count() or 1
    if items <= _ALONE_UP_TO or number == 1:
        yield Workers(None)
        return
    # spawn: a forked child would inherit open databases and the locks of other threads.
    with ProcessPoolExecutor(number, multiprocessing.get_context("spawn")) as pool:
        for _ in range(number):
            pool.submit(int)  # they start now, while the envelopes are read
        yield Workers(pool)
