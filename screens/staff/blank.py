"""Printing blank paper: of what, onto which stick."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from textual.app import ComposeResult

from kiosk.i18n import translator
from screens.staff import words
from screens.staff.carrying import free_bytes
from screens.staff.papers import rows
from screens.staff.step import StaffStep
from screens.staff.stick import StickDoneScreen
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
            yield rows(tr, options)
        else:
            yield Plain(tr("There is no vote and no survey in the catalogue."), classes="words")

    def on_choice_tapped(self, event: Choice.Tapped) -> None:
        """Of that."""
        event.stop()
        self.kiosk.staff.show(BlankStickScreen(self.kiosk, event.project_id))


class BlankStickScreen(StaffStep):
    """Onto which stick; the papers are printed from it, anywhere."""

    def __init__(self, app: KioskApp, activity: str) -> None:
        tr = app.tr
        self._activity = activity
        self._sticks = list(app.staff.around.sticks())
        question = tr("Onto which stick?") if self._sticks else tr("Plug a USB stick in.")
        super().__init__(app, question, main=tr("Look again →"), main_short=tr("Again →"))

    def compose_body(self) -> ComposeResult:
        """The rows, or what to do."""
        tr = self.tr
        if not self._sticks:
            yield Plain(
                tr("No stick is there yet. Plug one in, wait a moment, then look again."), classes="words"
            )
            return
        yield rows(
            tr,
            [
                Option(str(n), stick.name, tr("{room} free", room=words.gigabytes(tr, free_bytes(stick))))
                for n, stick in enumerate(self._sticks)
            ],
        )

    def on_choice_tapped(self, event: Choice.Tapped) -> None:
        """Write there."""
        event.stop()
        app, desk, activity = self.kiosk, self.desk, self._activity
        stick, language, place = self._sticks[int(event.project_id)], self.tr.language, app.place
        if self.busy:
            return
        self.say(self.tr("Working. Leave the stick where it is."))
        self.work(
            lambda: papers_written(desk, activity, stick, translator(language), place),
            lambda names: app.staff.show(StickDoneScreen(app, lambda tr: _written(tr, names))),
        )

    def on_main(self) -> None:
        """Look again."""
        self.kiosk.staff.show(BlankStickScreen(self.kiosk, self._activity))

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
