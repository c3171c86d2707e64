"""Proving the right to take part: a code, a declared identity, or a facilitator's PIN."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING

from textual import events
from textual.app import ComposeResult
from textual.content import Content

from kiosk.claims.claim import ClaimRule
from kiosk.claims.codes import DIGITS
from kiosk.errors import KioskError
from screens.resident.step import ResidentStep
from screens.widgets.field import CodeField, Field
from screens.widgets.keyboard import Keyboard
from screens.widgets.layouts import KEYBOARD_AZERTY, KEYBOARD_CODE, KEYBOARD_DIGITS, Layout
from screens.widgets.text_field import TextField

if TYPE_CHECKING:
    from screens.app import KioskApp

_NUMBER = 2
_PIN_MAX = 12


class TypingStep(ResidentStep):
    """A question, a field, a keyboard. Enter and the main action do the same."""

    confidential = True

    def __init__(self, app: KioskApp, question: str, *, main: str = "", main_short: str = "") -> None:
        tr, found = app.tr, app.visit.found if app.visit else None
        hint = app.hint(found.activity.claim) if found else ""
        super().__init__(
            app,
            question,
            number=_NUMBER,
            main=main or tr("Continue →"),
            main_short=main_short,
            banner=tr("Demo: {hint}", hint=hint) if hint else "",
        )
        self.field = self.make_field()

    def make_field(self) -> Field:
        """The field of this screen."""
        raise NotImplementedError

    keyboard: Layout = KEYBOARD_AZERTY

    def compose_body(self) -> ComposeResult:
        """The field, and below it the keyboard."""
        yield self.field
        yield Keyboard(self.keyboard, self.field, self.tr)

    def on_mount(self) -> None:
        """Typing and scanning work at once."""
        self.field.focus()

    def on_field_submitted(self, event: Field.Submitted) -> None:
        """Enter, or the end of a scan."""
        event.stop()
        self.on_main()

    def on_main(self) -> None:
        """Try what was typed."""
        try:
            self.submit(self.field.value)
        except KioskError as error:
            self.refuse(error)
            return
        self.kiosk.show_visit()

    def submit(self, value: str) -> None:
        """Give the value to the visit. Raises what the visit raises."""
        raise NotImplementedError


class CodeScreen(TypingStep):
    """The voting code of the card, typed or scanned."""

    keyboard = KEYBOARD_CODE

    def __init__(self, app: KioskApp) -> None:
        super().__init__(app, app.tr("Type the code of your card, or scan it."))

    def make_field(self) -> Field:
        """Groups of four, as on the card."""
        return CodeField(DIGITS)

    def submit(self, value: str) -> None:
        """Show the code."""
        self.visit.prove_by_code(value)

    def renewed(self) -> CodeScreen:
        """The same screen in another language, with what was typed."""
        screen = CodeScreen(self.kiosk)
        screen.field.write(self.field.value)
        return screen


class DeclaredScreen(TypingStep):
    """First name, last name, date of birth: one question at a time."""

    def __init__(self, app: KioskApp, typed: tuple[str, ...] = (), again: str = "") -> None:
        tr = app.tr
        questions = (
            tr("What is your first name?"),
            tr("What is your last name?"),
            tr("What is your date of birth? Day, month, year: 07 03 1948"),
        )
        self._typed, self._again = typed, again
        self.keyboard = KEYBOARD_DIGITS if len(typed) == 2 else KEYBOARD_AZERTY
        super().__init__(app, questions[len(typed)])

    def make_field(self) -> Field:
        """A name, or eight figures."""
        field = TextField(limit=10 if len(self._typed) == 2 else 60)
        field.private = True
        field.write(self._again)
        return field

    def on_main(self) -> None:
        """The next question, or all three answers together."""
        if len(self._typed) == 2:
            super().on_main()
        elif any(character.isalpha() for character in self.field.value):
            self.kiosk.switch_to(DeclaredScreen(self.kiosk, (*self._typed, self.field.value)))
        else:
            self.say(self.kiosk.reason("name_missing"))

    def submit(self, value: str) -> None:
        """Declare."""
        first_name, last_name = self._typed
        self.visit.prove_by_declaring(first_name, last_name, value)

    def on_back(self) -> None:
        """The question before this one, with its answer."""
        if self._typed:
            self.kiosk.switch_to(DeclaredScreen(self.kiosk, self._typed[:-1], self._typed[-1]))
        else:
            super().on_back()

    def renewed(self) -> DeclaredScreen:
        """The same question in another language, with what was typed."""
        return DeclaredScreen(self.kiosk, self._typed, self.field.value)


class PinField(TextField):
    """Shows how many figures were typed and not which."""

    fixed = True
    private = secret = True

    def render(self) -> Content:
        """Dots."""
        return Content.styled("● " * len(self.value) + "▏", "bold")

    @property
    def spoken(self) -> str:
        """How many figures, never which."""
        return str(len(self.value))


class AttendedScreen(TypingStep):
    """A member of the staff opens the vote with a PIN."""

    keyboard = KEYBOARD_DIGITS

    def __init__(self, app: KioskApp) -> None:
        super().__init__(app, app.tr("Please hand the tablet to the staff: they type their PIN."))
        self.busy = False
        """Whether a PIN is being checked: the visit may move by itself at any moment."""

    def make_field(self) -> Field:
        """Figures that nobody can read over a shoulder."""
        return PinField(limit=_PIN_MAX)

    def on_main(self) -> None:
        """Check the PIN without stopping the screen: argon2 takes its time on purpose."""
        if not self.busy:
            self.busy = True
            self.run_worker(self._check(self.field.value), exclusive=True)

    def on_back(self) -> None:
        """Back, once the PIN is known to be right or wrong."""
        if not self.busy:
            super().on_back()

    async def _check(self, pin: str) -> None:
        visit = self.visit
        try:
            await asyncio.to_thread(visit.prove_by_attendance, pin)
        except KioskError as error:
            self.field.clear()
            if self.is_current:
                self.refuse(error)
        else:
            if self.is_current:
                self.kiosk.show_visit()
        finally:
            self.busy = False

    def on_key(self, event: events.Key) -> None:
        """Figures only."""
        if event.character and event.is_printable and not event.character.isdecimal():
            event.stop()
            event.prevent_default()


SCREENS: dict[ClaimRule, Callable[[KioskApp], TypingStep]] = {
    ClaimRule.CODE: CodeScreen,
    ClaimRule.DECLARED: DeclaredScreen,
    ClaimRule.ATTENDED: AttendedScreen,
}
