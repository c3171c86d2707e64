"""The sheets of a tablet: figures that anyone can check, signed; never a choice, a name, a visit's hour."""

from __future__ import annotations

import gettext
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from kiosk.catalogue.model import Role
from kiosk.errors import FormatError, SignatureError
from kiosk.i18n import Translator
from kiosk.ids import Mode
from kiosk.paper.sheet import Table
from kiosk.paper.sheet_pdf import sheet_pdf
from kiosk.signed import SigningKey
from kiosk.staff.closing_statement import (
    PURPOSE,
    closing_statement,
    lines_digest,
    read_closing,
    signed_line,
    signer_of,
)
from kiosk.staff.desk import StaffDesk
from kiosk.staff.opening import MachineFacts
from kiosk.staff.sheets import Sheet, closing_sheet, zero_sheet
from kiosk.staff.shifts import Shifts
from kiosk.tablet import Tablet
from tests.kiosk.residents import at_about, declared, reviewing
from tests.kiosk.staff.test_acts import desk
from tests.poppler import needs_poppler, running, scanned
from tests.world import World

EN = Translator("en", gettext.NullTranslations())
GOOD = MachineFacts(free_bytes=8 << 30, battery_percent=90, on_power=True)
HOSTILE = "Place\u202e \x1b[31m[red]=HYPERLINK()[/red]"


@pytest.fixture
def someone(world: World) -> StaffDesk:
    """A member of the staff at a tablet that is ready."""
    return desk(world.tablet(opened=False), Role.STAFF)


def vote(tablet: Tablet, *names: str) -> None:
    for name in names:
        visit = declared(tablet, person=("Ada", name, "10/12/1975"))
        reviewing(visit, "c1", "c2").cast()
        visit.end()


def said(sheet: Sheet, width: int = 110) -> str:
    return "\n".join(" ".join(line.split()) for line in sheet.lines(width))


def title(tablet: Tablet, activity: str) -> str:
    assert tablet.index is not None
    return tablet.index.activities[activity].activity.title.within("en")


def row(sheet: Sheet, name: str) -> tuple[str, ...]:
    table = next(part for part in sheet.parts if isinstance(part, Table))
    return next(cells[1:] for cells in table.rows if name in cells[0])


def test_an_opening_sheet_shows_nothing_since_the_opening_and_what_was_there_before(
    world: World, someone: StaffDesk
) -> None:
    someone.open(GOOD)
    vote(someone.tablet, "Lovelace", "Byron")
    someone.close()
    world.clock.pass_by(days=1)
    someone.open(GOOD)
    sheet = zero_sheet(someone, GOOD, EN, "Maison de la citoyenneté Centre")
    text = said(sheet)
    for line in (
        "visits since opening 0",
        "deposits since opening 0",
        "waiting from before 2",
        "Place Maison de la citoyenneté Centre",
        "Battery 90 %, on power",
        "Free on the disk 8,192 MiB",
        "Nothing stands in the way of opening.",
        "Clock 11 March 2027 at 12:00 (UTC)",
    ):
        assert line in text
    assert row(sheet, title(someone.tablet, "quartier")) == ("0", "2", "2")
    assert row(sheet, title(someone.tablet, "budget")) == ("0", "0", "0"), (
        "a vote that nobody cast in is named"
    )
    assert re.search(r"Ballot box [0-9a-f]{4} [0-9a-f]{4} [0-9a-f]{4} [0-9a-f]{4}", text)


def test_an_opening_sheet_says_what_is_wrong(someone: StaffDesk) -> None:
    sheet = zero_sheet(someone, MachineFacts(10 << 20, 12, on_power=False), EN)
    assert "Only 10 MiB are free on the disk" in sheet.alarms[0]
    assert "The battery is at 12 %. Plug the tablet in." in said(sheet)
    assert "Nothing stands in the way" not in said(sheet)


