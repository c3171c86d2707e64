"""Everything that this person can do now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.app import ComposeResult

from kiosk.staff.acts import Act
from screens.staff.acts import go, offered, option_of
from screens.staff.step import StaffStep
from screens.widgets.choice import Choice
from screens.widgets.entry import Entry
from screens.widgets.pages import ManyPages, PagerWords

if TYPE_CHECKING:
    from screens.app import KioskApp


class MenuScreen(StaffStep):
    """One row an act; what is not allowed is not there."""

    def __init__(self, app: KioskApp) -> None:
        super().__init__(app, app.tr("What do you want to do?"))

    def compose_body(self) -> ComposeResult:
        """The rows, in pages."""
        tr = self.tr
        options = [option_of(tr, act) for act in offered(self.desk)]
        words = PagerWords(tr("▲ Previous"), lambda n: tr.plural("See {n} more ▼", "See {n} more ▼", n))
        yield ManyPages(len(options), lambda place: Entry(options[place]), words)

    def on_choice_tapped(self, event: Choice.Tapped) -> None:
        """Go there."""
        event.stop()
        go(self.kiosk, Act(event.project_id))

    def above(self) -> StaffStep:
        """The board."""
        from screens.staff.board import BoardScreen

        return BoardScreen(self.kiosk)
