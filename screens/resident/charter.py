"""The charter, accepted once before the first contribution of a visit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.app import ComposeResult

from kiosk.errors import KioskError
from screens.resident.step import ResidentStep
from screens.widgets.pages import PagerWords, Reader

if TYPE_CHECKING:
    from screens.app import KioskApp


class CharterScreen(ResidentStep):
    """Its whole text; Back is no."""

    def __init__(self, app: KioskApp) -> None:
        tr = app.tr
        super().__init__(app, tr("Before you write"), main=tr("I accept →"))

    def compose_body(self) -> ComposeResult:
        """The text, in pages."""
        tr, charter = self.tr, self.visit.charter
        words = PagerWords(tr("▲ Previous"), lambda _lines: tr("Read on ▼"))
        yield Reader(charter.text.within(tr.language) if charter else "", words)

    def on_main(self) -> None:
        """Accept."""
        try:
            self.visit.accept_charter()
        except KioskError as error:
            self.refuse(error)
            return
        self.kiosk.show_visit()
