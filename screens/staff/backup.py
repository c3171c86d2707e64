"""The backup on the card: how it stands, and writing and checking it now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.app import ComposeResult

from kiosk.backup.state import State
from kiosk.errors import BackupError, KioskError
from kiosk.staff.acts import Act
from screens.staff.backup_words import TODO, TROUBLE, reason_words, state_of, state_words
from screens.staff.step import StaffStep, name_of
from screens.widgets.big import Big
from screens.widgets.text import Plain

if TYPE_CHECKING:
    from kiosk.backup.keeper import Keeper
    from kiosk.staff.desk import StaffDesk
    from screens.app import KioskApp


class BackupStep(StaffStep):
    """A screen whose refusals are the backup's, the restore's or the reset's."""

    def refuse(self, error: KioskError) -> None:
        """Say it in their words."""
        words = reason_words(self.tr, name_of(error))
        if words:
            self.say(words)
        else:
            super().refuse(error)


class BackupScreen(BackupStep):
    """One answer, what to do, one action."""

    def __init__(self, app: KioskApp) -> None:
        tr, keeper = app.tr, app.staff.around.keeper()
        self._state = state_of(keeper)
        super().__init__(
            app,
            state_words(tr, self._state),
            main=tr("Write and check →") if keeper is not None else "",
            main_short=tr("Write →"),
        )

    def compose_body(self) -> ComposeResult:
        """Large where all is well."""
        if self._state is State.UP_TO_DATE:
            yield Big(self.tr("All is on the card"), id="safe")
        yield Plain(self.tr(TODO[self._state]), classes="words")

    def on_main(self) -> None:
        """Write what differs, and read all of it back."""
        app, desk, keeper = self.kiosk, self.desk, self.kiosk.staff.around.keeper()
        if keeper is not None and not self.busy:
            self.say(self.tr("Working. Leave the card where it is."))
            self.work(lambda: backed_up(desk, keeper), lambda _: app.staff.show(BackupScreen(app)))

    def refuse(self, error: KioskError) -> None:
        """The state says what is wrong with the card, and what to do."""
        if isinstance(error, BackupError) and state_of(self.kiosk.staff.around.keeper()) in TROUBLE:
            self.kiosk.staff.show(BackupScreen(self.kiosk))
        else:
            super().refuse(error)


def backed_up(desk: StaffDesk, keeper: Keeper) -> State:
    """Write the backup for somebody at the desk; called in a thread. Raises `KioskError`."""
    desk.may(Act.BACK_UP)
    state = keeper.write_now()
    desk.log("backed_up")
    return state
