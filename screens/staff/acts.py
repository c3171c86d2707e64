"""What can be done, in words, and the screen that does it. Whether it may be done is asked at the desk."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from kiosk.i18n import N_, Translator
from kiosk.staff.acts import Act
from screens.staff.late import shifts_of
from screens.widgets.row import Option

if TYPE_CHECKING:
    from collections.abc import Callable

    from kiosk.staff.desk import StaffDesk
    from screens.app import KioskApp
    from screens.staff.step import StaffStep

_SCREENS = {
    Act.OPEN: "opening.OpenScreen",
    Act.PAUSE: "pause.PauseScreen",
    Act.RESUME: "pause.ResumeScreen",
    Act.CLOSE: "closing.CloseScreen",
    Act.REOPEN: "opening.ReopenScreen",
    Act.BEGIN_SHIFT: "shift.BeginShiftScreen",
    Act.OBSERVE: "labo.CountersScreen",
    Act.END_SHIFT: "shift.EndShiftScreen",
    Act.PRINT_SHEET: "sheet.SheetsScreen",
    Act.SYNC: "sync.SyncScreen",
    Act.USE_STICK: "stick.StickScreen",
    Act.SEE_COUNTS: "counts.CountsScreen",
    Act.SEE_REFUSED: "refused.RefusedScreen",
    Act.SEE_DEVICE: "device.DeviceScreen",
    Act.SEE_LOG: "log.LogScreen",
    Act.TRUST_CLOCK: "clock.ClockScreen",
}
"""Module and class, in `screens.staff`, in the order of the list. An act without a screen is not offered."""

_WORDS = {
    Act.OPEN: (N_("Open the tablet"), N_("Residents can begin.")),
    Act.PAUSE: (N_("Pause"), N_("Nobody can begin for now.")),
    Act.RESUME: (N_("Go on after the pause"), N_("Residents can begin again.")),
    Act.CLOSE: (N_("Close the tablet"), N_("The day is over.")),
    Act.REOPEN: (N_("Open again today"), N_("After a closing; say why.")),
    Act.BEGIN_SHIFT: (N_("Begin a shift"), N_("Who works where with the tablet.")),
    Act.OBSERVE: (N_("Counters and notes"), N_("People met, what you saw.")),
    Act.END_SHIFT: (N_("End the shift"), N_("Then comes its report.")),
    Act.PRINT_SHEET: (N_("Sheets"), N_("Opening, closing, shift: read, print, save.")),
    Act.SYNC: (N_("Sync by network"), N_("Carry everything to the hub now.")),
    Act.USE_STICK: (N_("Use a USB stick"), N_("Carry without a network.")),
    Act.SEE_COUNTS: (N_("Figures"), N_("Cast, received, set aside.")),
    Act.SEE_REFUSED: (N_("Set aside by the hub"), N_("Which deposits, and why.")),
    Act.SEE_DEVICE: (N_("This device"), N_("Battery, disk, clock.")),
    Act.SEE_LOG: (N_("Log"), N_("What was done on this tablet.")),
    Act.TRUST_CLOCK: (N_("Take the clock as right"), N_("After the clock was set; say why.")),
}


def offered(desk: StaffDesk) -> list[Act]:
    """What this person can do now, in the order of the list."""
    return [act for act in _SCREENS if desk.refusal(act) is None and not _pointless(desk, act)]


def _pointless(desk: StaffDesk, act: Act) -> bool:
    """What the table allows and today does not ask for."""
    if act is Act.OPEN:
        return desk.closed_today
    if act is Act.REOPEN:
        return not desk.closed_today
    if act is Act.BEGIN_SHIFT:
        return shifts_of(desk).current() is not None
    if act in (Act.END_SHIFT, Act.OBSERVE):
        return shifts_of(desk).current() is None
    return act is Act.TRUST_CLOCK and not desk.tablet.clock_is_behind()


def main_act(desk: StaffDesk) -> Act:
    """What comes next on a usual day."""
    offers = offered(desk)
    return next(act for act in (Act.OPEN, Act.RESUME, Act.PAUSE, Act.SYNC) if act in offers)


def option_of(tr: Translator, act: Act) -> Option:
    """Its row."""
    title, subtitle = _WORDS[act]
    return Option(act.value, tr(title), tr(subtitle))


def go(app: KioskApp, act: Act) -> None:
    """Show the screen of an act."""
    module, _, name = _SCREENS[act].partition(".")
    make: Callable[[KioskApp], StaffStep] = getattr(import_module(f"screens.staff.{module}"), name)
    app.staff.show(make(app))
