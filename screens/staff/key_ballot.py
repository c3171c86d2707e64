"""The fast form of a paper ballot: one line of numbers, read in words while it is typed."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from textual import events
from textual.app import ComposeResult
from textual.content import Content

from kiosk.ballots.line import LINE_MAX, Reading, read_line
from kiosk.errors import KioskError
from kiosk.staff.batches import Batch, Proof
from screens.staff import paper_words
from screens.staff.paper_step import KeyStep, show_next
from screens.widgets.action import Action
from screens.widgets.field import Field
from screens.widgets.keyboard import Keyboard
from screens.widgets.layouts import KEYBOARD_NUMBERS, KEYBOARD_POINTS
from screens.widgets.text import Plain, clean
from screens.widgets.text_field import TextField

if TYPE_CHECKING:
    from screens.app import KioskApp

_BLANK = "0"
_LINES_SHOWN = 3


def cut(line: str, width: int) -> str:
    """A line of at most `width` cells, with an ellipsis for what is left out."""
    return Content(clean(line, one_line=True)).truncate(max(1, width), ellipsis=True).plain


class NumbersField(TextField):
    """Figures and what stands between them. What is typed here is somebody's vote: no voice says it."""

    private = secret = True

    def allowed(self, text: str) -> str:
        """Figures, spaces, signs between them."""
        return "".join(c for c in super().allowed(text) if (c.isascii() and c.isdigit()) or c in " ,;.=:")


class BallotKeyScreen(KeyStep):
    """One paper after another on one screen: what is typed after Enter belongs to the next paper."""

    confidential = True

    def __init__(self, app: KioskApp, batch: Batch, number: int, proof: Proof | None = None) -> None:
        """`proof`: what came with the paper; None where nothing is asked or the account attests."""
        question = paper_words.paper_words(app.tr, number, batch)
        super().__init__(app, question, batch, number, main=app.tr("Keep →"))
        self._proof, self._said = proof, ""
        self._rules = self.papers.rules(batch)
        self._currency = self.papers.found(batch).activity.currency
        self.field = NumbersField(limit=LINE_MAX)

    def compose_body(self) -> ComposeResult:
        """The line, how it is read, the keys."""
        layout = KEYBOARD_POINTS if self._rules.points is not None else KEYBOARD_NUMBERS
        yield self.field
        yield Plain(id="reading-line")
        yield Keyboard(layout, self.field, self.tr)

    def beside(self) -> Iterable[Action]:
        """Blank, void, undo."""
        if self._rules.blank:
            yield Action(self.tr("Blank"), id="paper-blank")
        yield from super().beside()

    def on_mount(self) -> None:
        """Typing works at once."""
        self.field.focus()
        self._show()

    def on_resize(self, event: events.Resize) -> None:
        """Read it in as many lines as there are."""
        super().on_resize(event)
        self.call_after_refresh(self._show)

    def on_field_changed(self, event: Field.Changed) -> None:
        """Read it anew."""
        event.stop()
        self._said = ""
        self._show()

    def on_field_submitted(self, event: Field.Submitted) -> None:
        """Enter keeps the line as it was then."""
        event.stop()
        self.keep(event.value)

    def on_main(self) -> None:
        """The same by touch."""
        self.keep(self.field.value)

    def on_action_pressed(self, event: Action.Pressed) -> None:
        """A blank ballot stands in the line, and is kept like any other."""
        if event.action.id == "paper-blank":
            event.stop()
            self.field.clear()
            self.field.write(_BLANK)
            self.field.focus()

    def keep(self, line: str) -> None:
        """Seal the paper and make room for the next one."""
        reading = read_line(self._rules, line)
        if reading.wrong is not None:
            self._stays()
            self.say(paper_words.wrong_words(self.tr, reading.wrong))
            return
        papers = self.papers
        try:
            proof = self._proof or papers.prove_by_nothing(self.paper_batch)
            papers.key_ballot(self.paper_batch, reading.draft.ballot(), proof)
        except KioskError as error:
            self._stays()
            self.refuse(error)
            return
        if self.field.value == line:
            self.field.clear()
        number = papers.next_number(papers.batch(self.paper_batch.number))
        if self._proof is not None or not number:
            self._proof = None
            show_next(self.kiosk, self.paper_batch)
            return
        self.number, self._said = number, ""
        self.ask(paper_words.paper_words(self.tr, number, self.paper_batch))
        self._show()

    def say(self, text: str) -> None:
        """In the line of the reading, until something is typed: a message elsewhere would lie over keys."""
        self._said = f"▲ {text}"
        self.query_one("#reading-line", Plain).show(self._said)

    def _stays(self) -> None:
        """The line is mended, not begun anew."""
        self.field.edit(lambda writing: writing)

    def _show(self) -> None:
        words = self._said or self._words(read_line(self._rules, self.field.value))
        self.query_one("#reading-line", Plain).show(words)

    def _words(self, reading: Reading) -> str:
        tr, wrong = self.tr, reading.wrong
        if wrong is not None and (not reading.unfinished or not self.field.value.strip()):
            mark = "" if reading.unfinished else "▲ "
            return mark + paper_words.wrong_words(tr, wrong)
        lines = paper_words.reading_words(tr, reading, self._currency)
        rest = paper_words.rest_words(tr, reading, self._currency)
        if wrong is not None:
            rest = " · ".join(filter(None, (rest, paper_words.wrong_words(tr, wrong))))
        if self.tiny:
            shown = filter(None, (rest, *lines[-1:]))
            return "\n".join(cut(line, self.size.width - 2) for line in shown)
        if len(lines) > _LINES_SHOWN:
            return "\n".join(filter(None, (rest, " · ".join(lines))))
        return "\n".join(filter(None, (rest, *lines)))

    def renewed(self) -> BallotKeyScreen:
        """The same paper in another language, with what is typed."""
        screen = BallotKeyScreen(self.kiosk, self.paper_batch, self.number, self._proof)
        screen.field.write(self.field.value)
        return screen
