"""The vault on a bad disk: full at each write, read-only, with spoilt pages. Words, and nothing is lost."""

from __future__ import annotations

import os
import random
import re
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from kiosk.carrying import carrying_of
from kiosk.catalogue.model import Account, Role
from kiosk.cli.main import main
from kiosk.errors import KioskError, StaffError, VaultError
from kiosk.ids import DepositId
from kiosk.receipts import Receipt, receipt_of
from kiosk.staff.desk import StaffDesk
from kiosk.tablet import Status, Tablet
from kiosk.vault.store import Vault
from sync.courier import Courier
from sync.usb import export_parcels, import_answers, take_parcels
from tests.faults.disks import PAGE_BYTES, flip_page, full_from
from tests.sync.acts import begin, cast, direct, finish, holds, stored
from tests.sync.sticks import MIB, mounted, remount
from tests.world import World

TORTURE = os.environ.get("KIOSK_TORTURE") == "1"
STEP_BYTES = 512 if TORTURE else 4096
FACILITATOR = Account(id="animateur", name="Ada", role=Role.FACILITATOR, pin="-")
DAMAGED = "damaged|malformed|cannot be read|not a database|corrupt|Tree|missing|altered"
Step = Callable[[], object]
TEXT_BYTES = frozenset(b'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789{}:"-')


def whole(tablet: Tablet, receipts: list[Receipt], at_least: int) -> None:
    """What was called recorded is there, nothing is half there, and the account is right."""
    assert tablet.vault.integrity() == "ok"
    assert holds(tablet)
    held = {receipt_of(deposit) for deposit in tablet.vault.undelivered_ids()}
    assert set(receipts) <= held | {receipt_of(deposit) for deposit in acknowledged(tablet)}
    assert sum(line.cast for line in tablet.vault.account()) >= at_least


def acknowledged(tablet: Tablet) -> list[DepositId]:
    with tablet.vault.reading() as connection:
        rows = connection.exec_driver_sql("SELECT id FROM standing WHERE state = 'acknowledged'")
        return [DepositId(row[0]) for row in rows]


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """A hub and the folder of an open tablet with eight ballots aboard, to be copied."""
    world = World(tmp_path_factory.mktemp("city"))
    tablet = world.tablet("template")
    for _ in range(8):
        cast(tablet)
    tablet.vault.settle()
    tablet.close_files()
    yield world
    world.close()


@pytest.fixture
def tablet(city: World, tmp_path: Path) -> Iterator[Tablet]:
    """A copy of the template."""
    folder = tmp_path / "tablet"
    shutil.copytree(city.folder / "template" / city.mode.value, folder)
    copied = Tablet(folder, city.clock)
    yield copied
    copied.close_files()


def steps(world: World, tablet: Tablet, stick: Path, receipts: list[Receipt]) -> dict[str, Step]:
    """Everything that writes, in the order of a day."""
    desk = StaffDesk(tablet, FACILITATOR)

    def carry() -> None:
        with direct(world.hub) as wire:
            Courier(tablet, wire, batch=3).carry()

    def stick_home() -> None:
        export_parcels(tablet, stick, batch=3)
        take_parcels(stick, lambda signed: world.intake.take(signed, by_network=False), None)
        import_answers(tablet, stick)

    return {
        "cast": lambda: receipts.append(cast(tablet)),
        "pause": desk.pause,
        "resume": desk.resume,
        "cast again": lambda: receipts.append(cast(tablet)),
        "by stick": stick_home,
        "carry": carry,
        "erase": lambda: tablet.erase_old(0),
        "close": desk.close,
        "settle": tablet.vault.settle,
    }


@pytest.mark.parametrize("name", ["cast", "pause", "by stick", "carry", "erase", "close", "settle"])
def test_a_disk_that_is_full_at_any_write_is_said_and_loses_nothing(
    name: str, city: World, tmp_path: Path
) -> None:
    template = city.folder / "template" / city.mode.value
    refused = limit = 0
    done = False
    # What is there stays writable; the log beside it grows, a write further each time, until all is through.
    while not done:
        assert limit < 200 * PAGE_BYTES
        folder, stick = tmp_path / f"tablet-{limit}", tmp_path / f"stick-{limit}"
        shutil.copytree(template, folder)
        stick.mkdir()
        tablet = Tablet(folder, city.clock)
        receipts: list[Receipt] = []
        todo = steps(city, tablet, stick, receipts)
        if name == "erase":
            todo["carry"]()
        words = ""
        with full_from(limit):
            words = in_words(todo[name])
            done = not words
        refused += bool(words)
        whole(tablet, receipts, 8)
        # With room again the rest of the day goes through.
        for later in ("carry", "cast again", "erase", "settle"):
            if later != "cast again" or tablet.status is Status.OPEN:
                todo[later]()
        whole(tablet, [], 8)
        assert tablet.vault.undelivered() <= 1
        tablet.close_files()
        shutil.rmtree(folder)
        limit += STEP_BYTES
    assert refused >= (0 if name == "close" else 2), "the disk was never full"


