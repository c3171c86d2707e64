"""The report of a shift, as a page and as a table that a service can read the same evening.

It holds figures, what facilitators observed, and nothing that a resident chose, wrote or is called. What
people thought of the kiosk is sealed on the tablet; the hub has it.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import datetime

from kiosk.i18n import Translator
from kiosk.ids import DepositKind, Mode
from kiosk.paper.moments import moment
from kiosk.paper.printable import printable
from kiosk.paper.sheet import Facts, Figures, Part, Sheet, Table, Words
from kiosk.staff.acts import Act
from kiosk.staff.desk import StaffDesk
from kiosk.staff.sheet_parts import activity_title, equation, sheet_of, tablet_name, turned_away_table
from kiosk.staff.shift import Count, Shift
from kiosk.staff.shifts import Shifts
from kiosk.staff.turned_away import TITLE, WORDS
from kiosk.staff.words import COUNTS, KINDS, MODES, NOTES, SHIFTS
from kiosk.tablet import Tablet

_FORMULA = ("=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""What makes a spreadsheet calculate, in both widths (OWASP, CSV injection)."""
_BOM = "\ufeff"
_LENGTH_SLACK = 60


def shift_report(desk: StaffDesk, tr: Translator, shift: Shift | None = None) -> Sheet | None:
    """The report of a shift, or of the newest one; None where there was none."""
    desk.may(Act.SEE_COUNTS)
    shift = shift or _newest(desk)
    if shift is None:
        return None
    tablet = desk.tablet
    brought = shift.brought
    deposits = sum(brought.deposits.values())
    parts: list[Part] = []
    if shift.ended_at is None:
        parts.append(Words(tr("Provisional: this shift has not ended. The figures can still change.")))
    parts += [
        Figures(
            (
                (tr.number(shift.counts[Count.MET]), tr("people met")),
                (tr.number(brought.visits), tr("visits")),
                (tr.number(deposits), tr("deposits")),
                (tr.number(brought.abandoned), tr("visits that left nothing")),
            )
        ),
        Facts(tuple(_facts(tablet, shift, tr))),
        Table(
            tr("What residents left"),
            (tr("Activity"), tr("Number")),
            (
                *((name, tr.number(number)) for name, number in _deposits(tablet, shift, tr)),
                (tr("Together"), tr.number(deposits)),
            ),
            total=True,
        ),
        Table(
            tr("Counted by the facilitators"),
            (tr("Counter"), tr("Number")),
            (
                *((tr(COUNTS[name]), tr.number(number)) for name, number in shift.counts.items()),
                (tr("Declined, all reasons together"), tr.number(shift.declined)),
            ),
        ),
        *turned_away_table(brought.turned_away, tr),
        *_observed(shift, tr),
        *_remarks(shift, tr),
        Words(_where(tablet, tr), title=tr("Where the deposits are now")),
        equation(tablet.vault.account(), tr),
        Words(
            tr(
                "What people thought of the kiosk is sealed on the tablet. The hub can read it once the "
                "deposits have been handed over."
            ),
            title=tr("Satisfaction"),
        ),
    ]
    title = tr("Report of the shift: {kind}, {place}", kind=tr(SHIFTS[shift.kind]), place=shift.place)
    return sheet_of(desk, tr, printable(title), parts)


def shift_table(desk: StaffDesk, tr: Translator, shift: Shift | None = None) -> bytes:
    """The same as CSV: UTF-8 with a mark, semicolons, and no cell that a spreadsheet would calculate.

    Every row is: section, item, value. Empty but for its head where there was no shift.
    """
    desk.may(Act.SEE_COUNTS)
    shift = shift or _newest(desk)
    written = io.StringIO()
    writer = csv.writer(written, delimiter=";", lineterminator="\r\n", quoting=csv.QUOTE_MINIMAL)
    writer.writerow(map(harmless, (tr("Section"), tr("Item"), tr("Value"))))
    for row in _rows(desk.tablet, shift, tr) if shift is not None else ():
        writer.writerow([cell if isinstance(cell, int) else harmless(cell) for cell in row])
    return (_BOM + written.getvalue()).encode()


