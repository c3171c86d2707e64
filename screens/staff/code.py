"""The signed line of a closing as codes to photograph: one after another, as large as the glass allows."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import Horizontal

from kiosk.staff.closing_codes import code_parts
from screens.staff.step import StaffStep
from screens.step import is_tiny
from screens.widgets.qr import QR, light_letters
from screens.widgets.text import Plain

if TYPE_CHECKING:
    from screens.app import KioskApp

_BARS_LINES = 4
"""The banner and the bottom bar; what is above gives way to the code."""
_WORDS_COLUMNS = 34


class CodeScreen(StaffStep):
    """One part of the line; where no code fits, it says where the code is."""

    def __init__(self, app: KioskApp, line: str, origin: Callable[[], StaffStep], at: int = 0) -> None:
        """Args:
        app: the kiosk.
        line: what is signed.
        origin: makes the screen that this belongs to.
        at: which part, from 0.
        """
        tr, size = app.tr, app.size
        self._line, self._origin = line, origin
        room = 0 if is_tiny(size) else light_letters(size.width - _WORDS_COLUMNS, size.height - _BARS_LINES)
        self._parts = code_parts(line, room)
        self._at = min(at, max(0, len(self._parts) - 1))
        more = self._at + 1 < len(self._parts)
        question = "" if self._parts else tr("The code does not fit on this screen.")
        super().__init__(app, question, main=tr("Next code →") if more else "")
        self.set_class(bool(self._parts), "-code")

    def compose_body(self) -> ComposeResult:
        """The code at the left, what it is at the right."""
        tr, parts = self.tr, self._parts
        if not parts:
            yield Plain(
                tr("It is on the printed sheet and in the PDF, signed by this tablet."), classes="words"
            )
            return
        with Horizontal():
            yield QR(parts[self._at], light=True, id="closing-code")
            yield Plain(
                tr("Code {n} of {total}", n=self._at + 1, total=len(parts))
                + "\n\n"
                + tr(
                    "Photograph each code, or scan them all. Together they hold the figures of this closing, "
                    "signed by the tablet. They hold no choice and no name."
                ),
                id="code-words",
            )

    def renewed(self) -> CodeScreen:
        """The same part, in another language or shape."""
        return CodeScreen(self.kiosk, self._line, self._origin, self._at)

    def on_main(self) -> None:
        """The next part."""
        self.kiosk.staff.show(CodeScreen(self.kiosk, self._line, self._origin, self._at + 1))

    def above(self) -> StaffStep:
        """The part before, or the sheet."""
        if self._at:
            return CodeScreen(self.kiosk, self._line, self._origin, self._at - 1)
        return self._origin()