def in_words(step: Step) -> str:
    """What a step says when it refuses; nothing when it goes through. Any other error is a failure."""
    words = ""
    try:
        step()
    except KioskError as error:
        words = str(error)
    assert not words or words.endswith("."), words
    return words


def test_a_closing_is_whole_or_not_at_all_on_a_full_disk(city: World, tmp_path: Path) -> None:
    template = city.folder / "template" / city.mode.value
    found: set[tuple[Status, bool]] = set()
    for limit in range(0, 24 * PAGE_BYTES, STEP_BYTES):
        folder = tmp_path / f"tablet-{limit}"
        shutil.copytree(template, folder)
        tablet = Tablet(folder, city.clock)
        desk = StaffDesk(tablet, FACILITATOR)
        with full_from(limit):
            words = in_words(desk.close)
        closed = tablet.status is Status.CLOSED
        assert closed is not bool(words), "closed, or said why not"
        assert closed is (desk.closed_on is not None)
        assert closed is ([name for _, name, _ in tablet.vault.events()][-1] in {"close", "not_settled"})
        found.add((tablet.status, bool(words)))
        whole(tablet, [], 8)
        tablet.close_files()
    assert found == {(Status.OPEN, True), (Status.CLOSED, False)}


def test_opening_on_a_full_disk_is_said(city: World, tmp_path: Path) -> None:
    template = city.folder / "template" / city.mode.value
    with full_from(0), pytest.raises(VaultError, match="disk"):
        Vault(tmp_path / "new.db")
    shutil.copytree(template, tmp_path / "tablet")
    with full_from(0), pytest.raises(VaultError, match="free some of it"):
        Tablet(tmp_path / "tablet", city.clock)
    tablet = Tablet(tmp_path / "tablet", city.clock)
    visit = begin(tablet, "nom")
    with full_from(0):
        assert holds(tablet), "what is there can be read on a full disk"
        with pytest.raises(VaultError, match="Nothing was changed"):
            finish(visit, {"a": 1})
    assert tablet.vault.undelivered() == 8
    assert visit.cast(), "the same visit casts when there is room again"
    whole(tablet, [], 9)
    tablet.close_files()


def test_a_small_disk_fills_up_while_people_vote(city: World, tmp_path: Path) -> None:
    with mounted(tmp_path / "disk", MIB) as disk:
        shutil.copytree(city.folder / "template" / city.mode.value, disk / "tablet")
        tablet = Tablet(disk / "tablet", city.clock)
        receipts: list[Receipt] = []
        said = ""
        while not said:
            said = in_words(lambda: receipts.append(cast(tablet)))
        assert "could not write" in said
        assert receipts
        whole(tablet, receipts, 8)
        again = Tablet(disk / "tablet", city.clock)
        whole(again, receipts, 8 + len(receipts))
        again.close_files()
        tablet.close_files()


def test_a_disk_that_turns_read_only_is_said_and_read(city: World, tmp_path: Path) -> None:
    with mounted(tmp_path / "disk", 4 * MIB) as disk:
        shutil.copytree(city.folder / "template" / city.mode.value, disk / "tablet")
        tablet = Tablet(disk / "tablet", city.clock)
        receipts = [cast(tablet)]
        tablet.close_files()
        remount(disk, "ro")
        with pytest.raises(VaultError) as refused:
            Tablet(disk / "tablet", city.clock)
        assert "Traceback" not in str(refused.value)
        remount(disk, "rw")
        tablet = Tablet(disk / "tablet", city.clock)
        whole(tablet, receipts, 9)
        tablet.close_files()


def test_every_write_is_refused_in_words_when_the_file_turned_read_only(
    city: World, tablet: Tablet, tmp_path: Path
) -> None:
    with tablet.vault.reading() as connection:
        connection.exec_driver_sql("PRAGMA query_only = ON")
    receipts: list[Receipt] = []
    for name, step in steps(city, tablet, tmp_path, receipts).items():
        if name == "settle":
            continue
        with pytest.raises((VaultError, StaffError)) as refused:
            step()
        assert str(refused.value)
    assert receipts == []
    assert tablet.status is Status.OPEN
    with tablet.vault.reading() as connection:
        connection.exec_driver_sql("PRAGMA query_only = OFF")
    whole(tablet, receipts, 8)


def every_page(folder: Path) -> int:
    return (folder / "vault.db").stat().st_size // PAGE_BYTES


def use(folder: Path, world: World, stick: Path) -> str:
    """All that somebody does with a tablet; gives all that was said when something was refused."""
    said: list[str] = []

    def look() -> None:
        tablet = Tablet(folder, world.clock)
        try:
            receipts: list[Receipt] = []
            todo = list(steps(world, tablet, stick, receipts).values())
            todo += [tablet.statement, tablet.vault.refused, lambda: tablet.index, tablet.vault.events]
            todo += [lambda: carrying_of(tablet), tablet.vault.account, tablet.vault.integrity]
            said.extend(in_words(step) for step in todo)
        finally:
            tablet.close_files()

    said.append(in_words(look))
    return "".join(said)


