"""Where one lives."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.app import ComposeResult

from kiosk.errors import KioskError
from screens.resident.step import ResidentStep
from screens.widgets.choice import Choice
from screens.widgets.entry import Entry
from screens.widgets.pages import PagerWords, Pages
from screens.widgets.row import Option

if TYPE_CHECKING:
    from screens.app import KioskApp


class QuartierScreen(ResidentStep):
    """Every quartier of the city: whoever lives where nobody votes now is told so."""

    def __init__(self, app: KioskApp) -> None:
        super().__init__(app, app.tr("Which quartier do you live in?"), number=2)

    def compose_body(self) -> ComposeResult:
        """One row a quartier."""
        tr = self.tr
        index = self.kiosk.tablet.index
        quartiers = index.catalogue.quartiers if index else ()
        rows = [Entry(Option(quartier.id, quartier.name)) for quartier in quartiers]
        words = PagerWords(
            tr("▲ Previous"), lambda n: tr.plural("{n} more quartier ▼", "{n} more quartiers ▼", n)
        )
        yield Pages(rows, words)

    def on_choice_tapped(self, event: Choice.Tapped) -> None:
        """Vote there, if it votes."""
        event.stop()
        try:
            self.visit.choose_quartier(event.project_id)
        except KioskError as error:
            self.refuse(error)
            return
        self.kiosk.show_visit()