def test_a_closing_sheet_tells_what_was_cast_and_where_it_is(world: World, someone: StaffDesk) -> None:
    tablet = someone.tablet
    someone.open(GOOD)
    vote(tablet, "Lovelace", "Byron")
    someone.close()
    world.carry(tablet)
    world.clock.pass_by(days=1)
    someone.open(GOOD)
    vote(tablet, "Noether")
    at_about(tablet, "budget").end()
    tablet.vault.mark_carried(deposit.id for deposit in tablet.vault.deliverable(10))
    vote(tablet, "Curie")
    someone.close()
    sheet = closing_sheet(someone, EN)
    # Since opening, in all, aboard, carried, received, set aside.
    assert row(sheet, title(someone.tablet, "quartier")) == ("2", "4", "1", "1", "2", "0")
    assert row(sheet, "Together") == ("2", "4", "1", "1", "2", "0")
    text = said(sheet)
    assert "The figures agree: 4 cast = 1 aboard + 1 carried + 2 received + 0 set aside." in text
    for line in ("deposits since opening 2", "to hand over 2", "visits 3", "visits that left nothing 1"):
        assert line in text
    assert "Closed on 11 March 2027 at 12:00 (UTC) by a-staff" in text
    assert sheet.alarms == ()
    assert "Provisional" not in text


def test_a_row_deleted_by_hand_raises_the_alarm(someone: StaffDesk) -> None:
    tablet = someone.tablet
    someone.open(GOOD)
    vote(tablet, "Lovelace", "Byron", "Noether")
    with tablet.vault.transaction() as connection:
        connection.exec_driver_sql("DELETE FROM deposit WHERE id = (SELECT min(id) FROM deposit)")
    (alarm,) = closing_sheet(someone, EN).alarms
    assert alarm.startswith("The figures do not agree: 3 were cast here, and 2 can be accounted for.")
    assert zero_sheet(someone, GOOD, EN).alarms[-1] == alarm


def test_an_acknowledged_row_deleted_by_hand_raises_it_too(world: World, someone: StaffDesk) -> None:
    someone.open(GOOD)
    vote(someone.tablet, "Lovelace", "Byron")
    someone.close()
    world.carry(someone.tablet)
    with someone.tablet.vault.transaction() as connection:
        connection.exec_driver_sql("DELETE FROM standing WHERE id = (SELECT min(id) FROM standing)")
        connection.exec_driver_sql("DELETE FROM deposit WHERE id = (SELECT min(id) FROM deposit)")
    (alarm,) = closing_sheet(someone, EN).alarms
    assert "2 were cast here, and 1 can be accounted for" in alarm


def test_a_sheet_of_a_tablet_that_is_not_closed_is_provisional(someone: StaffDesk) -> None:
    someone.open(GOOD)
    assert "Provisional: this tablet is not closed." in said(closing_sheet(someone, EN))


def test_why_an_official_vote_was_closed_early_is_on_the_sheet(make_world: Callable[..., World]) -> None:
    world = make_world(Mode.OFFICIAL)
    someone = desk(world.tablet(opened=False), Role.FACILITATOR)
    someone.open(GOOD)
    someone.close(f"Orage {HOSTILE}")
    sheet = closing_sheet(someone, EN)
    assert "Closed early, because Orage Place [31m[red]=HYPERLINK()[/red]" in said(sheet)
    assert sheet.band == ""


def test_a_test_says_so(someone: StaffDesk) -> None:
    assert closing_sheet(someone, EN).band == "Test: this sheet says nothing about a real vote."


def test_the_place_is_that_of_the_shift_where_none_is_given(someone: StaffDesk) -> None:
    Shifts(someone).begin("labo", HOSTILE)
    assert "Place Place [31m[red]=HYPERLINK()[/red]" in said(closing_sheet(someone, EN))


