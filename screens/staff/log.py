"""The log: what was done on this tablet and by which account, newest first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.app import ComposeResult

from screens.staff.step import StaffStep
from screens.staff.words import event_words, when

if TYPE_CHECKING:
    from screens.app import KioskApp

_NEWEST = 200


class LogScreen(StaffStep):
    """The newest events, in pages."""

    def __init__(self, app: KioskApp) -> None:
        super().__init__(app, app.tr("What was done on this tablet, newest first"))

    def compose_body(self) -> ComposeResult:
        """One event a line."""
        tr, now = self.tr, self.tablet.clock()
        lines = [
            f"{when(tr, at, now)}  {event_words(tr, name)}" + (f" · {detail}" if detail else "")
            for at, name, detail in reversed(self.desk.events(_NEWEST))
        ]
        yield self.reader("\n".join(lines))
