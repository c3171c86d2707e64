"""A tablet on which something is wrong is not opened, and staff are told what to do."""

from __future__ import annotations

import gettext
import string
from collections.abc import Callable

import pytest

from kiosk.catalogue.model import Role
from kiosk.errors import StaffError
from kiosk.i18n import Translator
from kiosk.ids import Mode
from kiosk.staff.desk import StaffDesk
from kiosk.staff.opening import FREE_GOOD, FREE_MIN, SENTENCES, MachineFacts, Objection, objections
from kiosk.tablet import Status, Tablet
from tests.kiosk.residents import declared, reviewing
from tests.kiosk.staff.test_acts import desk
from tests.world import World

EN = Translator("en", gettext.NullTranslations())
GOOD = MachineFacts(free_bytes=8 << 30, battery_percent=90, on_power=False)


@pytest.fixture
def someone(world: World) -> StaffDesk:
    """A facilitator at a tablet that is ready."""
    return desk(world.tablet(opened=False), Role.FACILITATOR)


def keys(someone: StaffDesk, machine: MachineFacts = GOOD) -> list[tuple[str, str]]:
    return [(found.key, found.severity) for found in objections(someone, machine)]


def cast(tablet: Tablet, name: str = "Lovelace") -> None:
    visit = declared(tablet, person=("Ada", name, "10/12/1975"))
    reviewing(visit, "c1").cast()
    visit.end()


def delete_by_hand(tablet: Tablet) -> None:
    with tablet.vault.transaction() as connection:
        connection.exec_driver_sql("DELETE FROM deposit WHERE id = (SELECT min(id) FROM deposit)")


def test_a_good_tablet_opens_without_a_word(someone: StaffDesk) -> None:
    assert keys(someone) == []
    someone.open(GOOD)
    assert someone.tablet.status is Status.OPEN


@pytest.mark.parametrize(
    ("machine", "expected"),
    [
        (MachineFacts(FREE_MIN - 1), [("disk_full", "refuse")]),
        (MachineFacts(FREE_MIN), [("disk_low", "warn")]),
        (MachineFacts(FREE_GOOD), []),
        (MachineFacts(FREE_GOOD, 29), [("battery_low", "warn")]),
        (MachineFacts(FREE_GOOD, 29, on_power=True), []),
        (MachineFacts(FREE_GOOD, 30), []),
        (MachineFacts(0, 1, on_power=False), [("disk_full", "refuse"), ("battery_low", "warn")]),
    ],
)
def test_disk_and_battery(someone: StaffDesk, machine: MachineFacts, expected: list[tuple[str, str]]) -> None:
    assert keys(someone, machine) == expected


def behind(world: World, _: Tablet) -> None:
    world.clock.pass_by(days=-1)


def expired(world: World, tablet: Tablet) -> None:
    assert tablet.index is not None
    world.clock.now = tablet.index.catalogue.valid_until
    tablet.trust_clock("test")


def without_catalogue(_: World, tablet: Tablet) -> None:
    with tablet.vault.transaction() as connection:
        connection.exec_driver_sql("DELETE FROM catalogue")
    tablet._index = None


def forged_catalogue(_: World, tablet: Tablet) -> None:
    with tablet.vault.transaction() as connection:
        connection.exec_driver_sql("UPDATE catalogue SET signed = substr(signed, 1, 400)")
    tablet._index = None


def row_missing(_: World, tablet: Tablet) -> None:
    tablet.change_status("open")
    cast(tablet)
    cast(tablet, "Byron")
    tablet.vault.remember(status=Status.READY.value)
    delete_by_hand(tablet)


@pytest.mark.parametrize(
    ("wrong", "key"),
    [
        (behind, "clock_behind"),
        (expired, "catalogue_expired"),
        (without_catalogue, "no_catalogue"),
        (forged_catalogue, "no_catalogue"),
        (row_missing, "figures_differ"),
    ],
)
def test_what_is_wrong_forbids_the_opening(
    world: World, someone: StaffDesk, wrong: Callable[[World, Tablet], None], key: str
) -> None:
    tablet = someone.tablet
    wrong(world, tablet)
    assert keys(someone) == [(key, "refuse")]
    with pytest.raises(StaffError) as refused:
        someone.open(GOOD)
    assert refused.value.reason == key
    assert tablet.status is Status.READY
    assert tablet.vault.events()[-1][2].endswith(f"open: {key}")


def test_a_damaged_page_forbids_the_opening(someone: StaffDesk) -> None:
    tablet = someone.tablet
    tablet.vault.settle()
    tablet.vault.close()
    content = bytearray(tablet.vault.path.read_bytes())
    # The second half of the last pages: what SQLite checks, and not what holds the tablet's facts.
    place = content.rindex(b"kiosk-catalogue")
    page = place // 4096 * 4096
    content[page : page + 4] = b"\xff\xff\xff\xff"
    tablet.vault.path.write_bytes(content)
    tablet.vault = type(tablet.vault)(tablet.vault.path)
    assert ("file_damaged", "refuse") in keys(someone)
    with pytest.raises(StaffError, match="file_damaged"):
        someone.open(GOOD)


def test_without_the_machines_word_the_disk_is_looked_at(
    someone: StaffDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kiosk.staff.desk.measured", lambda _tablet: MachineFacts(FREE_MIN - 1))
    with pytest.raises(StaffError, match="disk_full"):
        someone.open()


def test_an_administrator_who_reopens_is_refused_as_well(world: World) -> None:
    tablet = world.tablet(opened=False)
    someone = desk(tablet, Role.ADMINISTRATOR)
    someone.open(GOOD)
    someone.close()
    with pytest.raises(StaffError, match="disk_full"):
        someone.reopen("Une personne attend", MachineFacts(0))
    assert tablet.status is Status.CLOSED


def test_a_catalogue_that_ends_and_a_clock_that_leapt_are_told(world: World, someone: StaffDesk) -> None:
    assert someone.tablet.index is not None
    end = someone.tablet.index.catalogue.valid_until
    world.clock.pass_by(seconds=(end - world.clock.now).total_seconds() - 3600)
    assert keys(someone) == [("catalogue_ends_soon", "warn"), ("clock_far_ahead", "warn")]


def test_official_deposits_that_wait_long_are_told(make_world: Callable[..., World]) -> None:
    world = make_world(Mode.OFFICIAL)
    tablet = world.tablet(opened=False)
    someone = desk(tablet, Role.STAFF)
    someone.open(GOOD)
    cast(tablet)
    someone.close("Orage")
    world.clock.pass_by(days=7)
    assert keys(someone) == []
    world.clock.pass_by(days=1)
    assert keys(someone) == [("deposits_waiting", "warn")]
    assert "10 March 2027" in objections(someone, GOOD)[0].sentence(EN)
    world.carry(tablet)
    assert keys(someone) == []


@pytest.mark.parametrize("key", SENTENCES)
def test_every_objection_has_a_sentence_that_says_what_to_do(key: str) -> None:
    fields = [name for _, name, _, _ in string.Formatter().parse(SENTENCES[key]) if name]
    sentence = Objection(key, "warn", dict.fromkeys(fields, 7)).sentence(EN)
    assert "{" not in sentence
    assert sentence.count(".") >= 1