@needs_poppler
def test_the_page_gives_the_signed_statement_to_a_scanner(someone: StaffDesk, tmp_path: Path) -> None:
    tablet = someone.tablet
    tablet.vault.remember(name=HOSTILE)
    someone.open(GOOD)
    vote(tablet, "Lovelace", "Byron")
    someone.close()
    pdf = sheet_pdf(closing_sheet(someone, EN, HOSTILE))
    text = running(pdf)
    assert "The figures agree: 2 cast" in text
    assert "Place [31m[red]=HYPERLINK()[/red]" in text
    (line,) = scanned(pdf, tmp_path)
    assert signer_of(line).startswith(tablet.pairing.tablet.removeprefix("t-"))
    statement = read_closing(line, tablet.signing_key.verify_key)
    assert statement == closing_statement(tablet)
    assert (statement.cast, statement.aboard, statement.visits, statement.abandoned) == (2, 2, 2, 0)


def test_a_statement_matches_what_the_parcels_tell_the_hub(someone: StaffDesk) -> None:
    someone.open(GOOD)
    vote(someone.tablet, "Lovelace")
    told, statement = someone.tablet.statement(), closing_statement(someone.tablet)
    lines = told["lines"]
    assert isinstance(lines, list)
    assert statement.root == told["root"]
    assert statement.lines == lines_digest(reversed(lines))
    lines[0]["cast"] += 1
    assert statement.lines != lines_digest(lines)


def test_no_letter_of_a_statement_can_be_changed(someone: StaffDesk) -> None:
    key = someone.tablet.signing_key.verify_key
    line = signed_line(someone.tablet, closing_statement(someone.tablet))
    assert read_closing(f" {line}\r\n", key)
    for place in range(len(line)):
        altered = line[:place] + ("0" if line[place] != "0" else "1") + line[place + 1 :]
        with pytest.raises(SignatureError):
            read_closing(altered, key)
        with pytest.raises((SignatureError, FormatError)):
            read_closing(line[:place], key)
    with pytest.raises(SignatureError):
        read_closing(line, SigningKey.generate().verify_key)


def test_a_statement_of_another_version_is_not_guessed_at(someone: StaffDesk) -> None:
    key = someone.tablet.signing_key
    for payload in (b"2 a b c", b"1 a b c", b"1 " + b"x " * 13 + b"x"):
        line = key.sign(PURPOSE, payload).decode().replace("\n", " ")
        with pytest.raises(FormatError):
            read_closing(line, key.verify_key)


def test_nothing_of_a_ballot_and_nobodys_name_is_on_any_sheet(someone: StaffDesk) -> None:
    tablet = someone.tablet
    someone.open(GOOD)
    before = {said(closing_sheet(someone, EN)), said(zero_sheet(someone, GOOD, EN))}
    visit = declared(tablet, person=("Zénobie", "Quattrocento", "10/12/1975"))
    titles = [option.title.within(language) for option in visit.options for language in ("fr", "en")]
    receipt = reviewing(visit, visit.options[0].id, visit.options[1].id).cast()
    visit.end()
    after = [closing_sheet(someone, EN), zero_sheet(someone, GOOD, EN)]
    text = "\n".join([*(said(sheet) for sheet in after), *(code for sheet in after for code in sheet.codes)])
    assert not before & {said(sheet) for sheet in after}, "the figures moved"
    for secret in ("Quattrocento", "QUATTROCENTO", "1975", str(receipt), *titles):
        assert secret not in text
    ids = [deposit.id.hex() for deposit in tablet.vault.deliverable(10)]
    assert len(ids) == 1
    assert not any(name in text for name in ids)


def test_two_choices_give_the_same_sheet(make_world: Callable[..., World]) -> None:
    sheets = []
    for choice in (["c1"], ["c2", "c3"]):
        someone = desk(make_world().tablet(opened=False), Role.STAFF)
        someone.open(GOOD)
        visit = declared(someone.tablet)
        reviewing(visit, *choice).cast()
        visit.end()
        sheet = replace(closing_sheet(someone, EN), eyebrow="", foot="")
        sheets.append(re.sub(r"[0-9a-f]{4}( [0-9a-f]{4}){3}|t-[0-9a-f]{8}", "#", said(sheet)))
    assert sheets[0] == sheets[1]
