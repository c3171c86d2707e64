"""A consultation: where it stands, what one can do in it, what there is to read."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import Horizontal

from kiosk.catalogue.activities import AnyActivity
from kiosk.catalogue.lookup import Located, Openness
from kiosk.catalogue.model import Consultation
from kiosk.errors import VisitError
from screens.resident.offers import LeadingStep
from screens.resident.timeline import present_phase
from screens.widgets.entry import Entry
from screens.widgets.pages import ManyPages
from screens.widgets.picture import Picture
from screens.widgets.row import Option
from screens.widgets.text import Plain
from screens.words import near_day, pager_words

if TYPE_CHECKING:
    from screens.app import KioskApp


class ConsultationScreen(LeadingStep):
    """What one can do comes first, then what one can read."""

    def __init__(self, app: KioskApp) -> None:
        consultation = app.visit.where.consultation if app.visit else None
        if consultation is None:
            raise VisitError("not_now")
        self.consultation: Consultation = consultation
        super().__init__(app, consultation.title.within(app.tr.language))

    def compose_body(self) -> ComposeResult:
        """The summary and a picture where there is room, then the rows."""
        tr, consultation = self.tr, self.consultation
        options = list(self._options())
        words = pager_words(tr)
        summary = consultation.summary.within(tr.language)
        if not consultation.title.has(tr.language):
            summary = tr("This text exists only in another language.") + " " + summary
        if not self.tiny:
            with Horizontal(id="summary"):
                if consultation.picture is not None:
                    yield Picture(
                        consultation.picture.content, consultation.picture.words.within(tr.language)
                    )
                yield Plain(summary, id="summary-text")
        yield ManyPages(len(options), lambda place: Entry(options[place]), words)

    def _options(self) -> Iterator[Option]:
        tr, language, consultation = self.tr, self.tr.language, self.consultation
        index, now = self.kiosk.tablet.index, self.kiosk.tablet.clock()
        for located in index.within(consultation) if index else ():
            title = located.activity.title.within(language)
            yield Option(f"activity/{located.activity.id}", title, self._state(located))
        yield Option("read/description", tr("What it is about"), tr("To read"))
        if len(consultation.phases) > 1:
            phase = present_phase(consultation, now)
            words = tr("Now: {phase}", phase=phase.title.within(language)) if phase else tr("Dates")
            yield Option("read/timeline", tr("The steps"), words)
        for document in consultation.documents:
            yield Option(f"read/document/{document.id}", document.title.within(language), tr("Document"))
        for decision in consultation.decisions:
            words = tr("Decided on {day}", day=tr.day(decision.on))
            yield Option(f"read/decision/{decision.id}", decision.title.within(language), words)
        if not consultation.synthesis.empty:
            yield Option("read/synthesis", tr("What came out of it"), tr("To read"))

    def _state(self, located: Located[AnyActivity]) -> str:
        tr, tablet = self.tr, self.kiosk.tablet
        if not located.phases:
            return tr("To read")
        match tablet.openness(located):
            case Openness.OPEN:
                return tr("Open until {day}", day=near_day(tr, located.closes, tablet.clock()))
            case Openness.NOT_YET:
                return tr("Opens on {day}", day=near_day(tr, located.opens, tablet.clock()))
            case Openness.CLOSED:
                return tr("▲ Over since {day}", day=near_day(tr, located.closes, tablet.clock()))
