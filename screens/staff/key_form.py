"""The fast form of a paper survey: question by question, options by their numbers, texts as they stand."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from textual.app import ComposeResult

from kiosk.catalogue.questions import LongText, Number, Section, ShortText
from kiosk.errors import ContributionError, KioskError
from kiosk.forms.form import Form
from kiosk.forms.line import answer_of, is_numbered
from kiosk.forms.numbers import question_numbers
from kiosk.forms.rules import FormStep
from kiosk.ids import DepositKind
from kiosk.staff.batches import Batch
from screens.resident.form_words import answer_words, question_words
from screens.staff import paper_words
from screens.staff.paper_step import KeyStep, show_next
from screens.widgets.field import Field
from screens.widgets.keyboard import Keyboard
from screens.widgets.layouts import KEYBOARD_NUMBERS, azerty
from screens.widgets.text import Plain
from screens.widgets.text_field import TextField

if TYPE_CHECKING:
    from screens.app import KioskApp


class FormKeyScreen(KeyStep):
    """All questions of a paper on one screen: what is typed after Enter answers the next one."""

    confidential = True

    def __init__(self, app: KioskApp, batch: Batch, number: int, form: Form | None = None) -> None:
        super().__init__(app, " ", batch, number, main=app.tr("Continue →"))
        self._numbers = question_numbers(self.papers.survey(batch).activity.questions)
        self.form = form or self.papers.form(batch)
        self._past_words()
        self._said = ""
        self.field = TextField(limit=4000)
        self.field.private = True
        self.set_class(self._letters, "-letters")
        self.bars = replace(self.bars, step=paper_words.paper_words(app.tr, number, batch))

    def compose_body(self) -> ComposeResult:
        """The line, how it is read, figures or letters."""
        yield self.field
        yield Plain(id="reading-line")
        yield self._keys()

    def on_mount(self) -> None:
        """Typing works at once."""
        self.field.focus()
        self._show_question()

    def on_field_changed(self, event: Field.Changed) -> None:
        """Read it anew."""
        event.stop()
        self._said = ""
        self._show_reading()

    def on_field_submitted(self, event: Field.Submitted) -> None:
        """Enter answers with the line as it was then."""
        event.stop()
        self.answer(event.value)

    def on_main(self) -> None:
        """The same by touch."""
        self.answer(self.field.value)

    def answer(self, line: str) -> None:
        """Take the answer; after the last one, seal the form."""
        form = self.form
        try:
            form.answer(*answer_of(form.step, line))
            more = form.next() and self._past_words()
        except ContributionError as error:
            self._stays()
            self.refuse(error)
            return
        if self.field.value == line:
            self.field.clear()
        if more:
            self._show_question()
            return
        try:
            self.papers.key_form(self.paper_batch, form.answers, self.tr.language)
        except KioskError as error:
            self._stays()
            self.refuse(error)
            return
        self.form = self.papers.form(self.paper_batch)
        show_next(self.kiosk, self.paper_batch)

    def on_back(self) -> None:
        """One question back; from the first to the batch. What was keyed of this paper is forgotten then."""
        while self.form.back():
            if not isinstance(self.form.step.question, Section):
                self.field.clear()
                self._show_question()
                return
        super().on_back()

    def say(self, text: str) -> None:
        """In the line of the reading: a message above the bottom bar would lie over the keys."""
        self._said = f"▲ {text}"
        self.query_one("#reading-line", Plain).show(self._said)

    def _stays(self) -> None:
        """The line is mended, not begun anew."""
        self.field.edit(lambda writing: writing)

    def _past_words(self) -> bool:
        """Pass what asks nothing over; False when nothing is asked after it."""
        while isinstance(self.form.step.question, Section):
            if not self.form.next():
                return False
        return True

    @property
    def _letters(self) -> bool:
        """Whether the answer is a text."""
        return not is_numbered(self._step) and not isinstance(self._step.question, Number)

    def _keys(self) -> Keyboard:
        if self._letters:
            return Keyboard(azerty(self.tr.language), self.field, self.tr, sentences=True)
        return Keyboard(KEYBOARD_NUMBERS, self.field, self.tr)

    @property
    def _step(self) -> FormStep:
        return self.form.step

    def _show_question(self) -> None:
        step, tr = self._step, self.tr
        self._said = ""
        number = self._numbers.get(step.question.id, 0)
        self.ask(f"{number} · {question_words(tr, DepositKind.SURVEY_RESPONSE, step)}")
        letters = self._letters
        if letters != self.has_class("-letters"):
            self.set_class(letters, "-letters")
            self.query(Keyboard).remove()
            self.query_one("#body").mount(self._keys())
        self._show_reading()

    def _show_reading(self) -> None:
        step, tr, line = self._step, self.tr, self.field.value
        shown = self.query_one("#reading-line", Plain)
        if self._said:
            shown.show(self._said)
            return
        if not is_numbered(step):
            words = "" if line else self._optional()
        else:
            try:
                answer = answer_of(step, line)
                words = answer_words(tr, step.question, answer) if answer else self._options()
            except ContributionError as error:
                words = "▲ " + tr(paper_words.REASONS[error.reason])
        shown.show(words)

    def _options(self) -> str:
        """What can be answered, as numbered on the paper."""
        if self.tiny:
            return self._optional()
        options = getattr(self._step.question, "options", ())
        language = self.tr.language
        return " · ".join(f"{n} {option.title.within(language)}" for n, option in enumerate(options, 1))

    def _optional(self) -> str:
        question = self._step.question
        most = question.max_characters if isinstance(question, ShortText | LongText) else 0
        if question.mandatory:
            return self.tr("An answer is needed.")
        if most:
            return self.tr("As it is written. Nothing: go on.")
        return self.tr("The numbers of the paper. Nothing: go on.")

    def renewed(self) -> FormKeyScreen:
        """The same question in another language, with what is typed."""
        screen = FormKeyScreen(self.kiosk, self.paper_batch, self.number, self.form)
        screen.field.write(self.field.value)
        return screen
