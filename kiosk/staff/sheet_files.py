"""The papers of a tablet as files to take away: the sheets, and the report of a shift with its table."""

from __future__ import annotations

from collections.abc import Iterator

from kiosk.i18n import Translator
from kiosk.paper.sheet import Sheet
from kiosk.paper.sheet_pdf import sheet_pdf
from kiosk.staff.acts import Act
from kiosk.staff.desk import StaffDesk
from kiosk.staff.opening import MachineFacts, measured
from kiosk.staff.paper_kinds import Paper
from kiosk.staff.report import shift_report, shift_table
from kiosk.staff.sheets import closing_sheet, zero_sheet
from kiosk.staff.shifts import Shifts

__all__ = ["Paper", "paper_files", "paper_sheet"]


def paper_sheet(
    desk: StaffDesk, paper: Paper, tr: Translator, place: str = "", machine: MachineFacts | None = None
) -> Sheet | None:
    """The paper as it stands now; None for the report of a shift where there was none.

    Args:
        desk: who asks for it.
        paper: which one.
        tr: its language.
        place: where the tablet usually stands; the place of a shift goes before it.
        machine: what the machine says of itself, for the opening sheet.

    Raises:
        StaffError: what `StaffDesk.may` says.
    """
    desk.may(Act.PRINT_SHEET)
    where = "" if _worked_in_a_shift(desk) else place
    match paper:
        case Paper.OPENING:
            return zero_sheet(desk, machine or measured(desk.tablet), tr, where)
        case Paper.CLOSING:
            return closing_sheet(desk, tr, where)
        case Paper.SHIFT:
            return shift_report(desk, tr)


def _worked_in_a_shift(desk: StaffDesk) -> bool:
    """Whether a shift of this period says where the tablet stood: in the street it is not at its place."""
    period = desk.period
    shifts = Shifts(desk).all()
    return any(
        shift.ended_at is None or period is None or shift.began_at >= period.opened_at for shift in shifts
    )


def paper_files(desk: StaffDesk, paper: Paper, tr: Translator, sheet: Sheet) -> Iterator[tuple[str, bytes]]:
    """Name and content of each file that a paper makes: its PDF, and for a shift a table (CSV) too.

    The name holds the tablet, the day and the hour of the paper, and never a resident's moment.
    """
    stem = f"{paper}-{desk.tablet.pairing.tablet}-{sheet.made.astimezone():%Y-%m-%d-%H%M}"
    yield f"{stem}.pdf", sheet_pdf(sheet)
    if paper is Paper.SHIFT:
        yield f"{stem}.csv", shift_table(desk, tr)
