"""What one can take part in here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.app import ComposeResult

from kiosk.catalogue.lookup import Found, Openness
from kiosk.errors import KioskError
from screens.resident.step import ResidentStep
from screens.widgets.choice import Choice
from screens.widgets.entry import Entry
from screens.widgets.pages import PagerWords, Pages
from screens.widgets.row import Option
from screens.words import day

if TYPE_CHECKING:
    from screens.app import KioskApp


class HomeScreen(ResidentStep):
    """One row an activity; what is open comes first."""

    def __init__(self, app: KioskApp) -> None:
        super().__init__(app, app.tr("What would you like to take part in?"))

    def compose_body(self) -> ComposeResult:
        """The rows, in pages."""
        tr, tablet = self.tr, self.kiosk.tablet
        index = tablet.index
        votes = [(found, tablet.openness(found)) for found in (index.ballots.values() if index else ())]
        votes.sort(key=lambda vote: vote[1] is not Openness.OPEN)
        rows = [Entry(self._option(found, openness)) for found, openness in votes]
        words = PagerWords(tr("▲ Previous"), lambda n: tr.plural("{n} more vote ▼", "{n} more votes ▼", n))
        yield Pages(rows, words)

    def _option(self, found: Found, openness: Openness) -> Option:
        tr = self.tr
        match openness:
            case Openness.OPEN:
                state = tr("Open until {day}", day=day(tr, found.closes))
            case Openness.NOT_YET:
                state = tr("Opens on {day}", day=day(tr, found.opens))
            case Openness.CLOSED:
                state = tr("▲ Over since {day}", day=day(tr, found.closes))
        alone = len(found.consultation.activities) == 1
        title = (found.consultation if alone else found.activity).title.within(tr.language)
        return Option(found.activity.id, title, state)

    def on_choice_tapped(self, event: Choice.Tapped) -> None:
        """Look at it."""
        event.stop()
        try:
            self.visit.choose_activity(event.project_id)
        except KioskError as error:
            self.refuse(error)
            return
        self.kiosk.show_visit()
