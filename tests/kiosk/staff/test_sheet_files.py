"""The end of the day and its papers, without a screen."""

from __future__ import annotations

import csv
import gettext
import io
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from kiosk.catalogue.model import Role
from kiosk.errors import StaffError
from kiosk.i18n import Translator
from kiosk.ids import Mode
from kiosk.paper.sheet import Code as PaperCode
from kiosk.printing.sheet import Code, Pair, Text, laid_out
from kiosk.printing.staff_sheet import staff_sheet
from kiosk.staff.day import close_day
from kiosk.staff.desk import StaffDesk
from kiosk.staff.sheet_files import Paper, paper_files, paper_sheet
from kiosk.staff.shift import ShiftKind
from kiosk.staff.shifts import Shifts
from kiosk.tablet import Status
from tests.journeys.kiosk_app import draft_of
from tests.kiosk.staff.test_acts import desk
from tests.world import World

EN = Translator("en", gettext.NullTranslations())


@pytest.fixture
def someone(world: World) -> StaffDesk:
    return desk(world.tablet(), Role.FACILITATOR)


def test_the_shift_that_runs_ends_with_the_day(someone: StaffDesk) -> None:
    shifts = Shifts(someone)
    shifts.begin(ShiftKind.PERMANENCE, "Maison")
    ended = close_day(someone)
    assert ended is not None
    assert ended.ended_at is not None
    assert shifts.current() is None
    assert someone.tablet.status is Status.CLOSED


def test_without_a_shift_the_day_ends_all_the_same(someone: StaffDesk) -> None:
    assert close_day(someone) is None
    assert someone.tablet.status is Status.CLOSED


def test_who_is_refused_the_closing_still_works_in_the_shift(tmp_path: Path) -> None:
    official = World(tmp_path / "official", mode=Mode.OFFICIAL, draft=draft_of())
    someone = desk(official.tablet(), Role.FACILITATOR)
    Shifts(someone).begin(ShiftKind.LABO, "Place")
    with pytest.raises(StaffError, match="reason_needed"):
        close_day(someone)
    assert Shifts(someone).current() is not None
    assert someone.tablet.status is Status.OPEN
    official.close()


def test_a_disk_that_refuses_the_end_of_the_shift_leaves_the_tablet_closed(someone: StaffDesk) -> None:
    shifts = Shifts(someone)
    shifts.begin(ShiftKind.PERMANENCE, "Maison")
    file = someone.tablet.folder / "vault.db"
    with closing(sqlite3.connect(file)) as connection:
        connection.execute(
            "CREATE TRIGGER full BEFORE UPDATE ON shift BEGIN SELECT RAISE(FAIL, 'disk full'); END"
        )
        connection.commit()
    assert close_day(someone) is None
    assert someone.tablet.status is Status.CLOSED
    assert shifts.current() is not None
    assert "shift_not_ended" in [name for _, name, _ in someone.tablet.vault.events()]


def test_the_files_of_a_shift_are_a_pdf_and_a_table(someone: StaffDesk) -> None:
    assert paper_sheet(someone, Paper.SHIFT, EN) is None
    Shifts(someone).begin(ShiftKind.LABO, "Place")
    Shifts(someone).count("met", 14)
    sheet = paper_sheet(someone, Paper.SHIFT, EN)
    assert sheet is not None
    files = dict(paper_files(someone, Paper.SHIFT, EN, sheet))
    assert [name.rpartition(".")[2] for name in files] == ["pdf", "csv"]
    assert all(name.startswith(f"shift-{someone.tablet.pairing.tablet}-2027-03-10-") for name in files)
    pdf, table = files.values()
    assert pdf.startswith(b"%PDF")
    rows = list(csv.reader(io.StringIO(table.decode("utf-8-sig")), delimiter=";"))
    assert ["Counted by the facilitators", "People met", "14"] in rows


@pytest.mark.parametrize("paper", [Paper.OPENING, Paper.CLOSING])
def test_a_sheet_on_a_roll_says_what_the_page_says(someone: StaffDesk, paper: Paper) -> None:
    sheet = paper_sheet(someone, paper, EN, "Maison")
    assert sheet is not None
    printed = staff_sheet(sheet)
    texts = {part.text for part in printed if isinstance(part, Text)}
    pairs = {(part.name.strip(), part.value) for part in printed if isinstance(part, Pair)}
    assert {sheet.title, sheet.foot, sheet.band} <= texts
    assert ("Place", "Maison") in pairs
    assert [part.text for part in printed if isinstance(part, Code)] == [
        part.text for part in sheet.parts if isinstance(part, PaperCode)
    ]
    assert all(isinstance(line, Code) or len(line.text) <= 32 for line in laid_out(printed, 32))


def test_an_opening_sheet_that_is_asked_for_later_says_so(someone: StaffDesk) -> None:
    vault = someone.tablet.vault
    someone.close()
    other = desk(someone.tablet, Role.ADMINISTRATOR)
    other.reopen("mistake")
    sheet = paper_sheet(other, Paper.OPENING, EN)
    assert sheet is not None
    assert sheet.title == "Opening sheet: all counters at zero"
    vault.count_up("visits")
    sheet = paper_sheet(other, Paper.OPENING, EN)
    assert sheet is not None
    assert sheet.title.startswith("Opening sheet, shown later")


def test_the_place_of_a_shift_goes_before_that_of_the_tablet(someone: StaffDesk) -> None:
    Shifts(someone).begin(ShiftKind.LABO, "Marché de la place")
    close_day(someone)
    sheet = paper_sheet(someone, Paper.CLOSING, EN, "Maison")
    assert sheet is not None
    assert "Marché de la place" in " ".join(sheet.lines(100))
    assert "Maison" not in " ".join(sheet.lines(100))
