"""Why? Typed on the glass, and written into the log."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Self

from kiosk.i18n import Translator
from screens.staff.step import StaffStep
from screens.staff.write import WriteScreen

if TYPE_CHECKING:
    from screens.app import KioskApp

_REASON_MAX = 120


class ReasonScreen(WriteScreen):
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
        super().__init__(app, words, act, done, limit=_REASON_MAX, typed=typed)

    def renewed(self) -> Self:
        """The same question in another language, with what is typed."""
        return type(self)(self.kiosk, self._words, self._keep, self._origin, self.field.value)

    def above(self) -> StaffStep:
        """The list: nothing was done yet, and whoever asked is no step back."""
        return StaffStep.above(self)
