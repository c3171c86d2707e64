"""Dictated contributions: a member of the staff writes what somebody says, after that person agreed.

Dictated can be what its author means to be read: a proposal, a comment, a report. Not what is theirs alone
to know or to give: a vote is secret, a survey is answered in private, a support is one touch of one's own
hand, and how the visit went or an address is not told through whoever is praised or blamed by it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NoReturn

from kiosk.errors import StaffError, VisitError
from kiosk.ids import DepositKind
from kiosk.staff.acts import Act
from kiosk.visit import Visit

if TYPE_CHECKING:
    from kiosk.catalogue.model import Farewell
    from kiosk.claims.claim import ProvenClaim
    from kiosk.receipts import Receipt
    from kiosk.staff.desk import StaffDesk
    from kiosk.visit_map import Step

CAN_BE_DICTATED = frozenset({DepositKind.PROPOSAL, DepositKind.COMMENT, DepositKind.REPORT})


class DictatedVisit(Visit):
    """A visit in which the staff write. What it leaves says so; nothing else makes a visit dictated."""

    def __init__(self, desk: StaffDesk, language: str, *, agreed: bool) -> None:
        """Args:
        desk: of whoever writes.
        language: what the person speaks; the visit begins at the list of what there is.
        agreed: whether the person said yes to the question that was read to them.

        Raises:
            StaffError: ``not_agreed``, or what `StaffDesk.may` says; nothing has begun then.
        """
        desk.may(Act.DICTATE)
        if not agreed:
            desk.log("refused", f"{Act.DICTATE}: not_agreed")
            raise StaffError("not_agreed")
        super().__init__(desk.tablet, language)
        desk.log("dictation_began")
        self.choose_language(language)

    @property
    def dictated(self) -> bool:
        """Always."""
        return True

    @property
    def farewell(self) -> Farewell | None:
        """Nothing is asked at the end: satisfaction is not told to the one who may have caused it."""
        return None

    def take_part(self) -> None:
        """A vote is secret. Raises `VisitError` ``not_dictated``, always."""
        _refuse()

    def cast(self) -> Receipt:
        """A vote is secret. Raises `VisitError` ``not_dictated``, always."""
        _refuse()

    def begin(self, kind: DepositKind) -> None:
        """Begin a proposal, a comment or a report. Raises `VisitError` ``not_dictated`` for anything else."""
        if kind not in CAN_BE_DICTATED:
            _refuse()
        super().begin(kind)

    def _proven(self, step: Step, claim: ProvenClaim) -> None:  # noqa: ARG002
        _refuse()


def _refuse() -> NoReturn:
    raise VisitError("not_dictated")
