"""Attending: the staff check who stands in front of them, and open one visit for that person, or do not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk.catalogue.lookup import Found, Openness
from kiosk.claims.claim import ClaimRule
from kiosk.errors import KioskError, StaffError
from kiosk.staff.acts import Act
from kiosk.staff.turned_away import TurnedAway, counter_of
from kiosk.visit import Visit

if TYPE_CHECKING:
    from kiosk.staff.desk import StaffDesk


class Attending:
    """Votes that the staff open, for one person at the desk."""

    def __init__(self, desk: StaffDesk) -> None:
        self._desk, self._tablet = desk, desk.tablet

    def votes(self) -> tuple[Found, ...]:
        """The votes that are opened by the staff and are open now, in the order of the catalogue."""
        index = self._tablet.index
        found = index.ballots.values() if index is not None else ()
        return tuple(
            vote
            for vote in found
            if vote.activity.claim is ClaimRule.ATTENDED and self._tablet.openness(vote) is Openness.OPEN
        )

    def begin(self, activity: str, language: str) -> Visit:
        """A visit at the ballot of that vote, or at the question for the quartier; its right is proven.

        It names this account to the register and nothing else. Nothing is recorded before the cast:
        a visit that is left has left nothing.

        Args:
            activity: an id of `votes`.
            language: what the visit begins in.

        Raises:
            StaffError: ``unknown_activity``; ``not_in_catalogue`` for the tablet's own administrator, whom
                the register does not know; the reason why nobody can take part now; what `may` says.
        """
        self._desk.may(Act.ATTEND)
        account = self._desk.account
        if not self.counts_for_register:
            raise StaffError("not_in_catalogue")
        refusal = self._tablet.not_accepting()
        if refusal is not None:
            raise StaffError(refusal.value)
        if activity not in {vote.activity.id for vote in self.votes()}:
            raise StaffError("unknown_activity")
        visit = Visit(self._tablet, language)
        try:
            visit.choose_language(language)
            visit.choose_activity(activity)
            visit.take_part()
            visit.prove_by_desk(account.id)
        except KioskError:
            visit.end()
            raise
        # Which vote it is for, and how it ends, is not for the log.
        self._desk.log("visit_attended")
        return visit

    @property
    def counts_for_register(self) -> bool:
        """Whether the register will know who opened the visit: otherwise it would set the ballot aside."""
        index = self._tablet.index
        return index is not None and index.account(self._desk.account.id) is not None

    def turn_away(self, reason: str) -> None:
        """Count somebody who may not take part, by reason; nothing is written of the person.

        Raises:
            StaffError: ``unknown_reason``, or what `may` says.
        """
        self._desk.may(Act.ATTEND)
        if reason not in set(TurnedAway):
            raise StaffError("unknown_reason")
        name, by = counter_of(TurnedAway(reason)), self._desk.signed()
        self._tablet.vault.count_and_log(name, self._tablet.clock(), "visit_turned_away", by)
