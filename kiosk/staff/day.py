"""The end of a day: the tablet closes, and with it the shift that runs."""

from __future__ import annotations

from contextlib import suppress

from kiosk.errors import VaultError
from kiosk.staff.acts import Act
from kiosk.staff.desk import StaffDesk
from kiosk.staff.shift import Shift
from kiosk.staff.shifts import Shifts


def close_day(desk: StaffDesk, reason: str = "") -> Shift | None:
    """Close the tablet, then end the shift that runs, and give it.

    In this order: whoever is refused the closing still works in the shift, and once the tablet is closed
    the shift's figures are final. A shift that a power cut or a full disk leaves running can be ended
    afterwards: the tablet is closed all the same, and None is given.

    Raises:
        StaffError: what `StaffDesk.close` says; nothing was changed.
        VaultError: the disk refused the closing; nothing was changed.
    """
    desk.close(reason)
    shifts = Shifts(desk)
    if shifts.current() is None:
        return None
    desk.may(Act.END_SHIFT)
    try:
        return shifts.end()
    except VaultError as error:
        with suppress(VaultError):
            desk.log("shift_not_ended", str(error))
        return None
