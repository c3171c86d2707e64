"""The report of a shift: what a service needs the same evening, and nothing of any resident."""

from __future__ import annotations

import csv
import gettext
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.catalogue.model import Role
from kiosk.i18n import Translator
from kiosk.paper.sheet_pdf import sheet_pdf
from kiosk.staff.desk import StaffDesk
from kiosk.staff.opening import MachineFacts
from kiosk.staff.report import harmless, shift_report, shift_table
from kiosk.staff.shift import Count
from kiosk.staff.shifts import Shifts
from tests.kiosk.residents import at_about, declared, reviewing
from tests.kiosk.staff.test_acts import desk
from tests.kiosk.staff.test_sheets import said
from tests.poppler import needs_poppler, running
from tests.world import World

EN = Translator("en", gettext.NullTranslations())
GOOD = MachineFacts(free_bytes=8 << 30)


@pytest.fixture
def someone(world: World) -> StaffDesk:
    """A facilitator at an open tablet."""
    someone = desk(world.tablet(opened=False), Role.FACILITATOR)
    someone.open(GOOD)
    return someone


def an_afternoon(world: World, someone: StaffDesk) -> Shifts:
    """A labo in the rain: three visits, two ballots, six people met."""
    tablet, shifts = someone.tablet, Shifts(someone)
    before = declared(tablet, person=("Early", "Bird", "10/12/1975"))
    reviewing(before, "c1").cast()
    before.end()
    shifts.begin("labo", "Marché Saint-Cyprien", "canal", ["Inès", "Karim"], "Pluie fine")
    for name in ("Quattrocento", "Byron"):
        visit = declared(tablet, person=("Zénobie", name, "10/12/1975"))
        reviewing(visit, "c1").cast()
        visit.end()
    at_about(tablet, "budget").end()
    for name, number in (("met", 6), ("took_leaflet", 2), ("no_time", 2), ("declined", 1)):
        shifts.count(name, number)
    shifts.note("worked", "Les grands boutons ; la voix")
    shifts.note("stuck", '=HYPERLINK("http://evil.example";"Cliquez")')
    world.clock.pass_by(hours=3)
    shifts.end("+33 5 61 00 00 00 à rappeler")
    return shifts


def table(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig")), delimiter=";"))


def test_without_a_shift_there_is_no_report(someone: StaffDesk) -> None:
    assert shift_report(someone, EN) is None
    assert table(shift_table(someone, EN)) == [["Section", "Item", "Value"]]


def test_a_report_tells_the_shift_alone(world: World, someone: StaffDesk) -> None:
    an_afternoon(world, someone)
    late = declared(someone.tablet, person=("Late", "Comer", "10/12/1975"))
    reviewing(late, "c1").cast()
    sheet = shift_report(someone, EN)
    assert sheet is not None
    text = said(sheet)
    assert sheet.title == "Report of the shift: Labo des usages, Marché Saint-Cyprien"
    for line in (
        "people met 6",
        "visits 3",
        "deposits 2",
        "visits that left nothing 1",
        "People Inès, Karim",
        "Began 10 March 2027 at 12:00 (UTC)",
        "Ended 10 March 2027 at 15:00 (UTC)",
        "Weather Pluie fine",
        "Declined: no time 2",
        "Declined, all reasons together 3",
        "Les grands boutons ; la voix",
        "4 deposits wait on this tablet to be handed over.",
        "The figures agree: 4 cast",
    ):
        assert line in text
    assert "Provisional" not in text


def test_a_shift_that_runs_has_a_provisional_report(someone: StaffDesk) -> None:
    Shifts(someone).begin("permanence", "Centre")
    sheet = shift_report(someone, EN)
    assert sheet is not None
    assert "Provisional: this shift has not ended." in said(sheet)


def test_an_earlier_shift_can_be_reported(world: World, someone: StaffDesk) -> None:
    shifts = an_afternoon(world, someone)
    shifts.begin("event", "Capitole")
    shifts.count("met", 99)
    sheet = shift_report(someone, EN, shifts.all()[0])
    assert sheet is not None
    assert "people met 6" in said(sheet)


def test_a_spreadsheet_shows_the_table_and_calculates_nothing(world: World, someone: StaffDesk) -> None:
    an_afternoon(world, someone)
    content = shift_table(someone, EN)
    assert content.startswith(b"\xef\xbb\xbf"), "without the mark, a spreadsheet guesses the letters"
    rows = table(content)
    values = {(part, what): value for part, what, value in rows}
    assert values["Counted by the facilitators", "People met"] == "6"
    assert values["Visits", "visits"] == "3"
    assert values["Shift", "began_at"] == "2027-03-10T12:00+00:00"
    assert values["Observed", "Where people got stuck"] == """'=HYPERLINK("http://evil.example";"Cliquez")"""
    assert values["Observed", "Remarks"] == "'+33 5 61 00 00 00 à rappeler"
    assert values["Observed", "What worked"] == "Les grands boutons ; la voix"
    assert [value for part, _, value in rows if part == "What residents left"] == ["2"]
    assert values["The whole tablet", "Aboard"] == "3"
    assert all(len(row) == 3 for row in rows)


@given(st.text(max_size=40))
def test_no_text_becomes_a_formula_or_another_row(text: str) -> None:
    for hostile in (text, f"={text}", f"  @{text}", f"\u200b-{text}", f"\t+{text}"):
        cell = harmless(hostile)
        assert not cell.startswith(("=", "+", "-", "@", "\t", "\r"))
        assert not {"\n", "\r", "\x00"} & set(cell)


def test_nothing_of_a_resident_is_in_a_report(world: World, someone: StaffDesk) -> None:
    an_afternoon(world, someone)
    sheet = shift_report(someone, EN)
    assert sheet is not None
    visit = declared(someone.tablet, person=("Une", "Autre", "10/12/1975"))
    titles = [option.title.within(language) for option in visit.options for language in ("fr", "en")]
    text = said(sheet) + shift_table(someone, EN).decode()
    for secret in ("Quattrocento", "QUATTROCENTO", "Zénobie", "Byron", "1975", *titles):
        assert secret not in text
    ids = [deposit.id.hex() for deposit in someone.tablet.vault.deliverable(10)]
    assert not any(name in text for name in ids)


@needs_poppler
def test_the_page_is_read_the_same_evening(world: World, someone: StaffDesk) -> None:
    an_afternoon(world, someone)
    sheet = shift_report(someone, EN)
    assert sheet is not None
    text = running(sheet_pdf(sheet))
    for part in ("Marché Saint-Cyprien", "Les grands boutons ; la voix", "Declined: no time", "=HYPERLINK("):
        assert part in text


def test_all_counters_have_a_line(world: World, someone: StaffDesk) -> None:
    an_afternoon(world, someone)
    counted = [row for row in table(shift_table(someone, EN)) if row[0] == "Counted by the facilitators"]
    assert len(counted) == len(Count) + 1
