"""Who may do what, and in which state of the tablet, as one table. Screens and commands both ask it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from kiosk.catalogue.model import Role
from kiosk.status import Status


class Act(StrEnum):
    """Something that staff do."""

    OPEN = "open"
    """Begin a period of use, with a zero sheet."""
    PAUSE = "pause"
    RESUME = "resume"
    CLOSE = "close"
    """End the period, with a closing sheet."""
    REOPEN = "reopen"
    """Open again on the day of a closing."""
    SEE_BOARD = "see_board"
    SEE_COUNTS = "see_counts"
    PRINT_SHEET = "print_sheet"
    BEGIN_SHIFT = "begin_shift"
    END_SHIFT = "end_shift"
    OBSERVE = "observe"
    """Notes and quick counters of a shift."""
    DICTATE = "dictate"
    """Begin a visit in which the facilitator writes what somebody says."""
    RAPID = "rapid"
    """Lead every visit straight to one activity, in one language."""
    TALLY = "tally"
    """Count raised hands on a question."""
    KEY_PAPER = "key_paper"
    COUNTERSIGN = "countersign"
    """Confirm a batch of paper that somebody else keyed in."""
    PRINT_PAPER = "print_paper"
    ATTEND = "attend"
    """Open a visit for somebody whose right was checked, or refuse it."""
    LOOK_UP_CODE = "look_up_code"
    REPLACE_CODE = "replace_code"
    SYNC = "sync"
    USE_STICK = "use_stick"
    SEE_REFUSED = "see_refused"
    SEE_DEVICE = "see_device"
    SEE_LOG = "see_log"
    APPLY_CATALOGUE = "apply_catalogue"
    BACK_UP = "back_up"
    RESTORE = "restore"
    TRUST_CLOCK = "trust_clock"
    FACTORY_RESET = "factory_reset"


@dataclass(frozen=True)
class Allowance:
    """By whom and when something may be done."""

    roles: frozenset[Role]
    statuses: frozenset[Status]
    reason: bool = False
    """Whether it must be said why, which is written into the log."""


_ALL = frozenset(Role)
_STAFF = frozenset({Role.STAFF, Role.ADMINISTRATOR})
_ADMINISTRATORS = frozenset({Role.ADMINISTRATOR})
_ALWAYS = frozenset(Status)
_RUNNING = frozenset({Status.OPEN, Status.PAUSED})
_OPEN = frozenset({Status.OPEN})

TABLE: dict[Act, Allowance] = {
    Act.OPEN: Allowance(_ALL, frozenset({Status.READY, Status.CLOSED})),
    Act.PAUSE: Allowance(_ALL, _OPEN),
    Act.RESUME: Allowance(_ALL, frozenset({Status.PAUSED})),
    Act.CLOSE: Allowance(_ALL, _RUNNING),
    Act.REOPEN: Allowance(_ADMINISTRATORS, frozenset({Status.CLOSED}), reason=True),
    Act.SEE_BOARD: Allowance(_ALL, _ALWAYS),
    Act.SEE_COUNTS: Allowance(_ALL, _ALWAYS),
    Act.PRINT_SHEET: Allowance(_ALL, _ALWAYS),
    Act.BEGIN_SHIFT: Allowance(_ALL, frozenset({Status.READY, Status.OPEN, Status.PAUSED})),
    Act.END_SHIFT: Allowance(_ALL, _ALWAYS),
    Act.OBSERVE: Allowance(_ALL, _ALWAYS),
    Act.DICTATE: Allowance(_ALL, _OPEN),
    Act.RAPID: Allowance(_ALL, _OPEN),
    Act.TALLY: Allowance(_ALL, _RUNNING),
    Act.KEY_PAPER: Allowance(_ALL, _RUNNING),
    Act.COUNTERSIGN: Allowance(_ALL, _RUNNING),
    Act.PRINT_PAPER: Allowance(_ALL, _ALWAYS),
    Act.ATTEND: Allowance(_ALL, _OPEN),
    Act.LOOK_UP_CODE: Allowance(_ALL, _RUNNING),
    Act.REPLACE_CODE: Allowance(_STAFF, _RUNNING, reason=True),
    Act.SYNC: Allowance(_ALL, _ALWAYS),
    Act.USE_STICK: Allowance(_ALL, _ALWAYS),
    Act.SEE_REFUSED: Allowance(_STAFF, _ALWAYS),
    Act.SEE_DEVICE: Allowance(_ALL, _ALWAYS),
    Act.SEE_LOG: Allowance(_STAFF, _ALWAYS),
    Act.APPLY_CATALOGUE: Allowance(_STAFF, frozenset({Status.READY, Status.PAUSED, Status.CLOSED})),
    Act.BACK_UP: Allowance(_STAFF, _ALWAYS),
    Act.RESTORE: Allowance(_ADMINISTRATORS, frozenset({Status.READY}), reason=True),
    Act.TRUST_CLOCK: Allowance(_ADMINISTRATORS, _ALWAYS, reason=True),
    Act.FACTORY_RESET: Allowance(_ADMINISTRATORS, frozenset({Status.READY, Status.CLOSED})),
}
"""Every act; CONTRIBUTING and the tests read it from here. What else an act asks for is in `StaffDesk`."""
