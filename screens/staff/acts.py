"""What can be done, in words, and the screen that does it. Whether it may be done is asked at the desk."""

from __future__ import annotations

from enum import StrEnum
from importlib import import_module
from typing import TYPE_CHECKING

from kiosk.i18n import N_, Translator
from kiosk.staff.acts import Act
from screens.widgets.row import Option

if TYPE_CHECKING:
    from collections.abc import Callable

    from kiosk.staff.desk import StaffDesk
    from screens.app import KioskApp
    from screens.staff.step import StaffStep

_SCREENS = {
    Act.OPEN: "opening.OpenScreen",
    Act.ATTEND: "attend.attend_screen",
    Act.LOOK_UP_CODE: "codes.CodeScreen",
    Act.PAUSE: "pause.PauseScreen",
    Act.RESUME: "pause.ResumeScreen",
    Act.CLOSE: "closing.CloseScreen",
    Act.REOPEN: "opening.ReopenScreen",
    Act.DICTATE: "dictate.DictateScreen",
    Act.RAPID: "rapid.rapid_screen",
    Act.TALLY: "tally.TallyScreen",
    Act.BEGIN_SHIFT: "shift.BeginShiftScreen",
    Act.OBSERVE: "labo.CountersScreen",
    Act.END_SHIFT: "shift.EndShiftScreen",
    Act.PRINT_SHEET: "sheet.SheetsScreen",
    Act.SYNC: "sync.SyncScreen",
    Act.USE_STICK: "stick.StickScreen",
    Act.KEY_PAPER: "papers.PapersScreen",
    Act.PRINT_PAPER: "blank.BlankScreen",
    Act.SEE_COUNTS: "counts.CountsScreen",
    Act.SEE_REFUSED: "refused.RefusedScreen",
    Act.SEE_DEVICE: "device.DeviceScreen",
    Act.APPLY_CATALOGUE: "catalogue.CatalogueScreen",
    Act.SEE_LOG: "log.LogScreen",
    Act.TRUST_CLOCK: "clock.ClockScreen",
    Act.BACK_UP: "backup.BackupScreen",
    Act.RESTORE: "restore.RestoreScreen",
    Act.FACTORY_RESET: "factory.ResetScreen",
}
"""Module and class, in `screens.staff`, in the order of the list. An act without a screen is not offered."""

_WORDS = {
    Act.OPEN: (N_("Open the tablet"), N_("Residents can begin.")),
    Act.ATTEND: (N_("Open a visit for somebody"), N_("A vote that the staff open.")),
    Act.LOOK_UP_CODE: (N_("Check a voting code"), N_("Known and unused here? Replace a spoiled one.")),
    Act.PAUSE: (N_("Pause"), N_("Nobody can begin for now.")),
    Act.RESUME: (N_("Go on after the pause"), N_("Residents can begin again.")),
    Act.CLOSE: (N_("Close the tablet"), N_("The day is over.")),
    Act.REOPEN: (N_("Open again today"), N_("After a closing; say why.")),
    Act.DICTATE: (N_("Write for somebody"), N_("They say it, you write it.")),
    Act.RAPID: (N_("Rapid mode"), N_("For a queue.")),
    Act.TALLY: (N_("Count raised hands"), N_("In a room; no votes.")),
    Act.BEGIN_SHIFT: (N_("Begin a shift"), N_("Who works where with the tablet.")),
    Act.OBSERVE: (N_("Counters and notes"), N_("People met, what you saw.")),
    Act.END_SHIFT: (N_("End the shift"), N_("Then comes its report.")),
    Act.PRINT_SHEET: (N_("Sheets"), N_("Opening, closing, shift: read, print, save.")),
    Act.SYNC: (N_("Sync by network"), N_("Carry everything to the hub now.")),
    Act.USE_STICK: (N_("Use a USB stick"), N_("Carry without a network.")),
    Act.KEY_PAPER: (N_("Key paper in"), N_("Paper ballots and paper forms.")),
    Act.PRINT_PAPER: (N_("Print blank paper"), N_("Ballots, forms and lists, to a stick.")),
    Act.SEE_COUNTS: (N_("Figures"), N_("Cast, received, set aside.")),
    Act.SEE_REFUSED: (N_("Set aside by the hub"), N_("Which deposits, and why.")),
    Act.SEE_DEVICE: (N_("This device"), N_("Battery, disk, clock.")),
    Act.APPLY_CATALOGUE: (N_("Catalogue"), N_("What is new in it; look for a newer one.")),
    Act.SEE_LOG: (N_("Log"), N_("What was done on this tablet.")),
    Act.TRUST_CLOCK: (N_("Take the clock as right"), N_("After the clock was set; say why.")),
    Act.BACK_UP: (N_("Backup on the card"), N_("How it stands; write it now.")),
    Act.RESTORE: (N_("Restore a lost tablet"), N_("From its card, on this one.")),
    Act.FACTORY_RESET: (N_("Erase this tablet"), N_("Before it goes to somebody else.")),
}


