"""Which stick? Wherever something is written to one."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from textual.app import ComposeResult

from screens.staff import words
from screens.staff.carrying import free_bytes
from screens.staff.step import StaffStep
from screens.widgets.choice import Choice
from screens.widgets.row import Option
from screens.widgets.text import Plain

if TYPE_CHECKING:
    from screens.app import KioskApp


class StickList(StaffStep):
    """The sticks that are plugged in, one row each; or what to do where there is none."""

    def __init__(self, app: KioskApp, question: str, *, said: str = "") -> None:
        """`said` is a sentence that comes before any question."""
        tr = app.tr
        self._sticks = list(app.staff.around.sticks())
        asked = question if self._sticks else tr("Plug a USB stick in.")
        super().__init__(app, said or asked, main=tr("Look again →"), main_short=tr("Again →"))

    def compose_body(self) -> ComposeResult:
        """The rows, or what to do."""
        tr = self.tr
        if not self._sticks:
            yield Plain(
                tr("No stick is there yet. Plug one in, wait a moment, then look again."), classes="words"
            )
            return
        yield self.rows(
            [
                Option(str(n), stick.name, tr("{room} free", room=words.gigabytes(tr, free_bytes(stick))))
                for n, stick in enumerate(self._sticks)
            ]
        )

    def on_choice_tapped(self, event: Choice.Tapped) -> None:
        """That one."""
        event.stop()
        self.chosen(self._sticks[int(event.project_id)])

    def chosen(self, stick: Path) -> None:
        """A stick was touched."""
        raise NotImplementedError

    def on_main(self) -> None:
        """Look again."""
        self.kiosk.staff.show(self.renewed())
