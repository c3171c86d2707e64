"""A form, one question a screen: what all kinds of questions share."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk.catalogue.questions import (
    LongText,
    Matrix,
    MultipleChoice,
    Number,
    Section,
    ShortText,
    SingleChoice,
    Sorting,
)
from kiosk.contributions.contribution import SIMILAR
from kiosk.errors import ContributionError, KioskError, VisitError
from kiosk.forms.form import Form
from kiosk.forms.rules import FormStep
from kiosk.ids import DepositKind
from screens.resident.form_words import question_words
from screens.resident.step import ResidentStep

if TYPE_CHECKING:
    from screens.app import KioskApp


class FormScreen(ResidentStep):
    """A question, its answer so far, and the way on. Every change goes into the visit at once."""

    confidential = True

    def __init__(self, app: KioskApp) -> None:
        visit, tr = app.visit, app.tr
        contribution = visit.where.contribution if visit else None
        if visit is None or contribution is None:
            raise VisitError("not_now")
        self.form: Form = contribution.form
        self.kind: DepositKind = contribution.kind
        self.asked: FormStep = self.form.step
        super().__init__(
            app,
            self.question_in_words(app),
            number=self.form.number,
            total=len(self.form.steps),
            main=tr("Continue →"),
        )

    def question_in_words(self, app: KioskApp) -> str:
        """What this screen asks."""
        return question_words(app.tr, self.kind, self.asked)

    @property
    def help_words(self) -> str:
        """What helps to answer; and that it need not be answered."""
        question = self.asked.question
        words = question.help.within(self.tr.language)
        optional = (
            "" if question.mandatory or isinstance(question, Section) else self.tr("You need not answer.")
        )
        return " ".join(part for part in (words, optional) if part)

    def on_mount(self) -> None:
        """Say whether the way on passes the question over."""
        self.show_way_on()

    def show_way_on(self) -> None:
        """Continue, or pass the question over."""
        question, tr = self.asked.question, self.tr
        answered = bool(self.form.answer_to(self.asked)) or isinstance(question, Section)
        if answered or question.mandatory:
            self.set_main(tr("Continue →"), ready=answered)
        else:
            self.set_main(tr("Pass →"))

    def on_main(self) -> None:
        """The next question, or all answers again."""
        try:
            self.visit.next_question()
        except ContributionError as error:
            self.say(self.reason_in_words(error.reason))
            return
        except KioskError as error:
            self.refuse(error)
            return
        self.kiosk.show_visit()

    def reason_in_words(self, reason: str) -> str:
        """Why the answer is not right yet."""
        return self.kiosk.reason(reason)


def form_screen(app: KioskApp) -> FormScreen:  # noqa: PLR0911 - a table of screens
    """The screen of the question that is asked now."""
    from screens.resident import form_choice, form_map, form_text

    visit = app.visit
    if visit is None:
        raise VisitError("not_now")
    step = visit.form.step
    match step.question:
        case Section() if step.key == SIMILAR and visit.where.contribution is not None:
            return form_choice.SimilarScreen(app)
        case Section():
            return form_text.SectionScreen(app)
        case SingleChoice() if form_map.has_map(app, step.key):
            return form_map.MapScreen(app)
        case SingleChoice() | MultipleChoice() | Matrix():
            return form_choice.ChoiceScreen(app)
        case Sorting():
            return form_choice.SortingScreen(app)
        case LongText():
            return form_text.LongTextScreen(app)
        case ShortText():
            return form_text.ShortTextScreen(app)
        case Number():
            return form_text.NumberScreen(app)
