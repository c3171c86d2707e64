"""A question, some lines, a keyboard: whatever staff write."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Self

from textual.app import ComposeResult

from kiosk.i18n import Translator
from screens.staff.step import StaffStep
from screens.widgets.field import Field
from screens.widgets.keyboard import Keyboard
from screens.widgets.layouts import azerty
from screens.widgets.text_field import TextField

if TYPE_CHECKING:
    from screens.app import KioskApp

_LINES = 4


class WriteScreen(StaffStep):
    """What is written goes to whoever asked; Back gives it up."""

    def __init__(
        self,
        app: KioskApp,
        words: Callable[[Translator], tuple[str, str]],
        keep: Callable[[str], object],
        origin: Callable[[], StaffStep],
        *,
        limit: int,
        long: bool = False,
        typed: str = "",
    ) -> None:
        """Args:
        app: the kiosk.
        words: the question and the main action, in a language.
        keep: takes what is written; called in a thread, may raise `KioskError`.
        origin: makes the screen that asked, shown afterwards and by Back.
        limit: letters at most.
        long: whether several lines are wanted.
        typed: what is there already.
        """
        question, main = words(app.tr)
        super().__init__(app, question, main=main)
        self._words, self._keep, self._origin = words, keep, origin
        self._limit, self._long = limit, long
        self.field = TextField(limit=limit, lines=_LINES if long else 1, anew=False, prose=True)
        self.field.write(typed)

    def compose_body(self) -> ComposeResult:
        """The lines, the keys."""
        yield self.field
        yield Keyboard(
            azerty(self.tr.language), self.field, self.tr, sentences=True, suggest=self.kiosk.suggest
        )

    def on_mount(self) -> None:
        """Typing works at once."""
        self.field.focus()

    def renewed(self) -> Self:
        """The same question in another language, with what is typed."""
        return type(self)(
            self.kiosk,
            self._words,
            self._keep,
            self._origin,
            limit=self._limit,
            long=self._long,
            typed=self.field.value,
        )

    def on_field_submitted(self, event: Field.Submitted) -> None:
        """Enter."""
        event.stop()
        self.on_main()

    def on_main(self) -> None:
        """Keep it."""
        written, keep = self.field.value, self._keep
        self.work(lambda: keep(written), lambda _: self.kiosk.staff.show(self._origin()))

    def above(self) -> StaffStep:
        """Who asked."""
        return self._origin()