def harmless(text: str) -> str:
    """One line that a spreadsheet shows and does not calculate."""
    line = printable(text, len(text) + _LENGTH_SLACK).strip()
    return f"'{line}" if line.startswith(_FORMULA) else line


def _newest(desk: StaffDesk) -> Shift | None:
    return next(reversed(Shifts(desk).all()), None)


def _facts(tablet: Tablet, shift: Shift, tr: Translator) -> Iterator[tuple[str, str]]:
    index = tablet.index
    quartiers = {found.id: found.name for found in index.catalogue.quartiers} if index is not None else {}
    pairs = [
        (tr("Kind of shift"), tr(SHIFTS[shift.kind])),
        (tr("Place"), shift.place),
        (tr("Quartier"), quartiers.get(shift.quartier, shift.quartier)),
        (tr("People"), ", ".join(shift.people)),
        (tr("Began"), moment(tr, shift.began_at)),
        (tr("Ended"), moment(tr, shift.ended_at) if shift.ended_at else ""),
        (tr("Weather"), shift.weather),
        (tr("Tablet"), tablet_name(tablet)),
        (tr("Mode"), tr(MODES[tablet.pairing.mode])),
    ]
    yield from ((label, value) for label, value in pairs if value)


def _deposits(tablet: Tablet, shift: Shift, tr: Translator) -> Iterator[tuple[str, int]]:
    for (consultation, activity, kind), number in sorted(shift.brought.deposits.items()):
        title = activity_title(tablet, consultation, activity, tr)
        word = tr(KINDS[DepositKind(kind)])
        yield (f"{title} · {word}" if title else word), number


def _observed(shift: Shift, tr: Translator) -> Iterator[Part]:
    for kind, word in NOTES.items():
        texts = [text for noted, text in shift.notes if noted is kind]
        for number, text in enumerate(texts):
            yield Words(text, title=tr(word) if number == 0 else "")


def _remarks(shift: Shift, tr: Translator) -> Iterator[Part]:
    if shift.remarks:
        yield Words(shift.remarks, title=tr("Remarks"))


def _where(tablet: Tablet, tr: Translator) -> str:
    account = tablet.vault.account()
    waiting = sum(line.aboard + line.carried for line in account)
    if not waiting:
        return tr("Everything on this tablet has been handed over. Nothing waits.")
    return tr.plural(
        "{n} deposit waits on this tablet to be handed over.",
        "{n} deposits wait on this tablet to be handed over.",
        waiting,
    )


def _rows(tablet: Tablet, shift: Shift, tr: Translator) -> Iterator[tuple[str, str, str | int]]:
    account = tablet.vault.account()
    facts = tr("Shift")
    for label, value in _facts(tablet, shift, tr):
        yield facts, label, value
    # What a program reads again: dates as ISO 8601, beside those for people.
    for name, at in (("began_at", shift.began_at), ("ended_at", shift.ended_at)):
        if at is not None:
            yield facts, name, _iso(at)
    visits = tr("Visits")
    yield visits, tr("visits"), shift.brought.visits
    yield visits, tr("visits that left nothing"), shift.brought.abandoned
    for name, number in _deposits(tablet, shift, tr):
        yield tr("What residents left"), name, number
    for count, number in shift.counts.items():
        yield tr("Counted by the facilitators"), tr(COUNTS[count]), number
    yield tr("Counted by the facilitators"), tr("Declined, all reasons together"), shift.declined
    for reason, number in shift.brought.turned_away.items():
        yield tr(TITLE), tr(WORDS[reason]), number
    for kind, text in shift.notes:
        yield tr("Observed"), tr(NOTES[kind]), text
    if shift.remarks:
        yield tr("Observed"), tr("Remarks"), shift.remarks
    tablet_part = tr("The whole tablet")
    yield tablet_part, tr("Aboard"), sum(line.aboard for line in account)
    yield tablet_part, tr("Carried"), sum(line.carried for line in account)
    yield tablet_part, tr("Received"), sum(line.acknowledged for line in account)
    yield tablet_part, tr("Set aside"), sum(line.refused for line in account)
    if tablet.pairing.mode is Mode.TEST:
        yield tablet_part, tr("Mode"), tr("Test: this sheet says nothing about a real vote.")


def _iso(at: datetime) -> str:
    return at.astimezone().isoformat(timespec="minutes")
