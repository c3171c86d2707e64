"""A pause, and its end: one question each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.app import ComposeResult

from screens.staff.step import StaffStep
from screens.widgets.text import Plain

if TYPE_CHECKING:
    from screens.app import KioskApp


class PauseScreen(StaffStep):
    """Let nobody begin for now."""

    def __init__(self, app: KioskApp) -> None:
        super().__init__(app, app.tr("Pause the tablet?"), main=app.tr("Pause →"))

    def compose_body(self) -> ComposeResult:
        """What it means."""
        yield Plain(
            self.tr("Nobody can begin until you go on. What is recorded stays aboard."), classes="words"
        )

    def on_main(self) -> None:
        """Pause."""
        self.work(self.desk.pause, lambda _: self.kiosk.staff.show(_board(self.kiosk)))


class ResumeScreen(StaffStep):
    """Let people begin again."""

    def __init__(self, app: KioskApp) -> None:
        super().__init__(app, app.tr("End the pause?"), main=app.tr("Go on →"))

    def compose_body(self) -> ComposeResult:
        """What it means."""
        yield Plain(self.tr("Residents can begin again. Then leave the staff side."), classes="words")

    def on_main(self) -> None:
        """Go on."""
        self.work(self.desk.resume, lambda _: self.kiosk.staff.show(_board(self.kiosk)))


def _board(app: KioskApp) -> StaffStep:
    from screens.staff.board import BoardScreen

    return BoardScreen(app)
