"""Questions that are answered by typing, and words between questions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.app import ComposeResult

from kiosk.catalogue.questions import LongText, Number, ShortText
from kiosk.forms.rules import wrong_with
from screens.resident.form import FormScreen
from screens.widgets.field import Field, TextField
from screens.widgets.keyboard import Keyboard
from screens.widgets.layouts import KEYBOARD_AZERTY, KEYBOARD_DIGITS, Layout
from screens.widgets.pages import PagerWords, Reader
from screens.widgets.text import Plain

if TYPE_CHECKING:
    from screens.app import KioskApp

_MANNERS = frozenset({"starts_small", "too_many_capitals", "too_many_marks", "too_short"})
"""What is said while somebody writes; the rest is said when they go on."""


class SectionScreen(FormScreen):
    """Words to read, and nothing to answer."""

    def compose_body(self) -> ComposeResult:
        """The words, in pages."""
        words = PagerWords(self.tr("▲ Previous"), lambda _lines: self.tr("Read on ▼"))
        yield Reader(self.asked.question.help.within(self.tr.language), words)


class TypedScreen(FormScreen):
    """A field, a line of help, a keyboard. What is typed is kept by the visit at every key."""

    keyboard: Layout = KEYBOARD_AZERTY
    lines = 1

    def __init__(self, app: KioskApp) -> None:
        super().__init__(app)
        before = self.form.answer_to(self.asked)
        self.field = self.make_field()
        self.field.private = getattr(self.asked.question, "address", False)
        if before:
            self.field.write(before[0])

    @property
    def limit(self) -> int:
        """Characters at most."""
        question = self.asked.question
        return question.max_characters if isinstance(question, ShortText | LongText) else 12

    def make_field(self) -> Field:
        """The field of this question."""
        return TextField(limit=self.limit, lines=self.lines)

    def compose_body(self) -> ComposeResult:
        """The field, what helps, the keyboard."""
        yield self.field
        yield Plain(id="typing-help")
        question = self.asked.question
        sentence = isinstance(question, ShortText | LongText) and not getattr(question, "address", False)
        yield Keyboard(
            self.keyboard,
            self.field,
            delete_word=self.tr("Delete"),
            space_word=self.tr("Space"),
            capital=sentence,
        )

    def on_mount(self) -> None:
        """Typing works at once."""
        self.field.focus()
        self._show_help()

    def on_field_changed(self, event: Field.Changed) -> None:
        """Keep it, and help."""
        event.stop()
        self.form.answer(event.value)
        self._show_help()
        self.show_way_on()

    def on_field_submitted(self, event: Field.Submitted) -> None:
        """Enter goes on."""
        event.stop()
        self.on_main()

    def _show_help(self) -> None:
        tr, text = self.tr, self.field.value
        left = self.limit - len(text)
        wrong = wrong_with(self.asked, (text,)) if text.strip() else None
        if wrong in _MANNERS and len(text) > 3:
            words = self.reason_in_words(wrong)
        elif text and isinstance(self.asked.question, ShortText | LongText) and left <= self.limit // 2:
            words = tr.plural("{n} more character", "{n} more characters", left)
        else:
            words = self.help_words
        self.query_one("#typing-help", Plain).show(words)

    def reason_in_words(self, reason: str) -> str:
        """Why the answer is not right yet, with the figure that helps."""
        question, tr = self.asked.question, self.tr
        if reason == "too_short" and isinstance(question, ShortText | LongText):
            missing = question.min_characters - len(self.field.value.strip())
            return tr.plural(
                "Write at least {n} more character.", "Write at least {n} more characters.", missing
            )
        if reason == "number_too_large" and isinstance(question, Number):
            return tr("Type a number of {n} at most.", n=tr.number(question.maximum))
        if reason == "number_too_small" and isinstance(question, Number):
            return tr("Type a number of {n} at least.", n=tr.number(question.minimum))
        return super().reason_in_words(reason)


class ShortTextScreen(TypedScreen):
    """A line."""


class LongTextScreen(TypedScreen):
    """Some lines."""

    lines = 3


class NumberScreen(TypedScreen):
    """Figures."""

    keyboard = KEYBOARD_DIGITS
