"""Contributing: the charter once, a form step by step, a last look, and the deposit."""

from __future__ import annotations

from dataclasses import replace
from typing import NoReturn

from kiosk.catalogue.model import Charter
from kiosk.contributions.contribution import Contribution, begun
from kiosk.contributions.near import near_proposals
from kiosk.errors import ContributionError, VisitError
from kiosk.forms.form import Form
from kiosk.ids import DepositKind
from kiosk.receipts import Receipt
from kiosk.visit_map import State, Step
from kiosk.visits.where import Walk

_UNCHARTED = frozenset({DepositKind.SURVEY_RESPONSE, DepositKind.REPORT})
"""Nothing of these is ever published."""
_Key = tuple[DepositKind, str, str]


class Contributing(Walk):
    """Proposals, comments, supports, surveys and reports."""

    def _forget_writing(self) -> None:
        self.charter_accepted = 0
        self._drafts: dict[_Key, Contribution] = {}
        self._supported: set[str] = set()

    @property
    def form(self) -> Form:
        """The form that is filled in."""
        return self._contribution.form

    @property
    def charter(self) -> Charter | None:
        """What must be accepted before the contribution that was asked for."""
        charter = self._index.catalogue.charter
        return charter if charter is not None and charter.version != self.charter_accepted else None

    def begin(self, kind: DepositKind) -> None:
        """Begin, or take up again, a contribution to the activity or proposal that is looked at.

        Raises:
            VisitError: why nobody can now; ContributionError: ``not_possible_here``, ``supported_already``.
        """
        self._may(Step.BEGIN)
        if self.where.here is None:
            raise VisitError("not_now")
        self._check_open()
        proposal = self.where.proposal.id if self.where.proposal else ""
        located, index = self._here, self._index
        key = (kind, located.activity.id, proposal)
        contribution = self._drafts.get(key)
        if contribution is None:
            if kind is DepositKind.SUPPORT and f"{located.activity.id}/{proposal}" in self._supported:
                raise ContributionError("supported_already")
            near = near_proposals(located.activity, self.language)
            contribution = begun(located, index, kind, proposal, near)
            self._drafts[key] = contribution
        where = replace(self.where, contribution=contribution)
        if kind not in _UNCHARTED and self.charter is not None:
            self._go(Step.BEGIN, State.CHARTER, where, leaving=True)
        else:
            self._go(Step.BEGIN, _first_state(contribution), where, leaving=True)

    def accept_charter(self) -> None:
        """Accept the charter, once a visit."""
        self._may(Step.ACCEPT)
        charter = self._index.catalogue.charter
        self.charter_accepted = charter.version if charter else 0
        self._go(Step.ACCEPT, _first_state(self._contribution))

    def next_question(self) -> None:
        """Go on from this question. Raises `ContributionError` while its answer is not right."""
        self._may(Step.ANSWER)
        if self.state is State.CHECK:
            raise VisitError("not_now")
        if self.form.next():
            self._go(Step.ANSWER, State.FORM)
        else:
            self._after_last_question()

    def _after_last_question(self) -> None:
        self._go(Step.ANSWER, State.CHECK)

    def change_answer(self, key: str) -> None:
        """From the last look back to one answer."""
        self._may(Step.ANSWER)
        self.form.go_to(key)
        self._go(Step.ANSWER, State.FORM)

    def send(self) -> Receipt:
        """Record the contribution. When this returns, it is on disk; when it raises, nothing was recorded.

        Raises:
            VisitError: closed or paused since; ContributionError: an answer is not right;
            VaultError: the disk refused.
        """
        self._may(Step.SEND)
        self._check_open()
        contribution, located = self._contribution, self._here
        today = self._tablet.clock().date()
        proposal = contribution.proposal
        content = contribution.content(self.language, today, self.charter_accepted, dictated=self.dictated)
        where = (located.consultation_id, located.activity_id)
        receipt = self._record(where, content)
        self._keep(contribution.kind, receipt)
        if contribution.kind is DepositKind.SUPPORT:
            self._supported.add(f"{located.activity.id}/{proposal}")
        del self._drafts[contribution.kind, located.activity.id, proposal]
        # What was written is sealed away: nothing of it stays with the visit while the receipt is shown.
        self._go(Step.SEND, State.RECORDED, replace(self.where, contribution=None))
        return receipt

    def supported(self, proposal: str) -> bool:
        """Whether this visit has supported that proposal of the activity that is looked at."""
        return f"{self._here.activity.id}/{proposal}" in self._supported

    # -- inside -------------------------------------------------------------------------------------

    @property
    def _contribution(self) -> Contribution:
        return self.where.contribution or _not_now()

    @property
    def _writing_begun(self) -> bool:
        return any(draft.form.begun for draft in self._drafts.values())

    def _back_in_form(self) -> None:
        if (self.state is State.CHECK and self.form.steps) or (self.state is State.FORM and self.form.back()):
            self._go(Step.BACK, State.FORM)
        else:
            self._return()


def _first_state(contribution: Contribution) -> State:
    return State.FORM if contribution.form.steps else State.CHECK


def _not_now() -> NoReturn:
    raise VisitError("not_now")
