"""What a survey or a report is about, and what happens with it, before anything is asked."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from textual.app import ComposeResult

from kiosk.catalogue.activities import AnyActivity, ReportActivity
from kiosk.catalogue.lookup import Located
from kiosk.errors import KioskError
from kiosk.ids import DepositKind
from screens.resident.step import ResidentStep
from screens.widgets.pages import PagerWords, Reader
from screens.words import near_day

if TYPE_CHECKING:
    from screens.app import KioskApp


class ActivityAboutScreen(ResidentStep):
    """The text; then one button."""

    def __init__(self, app: KioskApp) -> None:
        tr = app.tr
        here = app.visit.where.here if app.visit else None
        title = here.activity.title.within(tr.language) if here else ""
        super().__init__(app, title, main=tr("Begin →"))

    def compose_body(self) -> ComposeResult:
        """Everything in one text, in pages."""
        tr, here = self.tr, self.visit.where.here
        words = PagerWords(tr("▲ Previous"), lambda _lines: tr("Read on ▼"))
        yield Reader("\n\n".join(part for part in (self._parts(here) if here else ()) if part), words)

    def _parts(self, here: Located[AnyActivity]) -> Iterator[str]:
        tr, language = self.tr, self.tr.language
        if not here.activity.title.has(language):
            yield tr("This text exists only in another language.")
        yield here.consultation.summary.within(language)
        yield here.activity.about.within(language)
        if here.phases:
            yield tr("Open until {day}", day=near_day(tr, here.closes, self.kiosk.tablet.clock())) + "."
        if isinstance(here.activity, ReportActivity):
            yield tr("What you write is sealed at once. Only the city’s services read it.")
        else:
            yield tr("Your answers are sealed at once. Only the project team reads them, without your name.")
        yield here.consultation.description.within(language)

    def on_main(self) -> None:
        """The first question."""
        here = self.visit.where.here
        report = here is not None and isinstance(here.activity, ReportActivity)
        try:
            self.visit.begin(DepositKind.REPORT if report else DepositKind.SURVEY_RESPONSE)
        except KioskError as error:
            self.refuse(error)
            return
        self.kiosk.show_visit()
