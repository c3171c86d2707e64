"""The sheets of a tablet and the report of its shift, from the command line."""

from __future__ import annotations

import argparse
import shutil
from typing import TYPE_CHECKING

from kiosk.cli.options import settings_of
from kiosk.cli.output import DONE, REFUSED, figures, plain, say

if TYPE_CHECKING:
    from kiosk.i18n import Translator
    from kiosk.paper.sheet import Sheet
    from kiosk.staff.desk import StaffDesk
    from kiosk.tablet import Tablet

PAPERS = {"sheet": ("zero", "closing"), "shift": ("report",)}
"""What can be asked for after ``kiosk tablet``."""
_WIDTH_MAX = 100


def show_paper(arguments: argparse.Namespace, tablet: Tablet) -> int:
    """Print a sheet or a report, or write it where --pdf and --csv say.

    Gives `REFUSED` when the sheet raises an alarm.
    """
    from kiosk.errors import UsageError
    from kiosk.i18n import translator

    asked = PAPERS[arguments.step]
    if arguments.paper not in asked:
        raise UsageError(f"Say which: kiosk tablet {arguments.step} {' or '.join(asked)}.")
    if arguments.csv and arguments.step != "shift":
        raise UsageError("--csv is for: kiosk tablet shift report.")
    settings = settings_of(arguments)
    tr = translator(settings.tablet.language)
    desk = _desk(tablet)
    sheet = _sheet(arguments.paper, desk, tr, settings.tablet.place)
    if sheet is None:
        say("There was no shift on this tablet.")
        return REFUSED
    written = {}
    if arguments.pdf:
        from kiosk.paper.sheet_pdf import sheet_pdf

        arguments.pdf.write_bytes(sheet_pdf(sheet))
        written["pdf"] = str(arguments.pdf)
    if arguments.csv:
        from kiosk.staff.report import shift_table

        arguments.csv.write_bytes(shift_table(desk, tr))
        written["csv"] = str(arguments.csv)
    if arguments.json or written:
        content = {"sheet": sheet.title, "alarms": list(sheet.alarms), "codes": list(sheet.codes), **written}
        figures(content, as_json=arguments.json)
    else:
        width = min(shutil.get_terminal_size().columns, _WIDTH_MAX)
        print("\n".join(map(plain, sheet.lines(width))))
        print("\n".join(sheet.codes))
    return REFUSED if sheet.alarms else DONE


def _sheet(paper: str, desk: StaffDesk, tr: Translator, place: str) -> Sheet | None:
    from kiosk.staff.opening import measured
    from kiosk.staff.report import shift_report
    from kiosk.staff.sheets import closing_sheet, zero_sheet

    if paper == "zero":
        return zero_sheet(desk, measured(desk.tablet), tr, place)
    return closing_sheet(desk, tr, place) if paper == "closing" else shift_report(desk, tr)


def _desk(tablet: Tablet) -> StaffDesk:
    """Whoever runs commands on the machine reads figures as any facilitator may."""
    from kiosk.catalogue.model import Account, Role
    from kiosk.staff.desk import StaffDesk

    return StaffDesk(tablet, Account(id="command-line", name="Command line", role=Role.FACILITATOR, pin="-"))
