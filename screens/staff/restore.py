"""Restoring a lost tablet's card here: which backup, its code, why, and what came of it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from textual.app import ComposeResult

from screens.staff.backup import BackupStep
from screens.staff.reason import ReasonScreen
from screens.staff.step import StaffStep
from screens.widgets.big import Big
from screens.widgets.choice import Choice
from screens.widgets.entry import Entry
from screens.widgets.field import CodeField, Field
from screens.widgets.keyboard import Keyboard
from screens.widgets.layouts import KEYBOARD_CODE
from screens.widgets.pages import Pages
from screens.widgets.row import Option
from screens.widgets.text import Plain
from screens.words import pager_words

if TYPE_CHECKING:
    from kiosk.backup.restore import Restored
    from kiosk.backup.sealing import RecoveryKey
    from kiosk.errors import KioskError
    from screens.app import KioskApp

_CODE_DIGITS = 27


class RestoreScreen(BackupStep):
    """The backups on the cards and sticks that are there; one row each."""

    def __init__(self, app: KioskApp) -> None:
        tr = app.tr
        self._found = found_backups(app)
        question = tr("Which tablet was lost?") if self._found else tr("Put the lost tablet's card in.")
        super().__init__(app, question, main=tr("Look again →"), main_short=tr("Again →"))

    def compose_body(self) -> ComposeResult:
        """The rows, or what to do."""
        tr = self.tr
        if not self._found:
            yield Plain(tr("No backup is there yet. Put the card in, then look again."), classes="words")
            return
        rows = [
            Entry(Option(str(number), tr("Tablet: {name}", name=path.stem), path.parents[2].name))
            for number, path in enumerate(self._found)
        ]
        pager = pager_words(tr)
        yield Pages(rows, pager)

    def on_choice_tapped(self, event: Choice.Tapped) -> None:
        """Look at it before anybody types its code."""
        from kiosk.backup.restore import check_backup

        event.stop()
        app, path = self.kiosk, self._found[int(event.project_id)]
        self.work(
            lambda: check_backup(app.tablet, path), lambda _: app.staff.show(RecoveryCodeScreen(app, path))
        )

    def on_main(self) -> None:
        """Look again."""
        self.kiosk.staff.show(RestoreScreen(self.kiosk))


class RecoveryCodeScreen(BackupStep):
    """The code that the hub gave for this card."""

    def __init__(self, app: KioskApp, path: Path, typed: str = "") -> None:
        super().__init__(app, app.tr("Type the recovery code from the hub."), main=app.tr("Continue →"))
        self._path = path
        self.field = CodeField(_CODE_DIGITS)
        self.field.write(typed)

    def compose_body(self) -> ComposeResult:
        """The field, the keys."""
        yield self.field
        yield Keyboard(KEYBOARD_CODE, self.field, self.tr)

    def on_mount(self) -> None:
        """Typing and scanning work at once."""
        self.field.focus()

    def renewed(self) -> RecoveryCodeScreen:
        """The same with what is typed."""
        return RecoveryCodeScreen(self.kiosk, self._path, self.field.value)

    def above(self) -> StaffStep:
        """The backups."""
        return RestoreScreen(self.kiosk)

    def on_field_submitted(self, event: Field.Submitted) -> None:
        """Enter, or the end of a scan."""
        event.stop()
        self.on_main()

    def on_main(self) -> None:
        """Ask why, then restore."""
        from kiosk.backup.restore import restore_backup
        from kiosk.backup.sealing import parse_code

        app, path, desk, typed = self.kiosk, self._path, self.desk, self.field.value
        done: list[Restored] = []

        def act(key: RecoveryKey, reason: str) -> None:
            done.append(restore_backup(desk, path, key, reason))

        self.work(
            lambda: parse_code(typed),
            lambda key: app.staff.show(
                WhyScreen(
                    app,
                    lambda tr: (tr("Why is it restored here?"), tr("Restore →")),
                    lambda reason: act(key, reason),
                    lambda: RestoredScreen(app, done[-1]),
                )
            ),
        )

    def say(self, text: str) -> None:
        """In place of the question: a message above the bottom bar would lie over the keys."""
        self.ask(f"▲ {text}")


class WhyScreen(ReasonScreen, BackupStep):
    """Why; refusals are the backup's."""

    def refuse(self, error: KioskError) -> None:
        """In the backup's words."""
        BackupStep.refuse(self, error)

    def say(self, text: str) -> None:
        """In place of the question."""
        self.ask(f"▲ {text}")


class RestoredScreen(StaffStep):
    """What came of it, and what to do next."""

    def __init__(self, app: KioskApp, done: Restored) -> None:
        tr = app.tr
        self._restored = done
        question = tr("Everything from the lost tablet is here.")
        super().__init__(app, question, back="", main=app.tr("Board →"))

    def compose_body(self) -> ComposeResult:
        """A large figure, then sentences."""
        tr, done = self.tr, self._restored
        yield Big(tr.plural("{n} restored", "{n} restored", done.deposits), id="safe")
        yield Plain(
            tr("From tablet {name}.", name=done.tablet)
            + " "
            + tr("Now sync. What the hub has already is not counted twice."),
            classes="words",
        )

    def renewed(self) -> RestoredScreen:
        """The same in another language or shape."""
        return RestoredScreen(self.kiosk, self._restored)

    def on_main(self) -> None:
        """Back to the board."""
        from screens.staff.board import BoardScreen

        self.kiosk.staff.show(BoardScreen(self.kiosk))


def found_backups(app: KioskApp) -> list[Path]:
    """The backups of other tablets on the card and on the sticks."""
    from kiosk.backup.card import backups_in

    keeper = app.staff.around.keeper()
    places = [keeper.card.folder] if keeper is not None else []
    places += [place for place in app.staff.around.sticks() if place not in places]
    own = app.tablet.pairing.tablet
    return [path for place in places for path in backups_in(place) if path.stem != own]
