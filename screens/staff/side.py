"""The staff side of a kiosk: who is there, for how long, and the way back to the residents' side."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from kiosk.errors import VaultError
from kiosk.i18n import Translator
from screens.staff.knock import Knock

if TYPE_CHECKING:
    from kiosk.backup.keeper import Keeper
    from kiosk.staff.board import Power
    from kiosk.staff.desk import StaffDesk
    from screens.app import KioskApp
    from screens.staff.carrying import Carrier
    from screens.staff.step import StaffStep

PATIENCE_SECONDS = 120
"""Nobody touches for so long: back to the residents' side."""
DOOR_SECONDS = 20
"""As long stands the question for a PIN, for whoever came upon it by chance."""


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at on the device."""

    name: str
    verdict: Literal["good", "look", "mend"]
    sentence: str


@dataclass(frozen=True)
class Surroundings:
    """What the staff side reaches outside the tablet. Each comes from outside, and may be missing."""

    carrier: Carrier | None = None
    """Carries to the hub; None: as the pairing says."""
    next_attempt: Callable[[], datetime | None] = lambda: None
    """When carrying comes by itself the next time."""
    sticks: Callable[[], Sequence[Path]] = tuple
    """The USB sticks that are plugged in."""
    findings: Callable[[], Sequence[Finding]] | None = None
    """Looks at the device; called in a thread."""
    keeper: Callable[[], Keeper | None] = lambda: None
    """What keeps the backup; None where none is set up."""
    last_word: Callable[[], object] = lambda: None
    """Tells the hub that this tablet is about to be erased. May raise `KioskError`."""
    power: Callable[[], Power | None] | None = None
    """The battery; None: as Linux tells it."""


class StaffSide:
    """From the gesture to leaving. While nobody is here, nothing of it is on any screen."""

    def __init__(self, app: KioskApp, around: Surroundings, monotonic: Callable[[], float]) -> None:
        self._app, self.around, self._monotonic = app, around, monotonic
        self._knock = Knock()
        self._worked_at = float("-inf")
        self.desk: StaffDesk | None = None
        """Who is here, and what they may do."""
        self.at_door = False
        """Whether a PIN is asked for."""

    @property
    def active(self) -> bool:
        """Whether the residents' side has to wait."""
        return self.at_door or self.desk is not None

    # -- coming

    def knock(self) -> bool:
        """A touch in the corner of the waiting screen; True when it was the one that opens."""
        if not self._knock.touched(self._monotonic()):
            return False
        self.ask_pin()
        return True

    def ask_pin(self) -> None:
        """Ask who it is, unless a visit runs or somebody is here."""
        if self.active or self._app.visit is not None or not self._app.is_loaded:
            return
        from screens.staff.pin import PinScreen

        self.at_door = True
        self._app.switch_to(PinScreen(self._app))

    def come(self, desk: StaffDesk) -> None:
        """Somebody gave a right PIN."""
        from screens.staff.board import BoardScreen

        self.at_door, self.desk = False, desk
        self.worked()
        self._app.switch_to(BoardScreen(self._app))

    # -- being here

    def show(self, screen: StaffStep) -> None:
        """Show a screen of this side."""
        if self.active:
            self._app.switch_to(screen)

    def worked(self) -> None:
        """Something that took time has ended: who waited for it has all the time to read it."""
        self._worked_at = self._monotonic()

    def reason(self, tr: Translator, name: str) -> str:
        """Why something was refused, for the staff."""
        from screens.staff.words import staff_reason

        return staff_reason(tr, name)

    def look_at_the_clock(self) -> None:
        """Go back to the residents' side when nobody has touched for a while."""
        idle = min(self._app.idle_seconds, self._monotonic() - self._worked_at)
        if idle >= (DOOR_SECONDS if self.at_door else PATIENCE_SECONDS):
            self.leave()

    # -- leaving

    def leave(self) -> None:
        """Back to the residents' side; nothing of this one stays on the glass."""
        desk, self.desk, self.at_door = self.desk, None, False
        if desk is not None:
            try:
                desk.leave()
            except VaultError:
                self._app.log("the leaving of the staff side could not be written")
        self._app.reset()
