"""Reports of shifts, as tablets write them (`kiosk.staff.report.shift_table`), read again at the hub.

The hub knows what was left behind. How many people came and left nothing, whom facilitators met, what
worked and where people got stuck, only the tablets' reports say: a project team adds these files to its
consultation. Names of facilitators are not kept.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from pydantic import BaseModel, ConfigDict, Field

from kiosk.errors import FormatError
from kiosk.i18n import LANGUAGES, Translator, translator
from kiosk.ids import Mode
from kiosk.staff.shift import Count, NoteKind
from kiosk.staff.turned_away import TITLE, WORDS, TurnedAway
from kiosk.staff.words import COUNTS, NOTES
from sync.hub.figures import without_small_cells
from sync.hub.readable import readable

BYTES_MAX = 200_000
_ROWS_MAX, _TEXT_MAX, _NUMBER_MAX = 2_000, 600, 99_999


class ShiftReport(BaseModel):
    """What is kept of one report."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    place: str = ""
    began_at: datetime
    ended_at: datetime | None = None
    visits: int = 0
    abandoned: int = 0
    counts: dict[Count, int] = Field(default_factory=dict)
    turned_away: dict[TurnedAway, int] = Field(default_factory=dict)
    notes: tuple[tuple[NoteKind, str], ...] = ()
    remarks: str = ""


@dataclass(frozen=True)
class Evaluation:
    """What all reports of a consultation say together."""

    shifts: int = 0
    visits: int | None = 0
    """None: withheld, because those who left nothing or those who left something are fewer than ten."""
    abandoned: int | None = 0
    met: int | None = 0
    declined: Mapping[str, int | None] = field(default_factory=dict)
    """By `Count`; small cells withheld."""
    turned_away: Mapping[str, int | None] = field(default_factory=dict)
    notes: Mapping[NoteKind, tuple[str, ...]] = field(default_factory=dict)
    remarks: tuple[str, ...] = ()


def read_report(content: bytes, mode: Mode) -> ShiftReport:
    """Read the CSV of a shift, in whichever language of the kiosk it was written.

    Raises:
        FormatError: it is none, it is of the other mode, or a figure in it cannot be.
    """
    if len(content) > BYTES_MAX:
        raise FormatError("This is not the report of a shift: it is far too long.")
    try:
        text = content.decode("utf-8-sig")
        rows = [
            row
            for row, _ in zip(csv.reader(io.StringIO(text), delimiter=";"), range(_ROWS_MAX), strict=False)
        ]
    except (ValueError, csv.Error):
        raise FormatError("This is not the report of a shift: it is not a CSV file in UTF-8.") from None
    tr = _language(rows[0] if rows else [])
    if tr is None:
        raise FormatError("This is not the report of a shift, as a tablet writes it.")
    by_place = {(row[0], row[1]): row[2] for row in rows[1:] if len(row) == 3}
    is_test = by_place.get((tr("The whole tablet"), tr("Mode"))) is not None
    if is_test is not (mode is Mode.TEST):
        raise FormatError(f"This report is not of {mode.value} mode, as this hub is.")
    facts, visits = tr("Shift"), tr("Visits")
    began = by_place.get((facts, "began_at"))
    if began is None:
        raise FormatError("This report does not say when the shift began: export it from the tablet again.")
    ended = by_place.get((facts, "ended_at"))
    if ended is None:
        raise FormatError(
            "This shift has not ended: its figures can still change. End it, and export it again."
        )

    def figure(section: str, item: str) -> int:
        return _figure(by_place.get((section, item), "0"))

    sections = {tr(word): kind for kind, word in NOTES.items()}
    notes = tuple(
        (sections[row[1]], _text(row[2]))
        for row in rows[1:]
        if len(row) == 3 and row[0] == tr("Observed") and row[1] in sections
    )
    report = {
        "place": _text(by_place.get((facts, tr("Place")), "")),
        "began_at": _moment(began),
        "ended_at": _moment(ended),
        "visits": figure(visits, tr("visits")),
        "abandoned": figure(visits, tr("visits that left nothing")),
        "counts": {
            count: figure(tr("Counted by the facilitators"), tr(word)) for count, word in COUNTS.items()
        },
        "turned_away": {reason: figure(tr(TITLE), tr(word)) for reason, word in WORDS.items()},
        "notes": notes,
        "remarks": _text(by_place.get((tr("Observed"), tr("Remarks")), "")),
    }
    read = ShiftReport.model_validate(report)
    if read.abandoned > read.visits:
        raise FormatError("This report has more visits that left nothing than visits: export it again.")
    return read


def evaluation(reports: Sequence[ShiftReport]) -> Evaluation:
    """All reports together; no figure of people speaks of one to nine of them."""
    if not reports:
        return Evaluation()

    def together(part: str, names: Sequence[str]) -> dict[str, int]:
        return {name: sum(getattr(report, part).get(name, 0) for report in reports) for name in names}

    visits, abandoned = sum(r.visits for r in reports), sum(r.abandoned for r in reports)
    shown = without_small_cells({"left_something": visits - abandoned, "left_nothing": abandoned})
    counts = together("counts", [count.value for count in Count])
    declined = [
        Count.DECLINED,
        Count.NO_TIME,
        Count.NO_INTEREST,
        Count.ALREADY_ONLINE,
        Count.NO_FRENCH,
        Count.OTHER,
    ]
    met = counts[Count.MET]
    return Evaluation(
        len(reports),
        None if None in shown.values() else visits,
        shown["left_nothing"],
        met if met == 0 or met >= 10 else None,
        without_small_cells({name.value: counts[name] for name in declined}),
        without_small_cells(together("turned_away", [reason.value for reason in TurnedAway])),
        {kind: tuple(text for r in reports for noted, text in r.notes if noted is kind) for kind in NoteKind},
        tuple(report.remarks for report in reports if report.remarks),
    )


def _language(head: Sequence[str]) -> Translator | None:
    for language in LANGUAGES:
        tr = translator(language)
        if list(head) == [tr("Section"), tr("Item"), tr("Value")]:
            return tr
    return None


def _figure(text: str) -> int:
    if not (text.isascii() and text.isdigit()) or len(text) > 6 or int(text) > _NUMBER_MAX:
        raise FormatError(f"“{readable(text[:20])}” in this report is no possible number.")
    return int(text)


def _moment(text: str) -> datetime:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        found = None
    if found is None or found.tzinfo is None:
        raise FormatError(f"“{readable(text[:30])}” in this report is no moment with a time zone.")
    return found


def _text(text: str) -> str:
    # A tablet puts an apostrophe before what a spreadsheet would compute.
    return readable(text.removeprefix("'"))[:_TEXT_MAX].strip()