def test_a_spoilt_page_ends_in_words_whatever_is_on_it(city: World, tmp_path: Path) -> None:
    template = city.folder / "template" / city.mode.value
    refused = 0
    for page in range(every_page(template)):
        for value in (0xFF, 0x01) if TORTURE else (0xFF,):
            folder, stick = tmp_path / f"tablet-{page}-{value}", tmp_path / f"stick-{page}-{value}"
            shutil.copytree(template, folder)
            stick.mkdir()
            flip_page(folder / "vault.db", page, value)
            refused += bool(use(folder, city, stick))
            shutil.rmtree(folder)
    assert refused > every_page(template) // 2, "no page mattered"


@pytest.mark.parametrize("seed", range(400 if TORTURE else 25))
def test_one_wrong_bit_ends_in_words_wherever_it_is(seed: int, city: World, tmp_path: Path) -> None:
    template, drawn = city.folder / "template" / city.mode.value, random.Random(seed)
    shutil.copytree(template, tmp_path / "tablet")
    (tmp_path / "stick").mkdir()
    path = tmp_path / "tablet" / "vault.db"
    content = bytearray(path.read_bytes())
    # Most of the file is sealed contents and empty room: the bits that mean something are text.
    written = [place for place, value in enumerate(content) if value in TEXT_BYTES]
    content[drawn.choice(written)] ^= 1 << drawn.randrange(8)
    path.write_bytes(content)
    use(tmp_path / "tablet", city, tmp_path / "stick")


@pytest.mark.parametrize(
    ("damage", "what_it_touches"),
    [
        ("UPDATE event SET at = '2027-03-!0 12:00:00'", "events"),
        ("UPDATE deposit SET kind = 'ballox'", "deposits"),
    ],
)
def test_a_value_that_is_none_of_ours_is_said(damage: str, what_it_touches: str, tablet: Tablet) -> None:
    with tablet.vault.transaction() as connection:
        connection.exec_driver_sql(damage)
    looks: dict[str, Step] = {"events": tablet.vault.events, "deposits": lambda: list(tablet.deliverable(9))}
    for name, look in looks.items():
        words = in_words(look)
        assert ("damaged" in words) is (name == what_it_touches)
        assert ("Keep the folder" in words) is (name == what_it_touches)
    assert holds(tablet) is (what_it_touches == "events"), "a deposit that is none is an alarm"


@pytest.mark.parametrize("fact", ["pairing", "status", "clock_floor"])
def test_a_fact_that_is_damaged_is_said(fact: str, city: World, tablet: Tablet) -> None:
    tablet.vault.remember(**{fact: '{"tablet": "\x7f'})
    words = in_words(lambda: Tablet(tablet.folder, city.clock).statement() and tablet.clock_is_behind())
    assert "damaged" in words
    assert "eep the folder" in words


def beside_contents(folder: Path) -> list[object]:
    """Everything in a vault but the sealed contents."""
    with closing(sqlite3.connect(folder / "vault.db")) as database:
        tables = [row[0] for row in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        columns = dict.fromkeys(tables, "*") | {"deposit": "id, kind, activity, length(content)"}
        return [database.execute(f"SELECT {columns[name]} FROM {name}").fetchall() for name in tables]  # noqa: S608


def test_doctor_says_that_a_page_is_spoilt(
    city: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    template = city.folder / "template" / city.mode.value
    monkeypatch.chdir(tmp_path)
    unseen = 0
    for page in range(every_page(template)):
        data = tmp_path / "data"
        shutil.copytree(template, data / city.mode.value)
        (data / "mode").write_text(city.mode.value, encoding="utf-8")
        flip_page(data / city.mode.value / "vault.db", page, 0xFF)
        assert main(["doctor"]) == 1
        said = capsys.readouterr()
        assert "Traceback" not in said.out + said.err
        if not re.search(DAMAGED, said.out + said.err):
            # SQLite keeps no checksums: what nobody can see is a sealed content, and nothing beside it.
            unseen += 1
            assert beside_contents(data / city.mode.value) == beside_contents(template)
        shutil.rmtree(data)
    assert unseen <= 3 * 8, "a deposit here has three pages"


def test_what_is_on_whole_pages_can_still_be_carried(city: World, tmp_path: Path) -> None:
    """A page of events is spoilt: no ballot is on it, and every ballot comes home."""
    template = city.folder / "template" / city.mode.value
    folder = tmp_path / "tablet"
    shutil.copytree(template, folder)
    vault = Vault(folder / "vault.db")
    with vault.reading() as connection:
        page = connection.exec_driver_sql("SELECT rootpage FROM sqlite_master WHERE name = 'event'").scalar()
    vault.close()
    assert page
    flip_page(folder / "vault.db", page - 1, 0xFF)
    tablet = Tablet(folder, city.clock)
    with pytest.raises(VaultError):
        tablet.vault.events()
    with direct(city.hub) as wire:
        assert Courier(tablet, wire).carry().acknowledged == 8
    tablet.close_files()
    assert len(stored(city.hub)) >= 8
