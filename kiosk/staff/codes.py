"""Voting codes at the desk: whether one is known and unspent here, and another one for a spoiled one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from kiosk.accounts import FIRST_WAIT, LONGEST_WAIT
from kiosk.catalogue.lookup import Found, Openness
from kiosk.claims.claim import ClaimRule
from kiosk.claims.codes import CodeDigest, digest_of, parse_code
from kiosk.claims.replacement import Replacement, sealed_replacement
from kiosk.errors import ClaimError, StaffError
from kiosk.staff.acts import Act

if TYPE_CHECKING:
    from kiosk.staff.desk import StaffDesk

FREE_TRIES = 5
"""Unknown codes in a row before the first wait: a card with another city's code is no attack."""
_REASON_MAX = 200


@dataclass(frozen=True)
class KnownCode:
    """What this tablet knows of a code. It may have been used on another one: only the count sees that."""

    found: Found
    """The vote that it is for."""
    quartier: str
    """An id of the catalogue; empty where the vote is for the whole city."""
    spent: bool
    """Whether it was used, or replaced, on this tablet."""
    openness: Openness
    """Of its vote."""
    digest: CodeDigest

    @property
    def replaceable(self) -> bool:
        """Whether the catalogue lets the staff replace it, now."""
        by_rule = self.found.activity.code_replacement == "staff"
        return by_rule and not self.spent and self.openness is not Openness.CLOSED


class Codes:
    """The codes of a tablet, for one person at the desk. What is typed goes into no event."""

    def __init__(self, desk: StaffDesk) -> None:
        self._desk, self._tablet = desk, desk.tablet

    def look_up(self, typed: str) -> KnownCode:
        """What is known of a code, typed or scanned.

        Raises:
            ClaimError: ``code_incomplete``, ``code_mistyped``, ``code_unknown``.
            StaffError: ``code_wait`` after several unknown ones, or what `may` says.
        """
        self._desk.may(Act.LOOK_UP_CODE)
        known = self._known(typed)
        self._desk.log("code_looked_up")
        return known

    def replace(self, old: str, new: str, reason: str) -> KnownCode:
        """Make a spoiled code worthless and name the one that is handed out for it; gives the new one.

        The old one is spent here at once; the register sets aside whatever was or will be cast with it
        anywhere else.

        Args:
            old: the spoiled one. One that cannot be read cannot be replaced: somebody may still use it.
            new: from the sheet of reserve codes.
            reason: why; written into the log.

        Raises:
            ClaimError: as `look_up` says.
            StaffError: ``code_never_replaced`` by the catalogue's rule; ``code_spent_here``; ``closed``;
                ``reserve_same``, ``reserve_spent``, ``reserve_of_other`` vote or quartier; ``code_wait``;
                what `may` says.
        """
        self._desk.may(Act.REPLACE_CODE, reason)
        spoiled, reserve = self._pair(old, new)
        index = self._tablet.index
        if index is None:
            raise StaffError("no_catalogue")
        deposit = sealed_replacement(
            index, spoiled.found, Replacement(spoiled.digest, reserve.digest), self._tablet.random_bytes
        )
        self._tablet.vault.cast(deposit, spoiled.digest)
        self._desk.log("code_replaced", reason.strip()[:_REASON_MAX])
        return reserve

    def check(self, old: str, new: str) -> None:
        """See whether `replace` would take these two, before anybody is asked why. Raises what it raises."""
        self._desk.may(Act.LOOK_UP_CODE)
        self._pair(old, new)

    def _pair(self, old: str, new: str) -> tuple[KnownCode, KnownCode]:
        spoiled, reserve = self._known(old), self._known(new)
        refusal = _refusal(spoiled, reserve)
        if refusal:
            raise StaffError(refusal)
        return spoiled, reserve

    def _known(self, typed: str) -> KnownCode:
        fact, now = self._tablet.vault.fact, self._tablet.clock()
        until = fact("code_shut_until")
        if until and now < datetime.fromisoformat(until):
            raise StaffError("code_wait")
        code, index = parse_code(typed), self._tablet.index
        wrong = int(fact("code_wrong") or 0)
        for found in index.ballots.values() if index is not None else ():
            if index is None or found.activity.claim is not ClaimRule.CODE:
                continue
            digest = digest_of(code, found.consultation_id, found.activity_id)
            quartier = index.codes.get(found.activity.id, {}).get(digest)
            if quartier is not None:
                if wrong:
                    self._tablet.vault.remember(code_wrong="0", code_shut_until="")
                spent = self._tablet.vault.is_spent(found.activity_id, digest)
                return KnownCode(found, quartier, spent, self._tablet.openness(found), digest)
        self._wrong(wrong + 1, now)
        raise ClaimError("code_unknown")

    def _wrong(self, wrong: int, now: datetime) -> None:
        facts = {"code_wrong": str(wrong)}
        if wrong >= FREE_TRIES:
            wait: timedelta = min(FIRST_WAIT * 2 ** min(wrong - FREE_TRIES, 10), LONGEST_WAIT)
            facts["code_shut_until"] = (now + wait).isoformat()
        self._tablet.vault.record(now, "code_not_known", self._desk.signed(), **facts)


def _refusal(spoiled: KnownCode, reserve: KnownCode) -> str:
    """Why one cannot stand for the other; empty when it can."""
    if spoiled.found.activity.code_replacement != "staff":
        return "code_never_replaced"
    if spoiled.spent:
        return "code_spent_here"
    if spoiled.openness is Openness.CLOSED:
        return "closed"
    if reserve.digest == spoiled.digest:
        return "reserve_same"
    same_vote = reserve.found.activity_id == spoiled.found.activity_id
    if not same_vote or reserve.quartier != spoiled.quartier:
        return "reserve_of_other"
    return "reserve_spent" if reserve.spent else ""
