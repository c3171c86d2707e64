"""The staff side of a kiosk: who is there, for how long, and the way back to the residents' side."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from kiosk.errors import VaultError
from kiosk.i18n import Translator
from screens.staff.knock import Knock

if TYPE_CHECKING:
    from kiosk.backup.keeper import Keeper
    from kiosk.printing.sheet import Part
    from kiosk.staff.board import Power
    from kiosk.staff.desk import StaffDesk
    from kiosk.staff.dictating import DictatedVisit
    from kiosk.visit import Visit
    from screens.app import KioskApp
    from screens.staff.acts import Group
    from screens.staff.carrying import Carrier
    from screens.staff.step import StaffStep

PATIENCE_SECONDS = 120
"""Nobody touches for so long: back to the residents' side."""
_LANGUAGE = "staff_language"
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
    waits_for_power: Callable[[], bool] = lambda: False
    """Whether nothing is carried by itself until the tablet is plugged in."""
    sync_soon: Callable[[], None] = lambda: None
    """Asks for carrying by itself within seconds."""
    newer_catalogue: Callable[[], bytes | None] | None = None
    """Fetches a newer catalogue without putting it into use; None: from a stick, then as the pairing says."""
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
    printer: Callable[[Sequence[Part]], None] | None = None
    """Puts a sheet on receipt paper, and waits for it; None: there is no printer."""


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
        self.group: Group | None = None
        """Which part of the list of acts somebody came from."""
        self.setting_up = False
        """Whether the tablet is being paired: there is nobody yet who could be asked for a PIN."""
        self._writer: StaffDesk | None = None
        """Who writes in the visit that runs, where one is dictated; nothing of this side is on the glass."""

    @property
    def active(self) -> bool:
        """Whether the residents' side has to wait."""
        return self.at_door or self.setting_up or self.desk is not None

    # -- before the first day

    def pair(self) -> None:
        """No tablet is paired here: ask for the pairing."""
        from screens.staff.pairing import PairScreen

        self.setting_up = True
        self._app.switch_to(PairScreen(self._app))

    def set_up(self) -> None:
        """Go on with what is left of the pairing: the first PIN; then the residents' side."""
        from kiosk.staff.first_pin import needs_first_pin
        from screens.staff.pairing import PairedScreen

        was, self.setting_up = self.setting_up, needs_first_pin(self._app.tablet)
        if self.setting_up:
            self._app.switch_to(PairedScreen(self._app))
        elif was:
            self._app.reset()

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
        self._app.speak_to_staff()
        self._app.switch_to(PinScreen(self._app))

    def come(self, desk: StaffDesk) -> None:
        """Somebody gave a right PIN."""
        from screens.staff.board import BoardScreen

        self.at_door, self.desk, self.group = False, desk, None
        self.worked()
        kept = desk.tablet.vault.fact(_LANGUAGE)
        if kept in self._app.languages:
            self._app.speak(kept)
        self._app.switch_to(BoardScreen(self._app))

    # -- being here

    def keep_language(self, language: str) -> None:
        """The staff of this tablet read this language from now on; residents have their own."""
        if self.desk is not None:
            with suppress(VaultError):  # a full disk keeps nobody from reading
                self.desk.tablet.vault.remember(**{_LANGUAGE: language})

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
        if self.setting_up:
            return
        idle = min(self._app.idle_seconds, self._monotonic() - self._worked_at)
        patience = getattr(self._app.screen, "patience_seconds", PATIENCE_SECONDS)
        if idle >= (DOOR_SECONDS if self.at_door else patience):
            self.leave()

    # -- writing for somebody

    def write_for(self, visit: DictatedVisit) -> None:
        """The visit begins in which whoever is here writes what somebody says."""
        self._writer, self.desk = self.desk, None
        self._app.take_up(visit)

    def come_back(self) -> None:
        """After the reset: the next person may be asked at once, without a PIN."""
        if self._writer is not None:
            from screens.staff.dictate import DictateScreen

            self.desk, self._writer = self._writer, None
            self.worked()
            self._app.speak_to_staff()
            self._app.switch_to(DictateScreen(self._app))

    def lose_sight(self) -> None:
        """Nobody has touched until the visit ended by itself: whoever wrote may have gone."""
        writer, self._writer = self._writer, None
        self._note_leaving(writer)

    # -- leaving

    def hand_over(self, visit: Visit) -> None:
        """Back to the residents' side, where this visit has begun."""
        self.leave()
        self._app.take_up(visit)

    def leave(self) -> None:
        """Back to the residents' side; nothing of this one stays on the glass."""
        desk, self.desk, self.at_door = self.desk, None, False
        self._note_leaving(desk)
        self._app.reset()

    def _note_leaving(self, desk: StaffDesk | None) -> None:
        if desk is not None:
            try:
                desk.leave()
            except VaultError:
                self._app.log("the leaving of the staff side could not be written")
