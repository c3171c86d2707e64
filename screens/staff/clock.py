"""The clock was set: an administrator takes it as right."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.app import ComposeResult

from screens.staff.reason import ReasonScreen
from screens.staff.step import StaffStep
from screens.widgets.text import Plain
from screens.words import day_and_hour

if TYPE_CHECKING:
    from screens.app import KioskApp


class ClockScreen(StaffStep):
    """What the clock shows, and the latest time that was recorded here."""

    def __init__(self, app: KioskApp) -> None:
        super().__init__(app, app.tr("Is this the right time?"), main=app.tr("It is right →"))

    def compose_body(self) -> ComposeResult:
        """Both times."""
        tr, tablet = self.tr, self.tablet
        yield Plain(
            tr("The clock shows {moment}.", moment=day_and_hour(tr, tablet.clock()))
            + "\n"
            + tr("The latest time recorded here is {moment}.", moment=day_and_hour(tr, tablet.clock_floor())),
            classes="words",
        )

    def on_main(self) -> None:
        """Ask why."""
        from screens.staff.board import BoardScreen

        app, desk = self.kiosk, self.desk

        def trust(reason: str) -> None:
            desk.trust_clock(reason)
            # What was due by a clock that was wrong does not wait for its old hour.
            app.staff.around.sync_soon()

        app.staff.show(
            ReasonScreen(
                app,
                lambda tr: (tr("Why was the clock wrong?"), tr("It is right →")),
                trust,
                lambda: BoardScreen(app),
            )
        )
