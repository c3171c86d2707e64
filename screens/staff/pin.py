"""Who is there? The PIN of a member of the staff."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import events
from textual.app import ComposeResult

from kiosk.claims.claim import ClaimRule
from kiosk.errors import KioskError, ReasonedError
from screens.resident.claims import PinField
from screens.staff.step import StaffStep
from screens.widgets.field import Field
from screens.widgets.keyboard import Keyboard
from screens.widgets.layouts import KEYBOARD_DIGITS

if TYPE_CHECKING:
    from screens.app import KioskApp

_PIN_MAX = 12


class PinScreen(StaffStep):
    """Figures that nobody can read over a shoulder. Whoever came by chance goes back, or is taken back."""

    def __init__(self, app: KioskApp) -> None:
        tr, hint = app.tr, app.hint(ClaimRule.ATTENDED)
        super().__init__(
            app,
            tr("For the staff: type your PIN."),
            main=tr("Continue →"),
            banner=tr("Demo: {hint}", hint=hint) if hint else "",
        )
        self.field = PinField(limit=_PIN_MAX)

    def compose_body(self) -> ComposeResult:
        """The field, the figures."""
        yield self.field
        yield Keyboard(KEYBOARD_DIGITS, self.field, self.tr)

    def on_mount(self) -> None:
        """Typing works at once."""
        self.field.focus()

    def on_field_submitted(self, event: Field.Submitted) -> None:
        """Enter."""
        event.stop()
        self.on_main()

    def on_main(self) -> None:
        """Check the PIN without stopping the screen: argon2 takes its time on purpose."""
        from kiosk.staff.desk import StaffDesk

        pin, tablet = self.field.value, self.tablet
        if pin:
            self.work(lambda: StaffDesk.enter(tablet, pin), self.kiosk.staff.come)
            self.field.clear()

    def refuse(self, error: KioskError) -> None:
        """Say it; for a gate that is shut, how long."""
        from kiosk.accounts import seconds_shut

        shut = seconds_shut(self.tablet.vault, self.tablet.clock())
        if isinstance(error, ReasonedError) and error.reason in ("pin_wait", "pin_wrong") and shut:
            self.say(
                self.tr.plural(
                    "Too many wrong PINs. Wait {n} second, then try again.",
                    "Too many wrong PINs. Wait {n} seconds, then try again.",
                    shut,
                )
            )
        else:
            super().refuse(error)

    def say(self, text: str) -> None:
        """In place of the question: a message above the bottom bar would lie over the keys."""
        self.ask(f"▲ {text}")

    def on_back(self) -> None:
        """Back to the residents' side."""
        if not self.busy:
            self.kiosk.staff.leave()

    def on_key(self, event: events.Key) -> None:
        """Figures only."""
        if event.character and event.is_printable and not event.character.isdecimal():
            event.stop()
            event.prevent_default()
