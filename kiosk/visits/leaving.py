"""Leaving: something else, or how it went, keep me informed, all receipts; each once and never a must."""

from __future__ import annotations

from dataclasses import replace

from kiosk.catalogue.activities import ProposalsActivity
from kiosk.catalogue.model import Farewell
from kiosk.catalogue.questions import Question
from kiosk.contributions.content import FeedbackContent, OptInContent
from kiosk.contributions.contribution import Contribution
from kiosk.contributions.farewell import address_questions, remark_questions
from kiosk.contributions.sealing import NOWHERE
from kiosk.errors import VisitError
from kiosk.forms.form import Form
from kiosk.ids import DepositKind
from kiosk.visit_map import State, Step
from kiosk.visits.browsing import Satisfaction
from kiosk.visits.where import Walk, Where

_OPT_IN, _FEEDBACK = DepositKind.OPT_IN, DepositKind.FEEDBACK


class Leaving(Walk):
    """The end of a visit in which something was done."""

    def _forget_farewell(self) -> None:
        self.satisfaction: Satisfaction = ""
        self.informed = False
        """Whether an address was left."""
        self._remarks: Form | None = None
        self._said: dict[str, str] = {}
        """What the form of remarks holds, once its end was reached."""

    # -- steps --------------------------------------------------------------------------------------

    def more(self) -> None:
        """Do something else: back to the proposals after a proposal, else to what is on offer."""
        self._may(Step.MORE)
        here = self.where.here
        if here is not None and isinstance(here.activity, ProposalsActivity):
            self._trail = [Where(State.HOME)]
            where = Where(State.PROPOSALS, consultation=here.consultation, here=here)
            self._go(Step.MORE, State.PROPOSALS, where)
        else:
            self._trail = []
            self._go(Step.MORE, State.HOME, Where(State.HOME))

    def finish(self) -> None:
        """Go on towards the end: what is asked once, then all receipts, then the reset.

        Raises:
            VaultError: what was said could not be written; it is forgotten, and finishing again ends.
        """
        self._may(Step.FINISH)
        if self.state is State.SHEET:
            self._end()
            return
        asks = self.farewell is not None and bool(self.kept)
        if self.state is not State.FAREWELL and asks:
            self._trail = []
            self._go(Step.FINISH, State.FAREWELL, Where(State.FAREWELL))
            return
        self._give_feedback()
        if len(self.kept) > 1:
            self._go(Step.FINISH, State.SHEET, Where(State.SHEET))
        else:
            self._end()

    def run_out(self) -> None:
        """Nobody touches any more. A touch that was given counts; what was not finished is forgotten.

        Raises:
            VaultError: it could not be written; the visit has ended all the same.
        """
        satisfaction, said = self.satisfaction, self._said
        self._end()
        if satisfaction or said:
            self._record(NOWHERE, self._feedback(satisfaction, said))

    def tell(self, satisfaction: Satisfaction) -> None:
        """How it went, in one touch; another touch changes it, the same takes it back."""
        self._may(Step.TELL)
        self.satisfaction = "" if satisfaction == self.satisfaction else satisfaction
        self._go(Step.TELL, State.FAREWELL)

    def begin_farewell(self, kind: DepositKind) -> None:
        """Leave an address, or say a word about the kiosk. Raises `VisitError` ``not_now``."""
        self._may(Step.BEGIN)
        if (
            self.state is not State.FAREWELL
            or kind not in (_OPT_IN, _FEEDBACK)
            or (kind is _OPT_IN and self.informed)
        ):
            raise VisitError("not_now")
        if kind is _OPT_IN:
            form = Form(self._address_questions())
        else:
            form = self._remarks = self._remarks or Form(self._remark_questions())
        where = replace(self.where, contribution=Contribution(kind, form))
        self._go(Step.BEGIN, State.FORM, where, leaving=True)

    # -- questions ----------------------------------------------------------------------------------

    @property
    def farewell(self) -> Farewell | None:
        """What this city asks at the end."""
        return self._index.catalogue.farewell

    @property
    def remarked(self) -> bool:
        """Whether something was said about the kiosk or about oneself."""
        return bool(self._said)

    # -- inside -------------------------------------------------------------------------------------

    def _end(self) -> None:
        raise NotImplementedError

    def _end_farewell_form(self) -> None:
        """After the last question of a form of the farewell: an address is sealed at once."""
        contribution = self.where.contribution
        if contribution is not None and contribution.kind is _OPT_IN:
            address = contribution.form.answers.get("address", ("",))[0].strip()
            consent = self.farewell.opt_in.version if self.farewell and self.farewell.opt_in else 0
            if address:
                today = self._tablet.clock().date()
                content = OptInContent(language=self.language, on=today, address=address, consent=consent)
                self._record(NOWHERE, content)
                self.informed = True
        elif contribution is not None:
            answers = contribution.form.answers
            self._said = {key: answer[0].strip() for key, answer in answers.items() if answer[0].strip()}
        self._trail = []
        self._go(Step.ANSWER, State.FAREWELL, Where(State.FAREWELL))

    def _give_feedback(self) -> None:
        satisfaction, said = self.satisfaction, self._said
        self._forget_farewell()
        if satisfaction or said:
            self._record(NOWHERE, self._feedback(satisfaction, said))

    def _feedback(self, satisfaction: Satisfaction, said: dict[str, str]) -> FeedbackContent:
        return FeedbackContent(
            language=self.language,
            on=self._tablet.clock().date(),
            satisfaction=satisfaction,
            remark=said.get("remark", ""),
            quartier=said.get("quartier", ""),
            age_band=said.get("age_band", ""),
        )

    def _address_questions(self) -> tuple[Question, ...]:
        opt_in = self.farewell.opt_in if self.farewell else None
        if opt_in is None:
            raise VisitError("not_now")
        return address_questions(opt_in)

    def _remark_questions(self) -> tuple[Question, ...]:
        return remark_questions(self._index.catalogue)
