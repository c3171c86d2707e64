"""The end of a day: the tablet closes, and with it the shift that runs."""

from __future__ import annotations

from kiosk.staff.acts import Act
from kiosk.staff.desk import StaffDesk
from kiosk.staff.shifts import Shift, Shifts


def close_day(desk: StaffDesk, reason: str = "") -> Shift | None:
    """Close the tablet, then end the shift that runs, and give it.

    In this order: whoever is refused the closing still works in the shift, and once the tablet is closed
    the shift's figures are final. A shift that is left running by a power cut can be ended afterwards.

    Raises:
        StaffError: what `StaffDesk.close` says; nothing was changed.
        VaultError: the disk refused; the tablet may be closed, and the shift still runs.
    """
    desk.close(reason)
    shifts = Shifts(desk)
    if shifts.current() is None:
        return None
    desk.may(Act.END_SHIFT)
    return shifts.end()
