"""Writing for somebody: the question is read aloud, and nothing begins before the yes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.app import ComposeResult

from screens.staff.step import StaffStep

if TYPE_CHECKING:
    from kiosk.staff.dictating import DictatedVisit
    from screens.app import KioskApp


class DictateScreen(StaffStep):
    """What the person is asked, in their language. After each such visit it is here again."""

    def __init__(self, app: KioskApp) -> None:
        tr = app.tr
        super().__init__(
            app,
            tr("Read aloud: may I write what you say?"),
            main=tr("The person agrees →"),
            main_short=tr("Agrees →"),
        )

    def compose_body(self) -> ComposeResult:
        """What the yes means, one idea a sentence."""
        tr = self.tr
        parts = [
            tr("I write your words. I add nothing of mine."),
            tr("You read them again, or I read them to you, before anything is sent."),
            tr("It will say that this was dictated. Your name is not on it."),
            tr("You may stop at any moment: then nothing is kept."),
            tr("No vote and no survey: those you do alone."),
        ]
        yield self.reader(("\n" if self.tiny else "\n\n").join(parts))

    def on_main(self) -> None:
        """The person said yes."""
        desk, language = self.desk, self.tr.language

        def begin() -> DictatedVisit:
            from kiosk.staff.dictating import DictatedVisit

            return DictatedVisit(desk, language, agreed=True)

        self.work(begin, self.kiosk.staff.write_for)
