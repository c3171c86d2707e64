"""What needs the store, reached when it is wanted: no screen is waited for because of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kiosk.staff.desk import StaffDesk
    from kiosk.staff.shifts import Shifts


def shifts_of(desk: StaffDesk) -> Shifts:
    """The shifts of the tablet, for whoever is at the desk."""
    from kiosk.staff.shifts import Shifts

    return Shifts(desk)
