"""What a vote is about, before anything is asked."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time
from typing import TYPE_CHECKING

from textual.app import ComposeResult

from kiosk.catalogue.lookup import Found, Openness
from kiosk.catalogue.methods import Approval, ChooseOne, Cumulative, Knapsack, Ranking
from kiosk.claims.claim import ClaimRule
from kiosk.errors import KioskError
from screens.resident.step import ResidentStep
from screens.widgets.pages import PagerWords, Reader
from screens.words import amount, day, day_and_hour

if TYPE_CHECKING:
    from screens.app import KioskApp


class AboutScreen(ResidentStep):
    """The text, how the vote goes, what one needs, the projects; then one button."""

    def __init__(self, app: KioskApp) -> None:
        tr = app.tr
        found = app.visit.found if app.visit else None
        title = found.activity.title.within(tr.language) if found else ""
        super().__init__(app, title, number=1, main=tr("Take part →"))

    def compose_body(self) -> ComposeResult:
        """Everything in one text, in pages."""
        tr = self.tr
        words = PagerWords(tr("▲ Previous"), lambda _lines: tr("Read on ▼"))
        found = self.visit.found
        text = "\n\n".join(part for part in (self._parts(found) if found else ()) if part)
        yield Reader(text, words)

    def on_mount(self) -> None:
        """Show whether one can take part now; a touch says why not."""
        found = self.visit.found
        ready = found is not None and self.kiosk.tablet.openness(found) is Openness.OPEN
        self.set_main(self.tr("Take part →"), ready=ready)

    def _parts(self, found: Found) -> Iterator[str]:
        tr, language = self.tr, self.tr.language
        consultation, activity = found.consultation, found.activity
        if not consultation.title.has(language):
            yield tr("This text exists only in another language.")
        yield consultation.summary.within(language)
        match self.kiosk.tablet.openness(found):
            case Openness.NOT_YET:
                yield tr("The vote opens on {moment}.", moment=day_and_hour(tr, found.opens))
            case Openness.CLOSED:
                yield tr("The vote is over since {moment}.", moment=day_and_hour(tr, found.closes))
            case Openness.OPEN:
                yield tr("The vote is open until {moment}.", moment=day_and_hour(tr, found.closes))
        yield activity.about.within(language)
        yield self._how(found)
        yield self._what_is_needed(found)
        yield consultation.description.within(language)
        yield tr(
            "Your ballot is sealed at once. What proves your right to vote is kept apart from it, and is "
            "erased on {day}.",
            day=day(tr, _at_noon(consultation.claims_erased_on)),
        )
        yield tr("The projects") if activity.method.name != "choose_one" else tr("The options")
        for project in activity.projects:
            cost = amount(tr, project.cost, activity.currency)
            title = project.title.within(language)
            head = f"• {title} — {cost}" if cost else f"• {title}"
            description = project.description.within(language)
            yield f"{head}\n{description}" if description else head

    def _how(self, found: Found) -> str:
        tr, method = self.tr, found.activity.method
        match method:
            case ChooseOne():
                how = tr("You choose one option.")
            case Approval():
                most = method.max_choices or len(found.activity.projects)
                how = tr.plural("You choose up to {n} project.", "You choose up to {n} projects.", most)
            case Knapsack():
                how = tr("You choose projects within the budget.")
            case Cumulative():
                how = tr.plural(
                    "You spread {n} point over the projects.",
                    "You spread {n} points over the projects.",
                    method.points,
                )
            case Ranking():
                how = tr("You put the projects in the order you prefer.")
        return how + (" " + tr("You can also vote blank.") if method.blank else "")

    def _what_is_needed(self, found: Found) -> str:
        tr = self.tr
        match found.activity.claim:
            case ClaimRule.CODE:
                return tr("You need the code on the card that you received.")
            case ClaimRule.DECLARED:
                return tr("You will be asked for your name, your date of birth and your quartier.")
            case ClaimRule.ATTENDED:
                return tr("A member of the staff opens the vote for you.")
            case ClaimRule.NONE:
                return tr("You are not asked who you are.")

    def on_main(self) -> None:
        """Begin to take part."""
        try:
            self.visit.take_part()
        except KioskError as error:
            self.refuse(error)
            return
        self.kiosk.show_visit()


def _at_noon(day_alone: date) -> datetime:
    return datetime.combine(day_alone, time(12)).astimezone()
