"""What one can take part in here."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from textual.app import ComposeResult

from kiosk.errors import KioskError
from kiosk.finding import offers
from kiosk.visits.browsing import Browsing
from screens.resident.offers import LeadingStep, offer_entry
from screens.widgets.action import Action
from screens.widgets.pages import ManyPages
from screens.words import pager_words

if TYPE_CHECKING:
    from screens.app import KioskApp


class HomeScreen(LeadingStep):
    """One row a consultation: what closes first comes first. Below them, the ways to find one."""

    def __init__(self, app: KioskApp) -> None:
        tr, done = app.tr, bool(app.visit and app.visit.kept)
        question = tr("Would you like to do something else?") if done else tr("What would you like to do?")
        super().__init__(app, question, main=tr("Finish →") if done else "")

    def compose_body(self) -> ComposeResult:
        """The ways to find something, then the rows in pages."""
        tr, tablet = self.tr, self.kiosk.tablet
        index = tablet.index
        found = offers(index, tablet.clock()) if index else []
        words = pager_words(tr)
        yield ManyPages(len(found), lambda place: offer_entry(tr, tablet, found[place]), words)

    def beside(self) -> Iterator[Action]:
        """The ways to find something."""
        tr, index = self.tr, self.kiosk.tablet.index
        if index and index.catalogue.themes:
            yield Action(tr("By theme"), short=tr("Themes"), id="find-themes")
        if index and index.catalogue.quartiers:
            yield Action(tr("By quartier"), short=tr("Quartiers"), id="find-quartiers")
        yield Action(tr("Search"), short=tr("Search"), id="find-words")

    def on_main(self) -> None:
        """Enough for today."""
        try:
            self.visit.finish()
        except KioskError as error:
            self.refuse(error)
            return
        self.kiosk.show_visit()

    def on_action_pressed(self, event: Action.Pressed) -> None:
        """Look for something."""
        ways = {"find-themes": "themes", "find-quartiers": "quartiers", "find-words": "words"}
        match ways.get(event.action.id or ""):
            case "themes":
                browsing = Browsing("themes")
            case "quartiers":
                browsing = Browsing("quartiers")
            case "words":
                browsing = Browsing("search")
            case _:
                return
        event.stop()
        self.visit.browse(browsing)
        self.kiosk.show_visit()
