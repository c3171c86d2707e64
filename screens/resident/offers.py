"""A consultation as a row: its title, and what it offers now."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from kiosk.errors import KioskError
from kiosk.finding import Offer, Standing
from screens.resident.step import ResidentStep
from screens.widgets.choice import Choice
from screens.widgets.entry import Entry
from screens.widgets.row import Option
from screens.words import near_day

if TYPE_CHECKING:
    from kiosk.i18n import Translator
    from kiosk.tablet import Tablet


def standing_words(tr: Translator, offer: Offer, now: datetime) -> str:
    """What it offers now, in words, with a mark where it is over."""
    moment = offer.moment
    match offer.standing:
        case Standing.CLOSES_SOON if moment is not None:
            days = (moment.astimezone().date() - now.astimezone().date()).days
            if days < 1:
                return tr("Open until this evening")
            return tr.plural("{n} day left", "{n} days left", days)
        case Standing.OPEN:
            return tr("Open until {day}", day=near_day(tr, moment, now)) if moment else tr("To read")
        case Standing.RESULTS:
            return tr("Results, and what is being built")
        case Standing.NOT_YET if moment is not None:
            return tr("Opens on {day}", day=near_day(tr, moment, now))
        case _:
            return tr("▲ Over since {day}", day=near_day(tr, moment, now)) if moment else tr("▲ Over")


def offer_entry(tr: Translator, tablet: Tablet, offer: Offer) -> Entry:
    """The row of a consultation."""
    title = offer.consultation.title.within(tr.language)
    return Entry(
        Option(f"consultation/{offer.consultation.id}", title, standing_words(tr, offer, tablet.clock()))
    )


class LeadingStep(ResidentStep):
    """A list whose rows lead somewhere by their key (`kiosk.finding.entries`)."""

    def on_choice_tapped(self, event: Choice.Tapped) -> None:
        """Go there."""
        event.stop()
        try:
            self.go(event.project_id)
        except KioskError as error:
            self.refuse(error)
            return
        self.kiosk.show_visit()

    def go(self, key: str) -> None:
        """Go where a key leads. Raises what the visit raises."""
        kind, _, name = key.partition("/")
        match kind:
            case "consultation":
                self.visit.choose_consultation(name)
            case "proposal":
                activity, _, proposal = name.partition("/")
                self.visit.choose_proposal(activity, proposal)
            case "activity" | "project":
                self.visit.choose_activity(name)
            case "read":
                self.visit.read(name)
