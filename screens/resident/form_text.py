"""Questions that are answered by typing, and words between questions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import events
from textual.app import ComposeResult

from kiosk.catalogue.questions import LongText, Number, ShortText
from kiosk.forms.rules import wrong_with
from screens.resident.form import FormScreen
from screens.widgets.field import Field
from screens.widgets.keyboard import Keyboard
from screens.widgets.layouts import KEYBOARD_ADDRESS, KEYBOARD_DIGITS, KEYBOARD_SIGNED, Layout, azerty
from screens.widgets.pages import PagerWords, Reader
from screens.widgets.text import Plain
from screens.widgets.text_field import TextField

if TYPE_CHECKING:
    from screens.app import KioskApp

_MANNERS = frozenset({"starts_small", "too_many_capitals", "too_many_marks", "too_short"})
"""What is said while somebody writes; the rest is said when they go on."""

_COUNTED_MAX = 999
"""So many characters are left at most when they begin to be counted."""


class SectionScreen(FormScreen):
    """Words to read, and nothing to answer."""

    def compose_body(self) -> ComposeResult:
        """The words, in pages."""
        words = PagerWords(self.tr("▲ Previous"), lambda _lines: self.tr("Read on ▼"))
        yield Reader(self.asked.question.help.within(self.tr.language), words)


class TypedScreen(FormScreen):
    """A field, a line of help, a keyboard. What is typed is kept by the visit at every key."""

    lines = 1

    def __init__(self, app: KioskApp) -> None:
        super().__init__(app)
        before = self.form.answer_to(self.asked)
        self.field = self.make_field()
        self.field.private = getattr(self.asked.question, "address", False)
        if before:
            self.field.write(before[0])

    @property
    def prose(self) -> bool:
        """Whether sentences are written here, and not an address or a number."""
        question = self.asked.question
        return isinstance(question, LongText) or (isinstance(question, ShortText) and not question.address)

    @property
    def limit(self) -> int:
        """Characters at most."""
        question = self.asked.question
        return question.max_characters if isinstance(question, ShortText | LongText) else 12

    def make_field(self) -> Field:
        """The field of this question."""
        return TextField(limit=self.limit, lines=self.lines, anew=False, prose=self.prose)

    def layout_of_keys(self) -> Layout:
        """The keys for this question."""
        return azerty(self.tr.language, long=self.lines > 1) if self.prose else KEYBOARD_ADDRESS

    def compose_body(self) -> ComposeResult:
        """The field, what helps, the keyboard."""
        yield self.field
        yield Plain(id="typing-help")
        suggest = self.kiosk.suggest if self.prose else None
        yield Keyboard(self.layout_of_keys(), self.field, self.tr, sentences=self.prose, suggest=suggest)

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

    def on_main(self) -> None:
        """Go on with all that is in the field, also when its last key is still under way."""
        self.form.answer(self.field.value)
        super().on_main()

    def _show_help(self) -> None:
        tr, text = self.tr, self.field.value
        left = self.limit - len(text)
        wrong = wrong_with(self.asked, (text,)) if text.strip() else None
        counts = bool(text) and self.prose and left <= min(self.limit // 2, _COUNTED_MAX)
        count = tr.plural("{n} more character", "{n} more characters", left) if left else tr("No room left")
        if wrong in _MANNERS and len(text) > 3:
            words = self.reason_in_words(wrong)
        else:
            words = count if counts and not self.tiny else self.help_words
        self.query_one("#typing-help", Plain).show(words)
        self.set_class(counts, "-counting")
        self.query_one("#between", Plain).show(count if counts and self.tiny else "")
        self._show_question()

    def on_resize(self, event: events.Resize) -> None:
        """Show in the new shape what there is room for."""
        super().on_resize(event)
        self.call_after_refresh(self._show_help)

    def _show_question(self) -> None:
        """At 40x12 a question that has been read gives a line to a text that needs it."""
        field = self.field
        self.set_class(isinstance(field, TextField) and field.long and field.overflows, "-writing")

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

    def layout_of_keys(self) -> Layout:
        """Figures, and the sign of what may lie below zero."""
        question = self.asked.question
        below_zero = isinstance(question, Number) and question.minimum < 0
        return KEYBOARD_SIGNED if below_zero else KEYBOARD_DIGITS
