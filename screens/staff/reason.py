"""Why? Typed on the glass, and written into the log."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from textual.app import ComposeResult

from kiosk.i18n import Translator
from screens.staff.step import StaffStep
from screens.widgets.field import Field
from screens.widgets.keyboard import Keyboard
from screens.widgets.layouts import azerty
from screens.widgets.text_field import TextField

if TYPE_CHECKING:
    from screens.app import KioskApp

_REASON_MAX = 120


class ReasonScreen(StaffStep):
    """A question, a line, a keyboard. What is done with the answer is whose who asks."""

    def __init__(
        self,
        app: KioskApp,
        words: Callable[[Translator], tuple[str, str]],
        act: Callable[[str], object],
        done: Callable[[], StaffStep],
        typed: str = "",
    ) -> None:
        """Args:
        app: the kiosk.
        words: the question and the main action, in a language.
        act: takes the reason; called in a thread, may raise `KioskError`.
        done: the screen that follows; Back leads to the list.
        typed: what is there already.
        """
        question, main = words(app.tr)
        super().__init__(app, question, main=main)
        self._words, self._act, self._done = words, act, done
        self.field = TextField(limit=_REASON_MAX, anew=False, prose=True)
        self.field.write(typed)

    def compose_body(self) -> ComposeResult:
        """The line, the keys."""
        yield self.field
        yield Keyboard(
            azerty(self.tr.language), self.field, self.tr, sentences=True, suggest=self.kiosk.suggest
        )

    def on_mount(self) -> None:
        """Typing works at once."""
        self.field.focus()

    def renewed(self) -> ReasonScreen:
        """The same question in another language, with what is typed."""
        return ReasonScreen(self.kiosk, self._words, self._act, self._done, self.field.value)

    def on_field_submitted(self, event: Field.Submitted) -> None:
        """Enter."""
        event.stop()
        self.on_main()

    def on_main(self) -> None:
        """Give the reason."""
        reason = self.field.value
        self.work(lambda: self._act(reason), lambda _: self.kiosk.staff.show(self._done()))
