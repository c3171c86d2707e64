"""Printing blank paper: of what, onto which stick."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from textual.app import ComposeResult

from kiosk.i18n import translator
from screens.staff.step import StaffStep
from screens.staff.stick import StickDoneScreen
from screens.staff.sticks import StickList
from screens.widgets.choice import Choice
from screens.widgets.row import Option
from screens.widgets.text import Plain

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kiosk.i18n import Translator
    from kiosk.staff.desk import StaffDesk
    from screens.app import KioskApp

FOLDER = "kiosk-paper"
"""On the stick."""


class BlankScreen(StaffStep):
    """Votes and surveys that have paper."""

    def __init__(self, app: KioskApp) -> None:
        super().__init__(app, app.tr("Blank paper of what?"))

    def compose_body(self) -> ComposeResult:
        """One row each."""
        from kiosk.staff.blank import printable_activities

        tr = self.tr
        options = [
            Option(
                located.activity.id,
                located.activity.title.within(tr.language),
                located.consultation.title.within(tr.language),
            )
            for located in printable_activities(self.desk)
        ]
        if options:
            yield self.rows(options)
        else:
            yield Plain(tr("There is no vote and no survey in the catalogue."), classes="words")

    def on_choice_tapped(self, event: Choice.Tapped) -> None:
        """Of that."""
        event.stop()
        self.kiosk.staff.show(BlankStickScreen(self.kiosk, event.project_id))


class BlankStickScreen(StickList):
    """Onto which stick; the papers are printed from it, anywhere."""

    def __init__(self, app: KioskApp, activity: str) -> None:
        self._activity = activity
        super().__init__(app, app.tr("Onto which stick?"))

    def chosen(self, stick: Path) -> None:
        """Write there."""
        app, desk, activity = self.kiosk, self.desk, self._activity
        language, place = self.tr.language, app.place
        if self.busy:
            return
        self.say(self.tr("Working. Leave the stick where it is."))
        self.work(
            lambda: papers_written(desk, activity, stick, translator(language), place),
            lambda names: app.staff.show(StickDoneScreen(app, lambda tr: _written(tr, names))),
        )

    def renewed(self) -> BlankStickScreen:
        """The same activity."""
        return BlankStickScreen(self.kiosk, self._activity)

    def above(self) -> StaffStep:
        """Of what."""
        return BlankScreen(self.kiosk)


def papers_written(desk: StaffDesk, activity: str, stick: Path, tr: Translator, place: str) -> list[str]:
    """Write the papers onto a stick and read them back; called in a thread. Gives the names of the files.

    Raises:
        StickError: the stick; StaffError: what the desk says.
    """
    from kiosk.medium import stick_error, write_verified
    from kiosk.staff.blank import printed

    papers = printed(desk, activity, tr, place)
    folder = stick / FOLDER
    try:
        folder.mkdir(exist_ok=True)
    except OSError as error:
        raise stick_error(error, f"{FOLDER} cannot be made on the stick") from None
    for name, content in papers.items():
        write_verified(folder / name, content)
    return [f"{FOLDER}/{name}" for name in papers]


def _written(tr: Translator, names: list[str]) -> Iterator[str]:
    yield tr("The blank paper is on the stick.")
    yield "✔ " + tr.plural(
        "{n} file, to print at any printer:", "{n} files, to print at any printer:", len(names)
    )
    yield from names
