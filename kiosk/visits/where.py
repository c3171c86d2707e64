"""Where a visit is, and everything that is known of the person in front."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, replace

from kiosk.casting import Caster
from kiosk.catalogue.activities import AnyActivity, Project, PublishedProposal
from kiosk.catalogue.lookup import CatalogueIndex, Found, Located, Openness
from kiosk.catalogue.model import Consultation
from kiosk.contributions.content import AnyContent
from kiosk.contributions.contribution import Contribution
from kiosk.contributions.sealing import sealed_contribution
from kiosk.errors import VisitError
from kiosk.ids import ActivityId, ConsultationId, DepositKind
from kiosk.receipts import Receipt, receipt_of
from kiosk.status import VISITS
from kiosk.tablet import Tablet
from kiosk.visit_map import TABLE, State, Step
from kiosk.visits.browsing import Browsing

SYSTEM_RANDOM = random.SystemRandom()
_BEGINS_NOTHING = frozenset({Step.LANGUAGE, Step.BACK, Step.FINISH, Step.END})
"""After these alone nobody has used the tablet: a language was touched, or somebody walked on."""


@dataclass(frozen=True, eq=False)
class Where:
    """One place of a visit; places that were left are kept, so that Back leads there."""

    state: State
    browsing: Browsing | None = None
    consultation: Consultation | None = None
    here: Located[AnyActivity] | None = None
    reading: str = ""
    """What is read: ``timeline``, ``synthesis``, ``privacy``, ``document/ID``, ``decision/ID``,
    ``result/ID``, ``project/ID``; empty for the page or the follow-up itself."""
    proposal: PublishedProposal | None = None
    contribution: Contribution | None = None


@dataclass(frozen=True)
class Kept:
    """A receipt, with what it is for; it shows no choice."""

    kind: DepositKind
    consultation: str
    """Its id; empty for what belongs to none."""
    activity: str
    receipt: Receipt


class Walk:
    """The part of a visit that moves: the place, the way back, the questions to the tablet."""

    def __init__(
        self,
        tablet: Tablet,
        language: str,
        shuffle: Callable[[list[Project]], None] = SYSTEM_RANDOM.shuffle,
    ) -> None:
        self._tablet = tablet
        self._shuffle = shuffle
        self.language = language
        self.where = Where(State.LANGUAGE)
        self._counted = False
        self._trail: list[Where] = []
        self.kept: list[Kept] = []
        """Receipts of this visit, in order."""

    # -- questions ----------------------------------------------------------------------------------

    @property
    def dictated(self) -> bool:
        """Whether the staff write what the person says; only `kiosk.staff.dictating` makes such a visit."""
        return False

    @property
    def state(self) -> State:
        """Where the visit is on the map."""
        return self.where.state

    @property
    def found(self) -> Found | None:
        """The vote that is looked at or cast in, if it is one."""
        here = self.where.here
        return here if isinstance(here, Found) else None

    @property
    def receipt(self) -> Receipt | None:
        """The newest receipt."""
        return self.kept[-1].receipt if self.kept else None

    # -- inside -------------------------------------------------------------------------------------

    @property
    def _index(self) -> CatalogueIndex:
        index = self._tablet.index
        if index is None:
            raise VisitError("no_catalogue")
        return index

    @property
    def _here(self) -> Located[AnyActivity]:
        if self.where.here is None:
            raise VisitError("not_now")
        return self.where.here

    def _caster(self) -> Caster:
        return Caster(self._tablet.vault, self._index, self._tablet.random_bytes)

    def _check_open(self) -> None:
        self._tablet.notice_time()
        reason = self._tablet.not_accepting()
        if reason is not None:
            raise VisitError(reason.value)
        openness = self._here.openness(self._tablet.clock())
        if openness is not Openness.OPEN:
            raise VisitError(openness.value)

    def _may(self, step: Step) -> None:
        if step not in TABLE[self.state]:
            raise VisitError("visit_ended" if self.state is State.ENDED else "not_now")

    def _go(self, step: Step, target: State, where: Where | None = None, *, leaving: bool = False) -> None:
        """Go to `target`, at `where` if it is another place; `leaving` keeps this one for Back."""
        self._may(step)
        if target not in TABLE[self.state][step]:
            raise VisitError("not_now")
        if leaving:
            self._trail.append(self.where)
        self.where = replace(where or self.where, state=target)
        if not self._counted and step not in _BEGINS_NOTHING:
            self._counted = True
            self._tablet.count(VISITS)

    def _return(self) -> None:
        """Go back to the last place that was left."""
        if not self._trail:
            raise VisitError("not_now")
        before = self._trail[-1]
        self._go(Step.BACK, before.state, before)
        self._trail.pop()

    def _record(self, where: tuple[ConsultationId, ActivityId], content: AnyContent) -> Receipt:
        """Seal and write a contribution; when this returns, it is on disk."""
        deposit = sealed_contribution(self._index, where, content, self._tablet.random_bytes)
        self._tablet.vault.cast(deposit)
        return receipt_of(deposit.id)

    def _keep(self, kind: DepositKind, receipt: Receipt) -> None:
        here = self._here
        self.kept.append(Kept(kind, here.consultation_id, here.activity_id, receipt))
