"""A question for raised hands that somebody types: the question, its answers, and what a person may raise."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from textual.app import ComposeResult

from kiosk.errors import KioskError
from kiosk.i18n import N_
from kiosk.staff.tally_draft import OPTION_MAX, QUESTION_MAX, are_enough, kept_question, with_answer
from screens.staff.step import StaffStep
from screens.staff.tally import PeopleScreen, TallyScreen, tallies_of
from screens.widgets.action import Action
from screens.widgets.choice import Choice
from screens.widgets.entry import Entry
from screens.widgets.field import Field
from screens.widgets.keyboard import Keyboard
from screens.widgets.layouts import azerty
from screens.widgets.pages import Pages
from screens.widgets.row import Option
from screens.widgets.text_field import TextField
from screens.words import pager_words

if TYPE_CHECKING:
    from screens.app import KioskApp

_USUAL = {
    "votes": (N_("For"), N_("Against"), N_("No opinion")),
    "yes": (N_("Yes"), N_("No"), N_("No opinion")),
}
"""Answers that most questions have."""
_OWN = "own"


class _LineStep(StaffStep):
    """A line and a keyboard."""

    def __init__(self, app: KioskApp, question: str, limit: int, typed: str = "") -> None:
        super().__init__(app, question, main=app.tr("Continue →"))
        self.field = TextField(limit=limit, anew=False, prose=True)
        self.field.write(typed)

    def compose_body(self) -> ComposeResult:
        """The line, the keys."""
        yield self.field
        keys = azerty(self.tr.language)
        yield Keyboard(keys, self.field, self.tr, sentences=True, suggest=self.kiosk.suggest)

    def on_mount(self) -> None:
        """Typing works at once."""
        self.field.focus()

    def on_field_submitted(self, event: Field.Submitted) -> None:
        """Enter."""
        event.stop()
        self.on_main()

    def say(self, text: str) -> None:
        """In place of the question: a message above the bottom bar would lie over the keys."""
        self.ask(f"▲ {text}")


class QuestionScreen(_LineStep):
    """What is asked?"""

    def __init__(self, app: KioskApp, typed: str = "") -> None:
        super().__init__(app, app.tr("Which question do you ask?"), QUESTION_MAX, typed)

    def renewed(self) -> QuestionScreen:
        """The same in another language, with what is typed."""
        return QuestionScreen(self.kiosk, self.field.value)

    def above(self) -> StaffStep:
        """The questions of the catalogue."""
        return TallyScreen(self.kiosk)

    def on_main(self) -> None:
        """Its answers next."""
        try:
            asked = kept_question(self.field.value)
        except KioskError as error:
            self.refuse(error)
            return
        self.kiosk.staff.show(AnswersScreen(self.kiosk, asked))


class AnswersScreen(StaffStep):
    """Usual answers, or one's own."""

    def __init__(self, app: KioskApp, question: str) -> None:
        super().__init__(app, app.tr("Which answers are there?"))
        self._asked = question

    def compose_body(self) -> ComposeResult:
        """One row a set."""
        tr = self.tr
        rows = [Entry(Option(name, " · ".join(map(tr, answers)))) for name, answers in _USUAL.items()]
        rows.append(Entry(Option(_OWN, tr("Other answers"), tr("You type them."))))
        yield Pages(rows, pager_words(tr))

    def renewed(self) -> AnswersScreen:
        """The same in another language."""
        return AnswersScreen(self.kiosk, self._asked)

    def above(self) -> StaffStep:
        """The question."""
        return QuestionScreen(self.kiosk, self._asked)

    def on_choice_tapped(self, event: Choice.Tapped) -> None:
        """How many hands each, or the first answer."""
        event.stop()
        app = self.kiosk
        if event.project_id == _OWN:
            app.staff.show(AnswerScreen(app, self._asked, ()))
        else:
            answers = tuple(map(self.tr, _USUAL[event.project_id]))
            # Nobody is for and against: one hand each is no question here.
            begin(self, self._asked, answers, one_hand_each=True)


class AnswerScreen(_LineStep):
    """One answer after another, until there are no more."""

    def __init__(self, app: KioskApp, question: str, answers: tuple[str, ...], typed: str = "") -> None:
        super().__init__(app, app.tr("Answer {n}", n=len(answers) + 1), OPTION_MAX, typed)
        self._asked, self._answers = question, answers

    def beside(self) -> Iterator[Action]:
        """Enough, once there are two."""
        if are_enough(self._answers):
            yield Action(self.tr("No more answers"), id="enough")

    def renewed(self) -> AnswerScreen:
        """The same in another language, with what is typed."""
        return AnswerScreen(self.kiosk, self._asked, self._answers, self.field.value)

    def above(self) -> StaffStep:
        """The answer before, to be typed again; or the usual ones."""
        if not self._answers:
            return AnswersScreen(self.kiosk, self._asked)
        return AnswerScreen(self.kiosk, self._asked, self._answers[:-1], self._answers[-1])

    def on_main(self) -> None:
        """The next answer."""
        answers = self._with_typed()
        if answers is not None:
            self.kiosk.staff.show(AnswerScreen(self.kiosk, self._asked, answers))

    def _with_typed(self) -> tuple[str, ...] | None:
        try:
            return with_answer(self._answers, self.field.value)
        except KioskError as error:
            self.refuse(error)
            return None

    def on_action_pressed(self, event: Action.Pressed) -> None:
        """That was the last; one that stands in the field is kept."""
        if event.action.id == "enough":
            event.stop()
            answers = self._with_typed() if self.field.value.strip() else self._answers
            if answers is not None:
                self.kiosk.staff.show(EachScreen(self.kiosk, self._asked, answers))


class EachScreen(StaffStep):
    """One hand each, or several?"""

    def __init__(self, app: KioskApp, question: str, answers: tuple[str, ...]) -> None:
        super().__init__(app, app.tr("How often may each person raise a hand?"))
        self._asked, self._answers = question, answers

    def compose_body(self) -> ComposeResult:
        """Two rows."""
        tr = self.tr
        one = Option("one", tr("One hand each at most"), tr("For one of the answers."))
        several = Option("several", tr("Several hands each"), tr("For every answer one likes."))
        yield Pages([Entry(one), Entry(several)], pager_words(tr))

    def renewed(self) -> EachScreen:
        """The same in another language."""
        return EachScreen(self.kiosk, self._asked, self._answers)

    def above(self) -> StaffStep:
        """The last answer."""
        return AnswerScreen(self.kiosk, self._asked, self._answers[:-1], self._answers[-1])

    def on_choice_tapped(self, event: Choice.Tapped) -> None:
        """Count the people next."""
        event.stop()
        begin(self, self._asked, self._answers, one_hand_each=event.project_id == "one")


def begin(screen: StaffStep, question: str, answers: tuple[str, ...], *, one_hand_each: bool) -> None:
    """Begin the tally, or say why it cannot be."""
    try:
        draft = tallies_of(screen).on_typed(question, answers, one_hand_each=one_hand_each)
    except KioskError as error:
        screen.refuse(error)
        return
    screen.kiosk.staff.show(PeopleScreen(screen.kiosk, draft))
