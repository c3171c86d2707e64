"""What the screens of paper share: the batch, the way to the next paper, void, undo, one figure to type."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from textual import events
from textual.app import ComposeResult

from kiosk.claims.claim import ClaimRule
from kiosk.errors import KioskError, StaffError
from kiosk.i18n import Translator
from kiosk.staff.batches import Batch
from screens.resident.claims import PinField
from screens.staff import paper_words
from screens.staff.step import StaffStep, name_of
from screens.widgets.action import Action
from screens.widgets.field import Field
from screens.widgets.keyboard import Keyboard
from screens.widgets.layouts import KEYBOARD_DIGITS
from screens.widgets.text_field import TextField

if TYPE_CHECKING:
    from kiosk.staff.papers import Papers
    from screens.app import KioskApp

_PIN_MAX, _FIGURES_MAX = 12, 4


def papers_at(app: KioskApp) -> Papers:
    """The paper, for who is at the desk. Raises `StaffError` when nobody is any more."""
    from kiosk.staff.papers import Papers

    if app.staff.desk is None:
        raise StaffError("not_in_this_state")
    return Papers(app.staff.desk)


class PaperStep(StaffStep):
    """A screen of one batch. Says why paper is refused in the words of paper."""

    def __init__(
        self, app: KioskApp, question: str, batch: Batch | None, *, main: str = "", main_short: str = ""
    ) -> None:
        """`batch`: None before there is one."""
        super().__init__(app, question, main=main, main_short=main_short)
        self._batch = batch

    @property
    def paper_batch(self) -> Batch:
        """The batch. Raises `StaffError` before there is one."""
        if self._batch is None:
            raise StaffError("no_batch")
        return self._batch

    @property
    def papers(self) -> Papers:
        """The paper, for who is here."""
        return papers_at(self.kiosk)

    def refuse(self, error: KioskError) -> None:
        """In the words of paper, where there are some."""
        name = name_of(error)
        if name in ("papers_missing", "papers_too_many"):
            self.say(paper_words.difference_words(self.tr, self.papers.batch(self.paper_batch.number)))
        elif name in paper_words.REASONS:
            self.say(self.tr(paper_words.REASONS[name]))
        else:
            super().refuse(error)

    def above(self) -> StaffStep:
        """The batch, or the list."""
        from screens.staff.papers import BatchScreen, PapersScreen

        if self._batch is None:
            return PapersScreen(self.kiosk)
        return BatchScreen(self.kiosk, self._batch.number)


class KeyStep(PaperStep):
    """A screen that keys one paper: the paper can be void, and the one before can be taken out."""

    def __init__(self, app: KioskApp, question: str, batch: Batch, number: int, *, main: str) -> None:
        super().__init__(app, question, batch, main=main)
        self.number = number

    def beside(self) -> Iterable[Action]:
        """Void, undo."""
        tr = self.tr
        yield Action(tr("Void"), id="paper-void")
        yield Action(tr("Undo last"), id="paper-undo")

    def on_action_pressed(self, event: Action.Pressed) -> None:
        """Those; the bars' own are heard by the classes before this one all the same."""
        name = event.action.id
        if name == "paper-void":
            event.stop()
            self.call_void()
        elif name == "paper-undo":
            event.stop()
            self.undo()

    def call_void(self) -> None:
        """Ask why it is void."""
        from screens.staff.papers import VoidScreen

        self.kiosk.staff.show(VoidScreen(self.kiosk, self.paper_batch, self.number))

    def undo(self) -> None:
        """Take the newest paper out; it is the next to be keyed."""
        try:
            number = self.papers.undo(self.paper_batch)
        except KioskError as error:
            self.refuse(error)
            return
        said = self.tr("Paper {n} is taken out. Key it again.", n=self.tr.number(number))
        show_next(self.kiosk, self.paper_batch, said)


def show_next(app: KioskApp, batch: Batch, said: str = "") -> None:
    """The screen of the next paper, empty; or of the batch when all are keyed."""
    screen = next_screen(app, batch)
    app.staff.show(screen)
    if said:
        screen.call_after_refresh(screen.say, said)


def next_screen(app: KioskApp, batch: Batch) -> StaffStep:
    """Where the next paper begins: what proves the right, or the paper itself."""
    from screens.staff import key_ballot, key_claim, key_form, papers

    number = papers_at(app).next_number(papers_at(app).batch(batch.number))
    if not number:
        return papers.BatchScreen(app, batch.number)
    if not batch.is_ballot:
        return key_form.FormKeyScreen(app, batch, number)
    match papers_at(app).found(batch).activity.claim:
        case ClaimRule.CODE:
            return key_claim.CodeKeyScreen(app, batch, number)
        case ClaimRule.DECLARED:
            return key_claim.DeclaredKeyScreen(app, batch, number)
        case _:
            return key_ballot.BallotKeyScreen(app, batch, number)


class FigureScreen(PaperStep):
    """One number, or a PIN. What is done with it is whose who asks."""

    def __init__(
        self,
        app: KioskApp,
        batch: Batch | None,
        words: Callable[[Translator], tuple[str, str]],
        act: Callable[[str], object],
        done: Callable[[], StaffStep],
        *,
        secret: bool = False,
    ) -> None:
        """Args:
        app: the kiosk.
        batch: which one; None before there is one.
        words: the question and the main action, in a language.
        act: takes the figures; called in a thread, may raise `KioskError`.
        done: the screen that follows.
        secret: whether it is a PIN.
        """
        question, main = words(app.tr)
        super().__init__(app, question, batch, main=main)
        self._words, self._act, self._done, self._secret = words, act, done, secret
        self.field: Field = PinField(limit=_PIN_MAX) if secret else TextField(limit=_FIGURES_MAX)

    def compose_body(self) -> ComposeResult:
        """The field, the figures."""
        yield self.field
        yield Keyboard(KEYBOARD_DIGITS, self.field, self.tr)

    def on_mount(self) -> None:
        """Typing works at once."""
        self.field.focus()

    def renewed(self) -> FigureScreen:
        """The same question in another language."""
        return FigureScreen(self.kiosk, self._batch, self._words, self._act, self._done, secret=self._secret)

    def on_field_submitted(self, event: Field.Submitted) -> None:
        """Enter."""
        event.stop()
        self.on_main()

    def on_main(self) -> None:
        """Give the figures."""
        figures = self.field.value
        if figures:
            self.field.clear()
            self.work(lambda: self._act(figures), lambda _: self.kiosk.staff.show(self._done()))

    def say(self, text: str) -> None:
        """In place of the question: a message above the bottom bar would lie over the keys."""
        self.ask(f"▲ {text}")

    def on_key(self, event: events.Key) -> None:
        """Figures only."""
        if event.character and event.is_printable and not event.character.isdecimal():
            event.stop()
            event.prevent_default()


def whole(figures: str) -> int:
    """What was typed as a number; 0 for anything that is none."""
    return int(figures) if figures.isascii() and figures.isdigit() else 0