class Group(StrEnum):
    """What belongs together in the list of what can be done: five rows instead of twenty-five."""

    PEOPLE = "people"
    DAY = "day"
    CARRYING = "carrying"
    PAPER = "paper"
    TABLET = "tablet"


_GROUPS = {
    Group.PEOPLE: (Act.ATTEND, Act.LOOK_UP_CODE, Act.DICTATE, Act.RAPID, Act.TALLY),
    Group.DAY: (
        *(Act.OPEN, Act.PAUSE, Act.RESUME, Act.CLOSE, Act.REOPEN),
        *(Act.BEGIN_SHIFT, Act.OBSERVE, Act.END_SHIFT, Act.PRINT_SHEET),
    ),
    Group.CARRYING: (Act.SYNC, Act.USE_STICK, Act.SEE_COUNTS, Act.SEE_REFUSED),
    Group.PAPER: (Act.KEY_PAPER, Act.COUNTERSIGN, Act.PRINT_PAPER),
    Group.TABLET: (
        *(Act.SEE_DEVICE, Act.BACK_UP, Act.APPLY_CATALOGUE, Act.SEE_LOG),
        *(Act.TRUST_CLOCK, Act.RESTORE, Act.FACTORY_RESET),
    ),
}
"""Every act that has a screen of its own is in one of them; a test looks."""

_GROUP_WORDS = {
    Group.PEOPLE: (N_("With people"), N_("Open a visit, write for somebody, count hands.")),
    Group.DAY: (N_("The day"), N_("Open, pause, close; the shift and its notes.")),
    Group.CARRYING: (N_("Carrying"), N_("By network or by stick; the figures.")),
    Group.PAPER: (N_("Paper"), N_("Key it in, or print it.")),
    Group.TABLET: (N_("The tablet"), N_("Its state, its log, its care.")),
}


def group_of(act: Act) -> Group:
    """Where an act is in the list."""
    return next(group for group, acts in _GROUPS.items() if act in acts)


def in_group(desk: StaffDesk, group: Group) -> list[Act]:
    """What this person can do now of one group."""
    return [act for act in offered(desk) if act in _GROUPS[group]]


def group_option(tr: Translator, group: Group) -> Option:
    """Its row."""
    title, subtitle = _GROUP_WORDS[group]
    return Option(group.value, tr(title), tr(subtitle))


def offered(desk: StaffDesk) -> list[Act]:
    """What this person can do now, in the order of the list."""
    return [act for act in _SCREENS if desk.refusal(act) is None and not _pointless(desk, act)]


def _pointless(desk: StaffDesk, act: Act) -> bool:
    """What the table allows and today does not ask for."""
    # Not for the first screen, which shows no act: these bring the store along.
    from kiosk.staff.attending import Attending
    from kiosk.staff.shifts import Shifts
    from kiosk.vault.restoring import is_empty

    match act:
        case Act.OPEN:
            pointless = desk.closed_today
        case Act.REOPEN:
            pointless = not desk.closed_today
        case Act.ATTEND:
            pointless = not Attending(desk).votes()
        case Act.LOOK_UP_CODE:
            index = desk.tablet.index
            pointless = index is None or not index.codes
        case Act.BEGIN_SHIFT:
            pointless = Shifts(desk).current() is not None
        case Act.END_SHIFT | Act.OBSERVE:
            pointless = Shifts(desk).current() is None
        case Act.RESTORE:
            pointless = not is_empty(desk.tablet.vault)
        case Act.TRUST_CLOCK:
            pointless = not desk.tablet.clock_is_behind()
        case _:
            pointless = False
    return pointless


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
