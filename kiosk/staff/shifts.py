"""Shifts: who stood where with the tablet, what they counted and observed, and what the shift brought.

What residents left in a shift is the difference of the tablet's counters between its two ends. No deposit
names its shift: half a day and a place would narrow down whose ballot it is.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING

from kiosk.errors import StaffError
from kiosk.paper.printable import printable
from kiosk.staff.acts import Act
from kiosk.staff.period import ABANDONED, VISITS
from kiosk.staff.shift import (
    LINE_MAX,
    NOTE_MAX,
    PEOPLE_MAX,
    Brought,
    Count,
    NoteKind,
    Shift,
    ShiftKind,
)
from kiosk.staff.turned_away import since, turned_away
from kiosk.tablet import Tablet
from kiosk.vault import shifts as rows
from kiosk.vault.shifts import StoredShift

if TYPE_CHECKING:
    from kiosk.staff.desk import StaffDesk


_TURNED_AWAY = "turned_away"


class Shifts:
    """The shifts of a tablet, for one person at the desk."""

    def __init__(self, desk: StaffDesk) -> None:
        self._desk = desk
        self._tablet = desk.tablet

    def begin(
        self, kind: str, place: str = "", quartier: str = "", people: Sequence[str] = (), weather: str = ""
    ) -> Shift:
        """Begin a shift.

        Args:
            kind: a `ShiftKind`.
            place: as typed; without one, the quartier's name.
            quartier: an id of the catalogue, or empty.
            people: names of those who work in it.
            weather: as typed, or empty.

        Raises:
            StaffError: ``shift_running``, ``unknown_kind``, ``unknown_quartier``, ``place_needed``,
                or what `StaffDesk.may` says.
        """
        self._desk.may(Act.BEGIN_SHIFT)
        if kind not in set(ShiftKind):
            raise StaffError("unknown_kind")
        name = self._quartier_name(quartier)
        where = _line(place) or name
        if not where:
            raise StaffError("place_needed")
        names = tuple(filter(None, map(_line, people)))[:PEOPLE_MAX]
        number = rows.begin(
            self._tablet.vault,
            StoredShift(
                number=0,
                kind=kind,
                place=where,
                quartier=quartier,
                people=names,
                weather=_line(weather),
                remarks="",
                began_at=self._tablet.clock(),
                began_by=self._desk.account.id,
                ended_at=None,
                ended_by="",
                stood_at_start=_standing(self._tablet),
                stood_at_end="",
            ),
        )
        if number is None:
            raise StaffError("shift_running")
        self._desk.log("shift_began", f"{number}, {kind}")
        return self._running()

    def end(self, remarks: str = "") -> Shift:
        """End the shift that runs, and give it with its last figures. Raises `StaffError` ``no_shift``."""
        self._desk.may(Act.END_SHIFT)
        shift = self._running()
        at, standing = self._tablet.clock(), _standing(self._tablet)
        who = self._desk.account.id
        rows.end(self._tablet.vault, shift.number, at, who, _paragraph(remarks), standing)
        self._desk.log("shift_ended", str(shift.number))
        return self.all()[-1]

    def current(self) -> Shift | None:
        """The shift that runs."""
        found = rows.stored(self._tablet.vault, running=True)
        return self._read(found[-1]) if found else None

    def all(self) -> tuple[Shift, ...]:
        """Every shift of this tablet, the oldest first."""
        return tuple(self._read(row) for row in rows.stored(self._tablet.vault))

    def note(self, kind: str, text: str) -> None:
        """Write down what was observed.

        Raises:
            StaffError: ``no_shift``, ``unknown_kind``, ``nothing_written``, or what `StaffDesk.may` says.
        """
        self._desk.may(Act.OBSERVE)
        if kind not in set(NoteKind):
            raise StaffError("unknown_kind")
        kept = _paragraph(text)
        if not kept:
            raise StaffError("nothing_written")
        rows.add_note(self._tablet.vault, self._running().number, kind, kept)

    def count(self, name: str, delta: int = 1) -> int:
        """Add to a counter, or take back; gives where it stands, never below 0.

        Raises:
            StaffError: ``no_shift``, ``unknown_counter``, or what `StaffDesk.may` says.
        """
        self._desk.may(Act.OBSERVE)
        if name not in set(Count):
            raise StaffError("unknown_counter")
        return rows.add_count(self._tablet.vault, self._running().number, name, delta)

    def _running(self) -> Shift:
        shift = self.current()
        if shift is None:
            raise StaffError("no_shift")
        return shift

    def _quartier_name(self, quartier: str) -> str:
        if not quartier:
            return ""
        index = self._tablet.index
        known = {found.id: found.name for found in index.catalogue.quartiers} if index is not None else {}
        if quartier not in known:
            raise StaffError("unknown_quartier")
        return known[quartier]

    def _read(self, row: StoredShift) -> Shift:
        vault = self._tablet.vault
        counted = rows.counts(vault, row.number)
        return Shift(
            number=row.number,
            kind=ShiftKind(row.kind),
            place=row.place,
            quartier=row.quartier,
            people=row.people,
            weather=row.weather,
            remarks=row.remarks,
            began_at=row.began_at,
            ended_at=row.ended_at,
            counts={name: counted.get(name.value, 0) for name in Count},
            notes=tuple((NoteKind(kind), text) for kind, text in rows.notes(vault, row.number)),
            brought=_difference(row.stood_at_start, row.stood_at_end or _standing(self._tablet)),
        )


def _standing(tablet: Tablet) -> str:
    """Where the tablet's counters stand, as JSON."""
    vault = tablet.vault
    cast = [[line.consultation, line.activity, line.kind, line.cast] for line in vault.account()]
    standing = {VISITS: vault.counter(VISITS), ABANDONED: vault.counter(ABANDONED), "cast": cast}
    return json.dumps(standing | {_TURNED_AWAY: turned_away(vault)})


def _difference(start: str, end: str) -> Brought:
    before, after = json.loads(start), json.loads(end)
    earlier = {tuple(line[:3]): line[3] for line in before["cast"]}
    deposits = {
        (line[0], line[1], line[2]): line[3] - earlier.get(tuple(line[:3]), 0) for line in after["cast"]
    }
    return Brought(
        visits=after[VISITS] - before[VISITS],
        abandoned=after[ABANDONED] - before[ABANDONED],
        deposits={key: number for key, number in deposits.items() if number},
        # A shift that began before these were counted has none.
        turned_away=since(after.get(_TURNED_AWAY, {}), before.get(_TURNED_AWAY, {})),
    )


def _line(text: str) -> str:
    return printable(text, LINE_MAX).strip()


def _paragraph(text: str) -> str:
    return printable(text, NOTE_MAX).strip()
