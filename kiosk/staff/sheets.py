"""The zero sheet and the closing sheet: what a tablet holds, in figures. Nothing here can read a choice."""

from __future__ import annotations

from collections.abc import Sequence

from kiosk.i18n import Translator
from kiosk.ids import DepositKind
from kiosk.paper.sheet import Code, Facts, Figures, Part, Sheet, Signatures, Table, Words
from kiosk.staff.acts import Act
from kiosk.staff.closing_statement import closing_statement, signed_line
from kiosk.staff.desk import StaffDesk
from kiosk.staff.opening import MachineFacts, objections
from kiosk.staff.paper_figures import papers_part
from kiosk.staff.period import ABANDONED, VISITS, Period
from kiosk.staff.sheet_parts import (
    closing_facts,
    damage,
    equation,
    key_facts,
    line_name,
    machine_facts,
    opening_facts,
    sheet_of,
    since_opening,
    tablet_facts,
    turned_away_table,
)
from kiosk.staff.turned_away import since, turned_away
from kiosk.tablet import Status, Tablet
from kiosk.vault.account import Line

__all__ = ["Sheet", "closing_sheet", "zero_sheet"]


def zero_sheet(desk: StaffDesk, machine: MachineFacts, tr: Translator, place: str = "") -> Sheet:
    """What stands on the tablet when a period begins: counters at nothing, and what was there before.

    Args:
        desk: who prints it.
        machine: what the machine says of itself.
        tr: the language of the sheet.
        place: where the tablet stands; without it, the place of the shift that runs.
    """
    desk.may(Act.PRINT_SHEET)
    tablet, period = desk.tablet, _running(desk)
    account = tablet.vault.account()
    since = sum(since_opening(line, period) for line in account) if period else 0
    visits = tablet.vault.counter(VISITS) - period.visits if period else 0
    warnings = [
        Words(found.sentence(tr), alarm=found.severity == "refuse") for found in objections(desk, machine)
    ]
    parts: list[Part] = [
        Figures(
            (
                (tr.number(visits), tr("visits since opening")),
                (tr.number(since), tr("deposits since opening")),
                (tr.number(sum(line.aboard + line.carried for line in account)), tr("waiting from before")),
            )
        ),
        *(warnings or [Words(tr("Nothing stands in the way of opening."))]),
        Facts(
            (*tablet_facts(desk, tr, place), *opening_facts(desk, tr, period), *machine_facts(machine, tr))
        ),
        Table(
            tr("What is on this tablet"),
            (tr("Activity"), tr("This period"), tr("Aboard"), tr("In all")),
            tuple(
                (
                    line_name(tablet, line, tr),
                    tr.number(since_opening(line, period) if period else 0),
                    tr.number(line.aboard + line.carried),
                    tr.number(line.cast),
                )
                for line in [*account, *_untouched(tablet, account)]
            ),
        ),
        equation(account, tr),
        key_facts(tablet, tr),
        Signatures((tr("Opened by"), tr("Witness"))),
    ]
    moved = tr("Opening sheet, shown later: the counters have moved on")
    title = moved if visits or since else tr("Opening sheet: all counters at zero")
    return sheet_of(desk, tr, title, parts)


def closing_sheet(desk: StaffDesk, tr: Translator, place: str = "") -> Sheet:
    """What a period brought, where it is now, and the signed statement of it as a QR code.

    Args:
        desk: who prints it.
        tr: the language of the sheet.
        place: where the tablet stands; without it, the place of the last shift.
    """
    desk.may(Act.PRINT_SHEET)
    tablet, period = desk.tablet, desk.period
    account = tablet.vault.account()
    waiting = sum(line.aboard + line.carried for line in account)
    before = (period.visits, period.abandoned) if period else (0, 0)
    parts: list[Part] = []
    if tablet.status is not Status.CLOSED:
        parts.append(Words(tr("Provisional: this tablet is not closed. The figures can still change.")))
    parts += [
        Figures(
            (
                (
                    tr.number(sum(since_opening(line, period) for line in account)),
                    tr("deposits since opening"),
                ),
                (tr.number(waiting), tr("to hand over")),
                (tr.number(tablet.vault.counter(VISITS) - before[0]), tr("visits")),
                (tr.number(tablet.vault.counter(ABANDONED) - before[1]), tr("visits that left nothing")),
            )
        ),
        equation(account, tr),
        *damage(tablet, tr),
        Facts((*tablet_facts(desk, tr, place), *opening_facts(desk, tr, period), *closing_facts(desk, tr))),
        _figures(tablet, account, period, tr),
        *papers_part(desk, tr, period),
        *turned_away_table(since(turned_away(tablet.vault), period.turned_away if period else {}), tr),
        Words(
            tr(
                "Aboard: never handed over. Carried: handed over, without an answer yet. Received: the hub "
                "has confirmed it. Set aside: by the hub, with its reason."
            )
        ),
        key_facts(tablet, tr),
        Code(
            tr("Signed statement"),
            tr(
                "This square holds the figures of this sheet, signed by the tablet. Scanned at the hub, it "
                "proves what was on board. It holds no choice and no name."
            ),
            signed_line(tablet, closing_statement(tablet)),
        ),
        Signatures((tr("Closed by"), tr("Witness"), tr("Handed over to"), tr("Date and hour"))),
    ]
    return sheet_of(desk, tr, tr("Closing sheet"), parts)


def _running(desk: StaffDesk) -> Period | None:
    return desk.period if desk.tablet.status in (Status.OPEN, Status.PAUSED) else None


def _untouched(tablet: Tablet, account: Sequence[Line]) -> list[Line]:
    """Votes of the catalogue that nobody has cast in here: their nothing is worth saying."""
    index = tablet.index
    known = {line.activity for line in account if line.kind == DepositKind.BALLOT}
    found = index.ballots.values() if index is not None else ()
    return [
        Line(vote.consultation_id, vote.activity_id, DepositKind.BALLOT.value, *(0,) * 8)
        for vote in found
        if vote.activity_id not in known
    ]


def _figures(tablet: Tablet, account: Sequence[Line], period: Period | None, tr: Translator) -> Table:
    columns = (
        tr("Activity"),
        tr("This period"),
        tr("In all"),
        tr("Aboard"),
        tr("Carried"),
        tr("Received"),
        tr("Set aside"),
    )
    figures = [
        (since_opening(line, period), line.cast, line.aboard, line.carried, line.acknowledged, line.refused)
        for line in account
    ]
    rows = [
        (line_name(tablet, line, tr), *map(tr.number, row))
        for line, row in zip(account, figures, strict=True)
    ]
    total = [sum(column) for column in zip(*figures, strict=True)] or [0] * 6
    rows.append((tr("Together"), *map(tr.number, total)))
    return Table(tr("What was cast, and where it is"), columns, tuple(rows), total=True)
