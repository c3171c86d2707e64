"""What came with a paper ballot: the code of the outer envelope, or who declared what on it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.app import ComposeResult

from kiosk.claims.codes import DIGITS
from kiosk.errors import KioskError
from kiosk.staff.batches import Batch, Proof
from screens.staff import paper_words
from screens.staff.key_ballot import BallotKeyScreen
from screens.staff.paper_step import KeyStep, PaperStep, next_screen
from screens.staff.step import StaffStep
from screens.widgets.choice import Choice
from screens.widgets.field import CodeField, Field
from screens.widgets.keyboard import Keyboard
from screens.widgets.layouts import KEYBOARD_CODE, KEYBOARD_NUMBERS, Layout, azerty
from screens.widgets.row import Option
from screens.widgets.text_field import TextField

if TYPE_CHECKING:
    from screens.app import KioskApp

_NAME_MAX, _DATE_MAX = 60, 10
_ROWS_OF_FIGURES = 4


class _Typed(KeyStep):
    """A question of the envelope, a field, a keyboard."""

    confidential = True
    field: Field

    def __init__(self, app: KioskApp, batch: Batch, number: int, asked: str) -> None:
        paper = paper_words.paper_words(app.tr, number, batch)
        super().__init__(app, f"{paper} · {asked}", batch, number, main=app.tr("Continue →"))

    def layout_of_keys(self) -> Layout:
        """The keys for this question."""
        raise NotImplementedError

    def compose_body(self) -> ComposeResult:
        """The field, the keys."""
        yield self.field
        yield Keyboard(self.layout_of_keys(), self.field, self.tr)

    def on_mount(self) -> None:
        """Typing and scanning work at once."""
        self.field.focus()
        # At 40x12 letters need the lines of void and undo, which come back with the figures.
        self.set_class(self.layout_of_keys().height > _ROWS_OF_FIGURES, "-letters")

    def on_field_submitted(self, event: Field.Submitted) -> None:
        """Enter, or the end of a scan."""
        event.stop()
        self.on_main()

    def say(self, text: str) -> None:
        """In place of the question: a message above the bottom bar would lie over the keys."""
        self.ask(f"▲ {text}")

    def go_on(self, proof: Proof) -> None:
        """To the ballot inside."""
        self.kiosk.staff.show(BallotKeyScreen(self.kiosk, self.paper_batch, self.number, proof))


class CodeKeyScreen(_Typed):
    """The code, typed or scanned."""

    def __init__(self, app: KioskApp, batch: Batch, number: int) -> None:
        self.field = CodeField(DIGITS)
        super().__init__(app, batch, number, app.tr("the code of its slip"))

    def layout_of_keys(self) -> Layout:
        """Figures and letters of codes."""
        return KEYBOARD_CODE

    def on_main(self) -> None:
        """Look whether it is known and unspent."""
        try:
            proof = self.papers.prove_by_code(self.paper_batch, self.field.value)
        except KioskError as error:
            self.refuse(error)
            return
        self.go_on(proof)

    def renewed(self) -> CodeKeyScreen:
        """The same paper, with what is typed."""
        screen = CodeKeyScreen(self.kiosk, self.paper_batch, self.number)
        screen.field.write(self.field.value)
        return screen


class DeclaredKeyScreen(_Typed):
    """First name, last name, date of birth, one after another; then the quartier where it is asked."""

    def __init__(self, app: KioskApp, batch: Batch, number: int, typed: tuple[str, ...] = ()) -> None:
        tr = app.tr
        asked = (tr("first name"), tr("last name"), tr("date of birth"))[len(typed)]
        self._typed = typed
        self.field = TextField(limit=_DATE_MAX if len(typed) == 2 else _NAME_MAX)
        self.field.private = True
        super().__init__(app, batch, number, asked)

    def layout_of_keys(self) -> Layout:
        """Letters, or figures."""
        return KEYBOARD_NUMBERS if len(self._typed) == 2 else azerty(self.tr.language)

    def on_main(self) -> None:
        """The next question, or all answers together."""
        app, typed = self.kiosk, (*self._typed, self.field.value)
        if len(typed) < 3:
            if not self.field.value.strip():
                self.say(app.reason("name_missing"))
                return
            app.staff.show(DeclaredKeyScreen(app, self.paper_batch, self.number, typed))
            return
        first, last, born = typed
        if self.papers.asks_quartier(self.paper_batch):
            app.staff.show(LivingScreen(app, self.paper_batch, self.number, (first, last, born)))
            return
        try:
            proof = self.papers.prove_by_declaring(self.paper_batch, first, last, born)
        except KioskError as error:
            self.refuse(error)
            return
        self.go_on(proof)

    def on_back(self) -> None:
        """From a later question to the first; from the first to the batch."""
        if self._typed:
            self.kiosk.staff.show(DeclaredKeyScreen(self.kiosk, self.paper_batch, self.number))
        else:
            super().on_back()

    def renewed(self) -> DeclaredKeyScreen:
        """The same question, with what is typed."""
        screen = DeclaredKeyScreen(self.kiosk, self.paper_batch, self.number, self._typed)
        screen.field.write(self.field.value)
        return screen


class LivingScreen(PaperStep):
    """The quartier that the slip names."""

    confidential = True

    def __init__(self, app: KioskApp, batch: Batch, number: int, typed: tuple[str, str, str]) -> None:
        paper = paper_words.paper_words(app.tr, number, batch)
        super().__init__(app, f"{paper} · {app.tr('quartier')}", batch)
        self._number, self._typed = number, typed

    def compose_body(self) -> ComposeResult:
        """One row a quartier."""
        index = self.tablet.index
        known = self.papers.asks_quartier(self.paper_batch)
        options = [Option(name, index.quartier_name(name)) for name in known] if index is not None else []
        yield self.rows(options)

    def on_choice_tapped(self, event: Choice.Tapped) -> None:
        """That one; then the ballot inside."""
        event.stop()
        first, last, born = self._typed
        try:
            proof = self.papers.prove_by_declaring(self.paper_batch, first, last, born, event.project_id)
        except KioskError as error:
            self.refuse(error)
            return
        self.kiosk.staff.show(BallotKeyScreen(self.kiosk, self.paper_batch, self._number, proof))

    def renewed(self) -> LivingScreen:
        """The same paper."""
        return LivingScreen(self.kiosk, self.paper_batch, self._number, self._typed)

    def above(self) -> StaffStep:
        """The paper from its beginning."""
        return next_screen(self.kiosk, self.paper_batch)
