"""The drill: a hub is backed up, destroyed, restored; tablets go on, the count gives the same minutes."""

from __future__ import annotations

import io
import json
import shutil
import tarfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from kiosk.cli.main import main
from kiosk.errors import FormatError, KioskError, VaultError
from kiosk.tablet import Tablet
from sync.hub.backup import Backup, back_up, restore
from sync.hub.count.minutes import minutes
from sync.hub.count.run import count
from sync.hub.intake import Intake
from sync.hub.store import HubStore
from tests import postgres
from tests.sync import contributing as act
from tests.sync.acts import aside, cast, cast_by_code, stored
from tests.world import World

NewDatabase = Callable[[str], str]


@pytest.fixture
def new_database(request: pytest.FixtureRequest) -> Iterator[NewDatabase]:
    """Gives an empty place of a kind: nothing for SQLite, the address of a new database else."""
    with ExitStack() as stack:

        def make(kind: str) -> str:
            if kind == "sqlite":
                return ""
            server: postgres.Server = request.getfixturevalue("postgresql")
            return server.address(stack.enter_context(server.new_database()))

        yield make


def told(hub: HubStore, world: World, activity: str = "budget") -> dict[str, object]:
    """The minutes of a count."""
    return minutes(hub, count(hub, activity, world.shares[:2], processes=1), "fr")


def busy(world: World) -> list[Tablet]:
    """Two tablets that sent ballots and contributions, of which one still has some aboard."""
    one, two = world.tablet("one"), world.tablet("two")
    for place, code in enumerate(world.drawn["budget"][:6]):
        cast_by_code((one, two)[place % 2], code, {str(1 + place % 3): 3})
    act.visit_of_six(one)
    for tablet in (one, two):
        world.carry(tablet)
    cast_by_code(two, world.drawn["budget"][6])
    cast(two)
    return [one, two]


def destroyed_and_restored(world: World, file: Path, database: str) -> tuple[HubStore, Backup]:
    """Nothing is left of the hub but the backup; then it is made anew."""
    world.hub.close()
    shutil.rmtree(world.hub.folder.path)
    done = restore(file, world.hub.folder.path, database, clock=world.clock)
    world.hub = HubStore(world.hub.folder.path, world.clock, database)
    world.intake = Intake(world.hub)
    return world.hub, done


def test_after_the_drill_tablets_go_on(
    world: World, tmp_path: Path, backend: str, new_database: NewDatabase
) -> None:
    one, two = busy(world)
    file = tmp_path / "hub.tar"
    made = back_up(world.hub, file)
    assert made.deposits == len(stored(world.hub))
    assert file.stat().st_mode & 0o777 == 0o600
    hub, done = destroyed_and_restored(world, file, new_database(backend))
    assert done == made
    assert len(stored(hub)) == made.deposits
    cast(one)
    assert [world.carry(tablet).acknowledged for tablet in (one, two, world.tablet("three"))] == [1, 2, 0]
    assert aside(hub) == []
    with hub.reading() as connection:
        names = connection.exec_driver_sql("SELECT name FROM event ORDER BY number").scalars().all()
    assert names[-3:] == ["restored", "pairing_code_made", "tablet_paired"]
    world.clock.pass_by(days=60)
    assert told(hub, world)["equation"]["holds"] is True  # type: ignore[index]


def test_the_minutes_of_a_restored_hub_are_the_minutes_of_the_first(
    world: World, tmp_path: Path, backend: str, new_database: NewDatabase
) -> None:
    busy(world)
    file = tmp_path / "hub.tar"
    back_up(world.hub, file)
    world.clock.pass_by(days=60)
    first, held = told(world.hub, world), stored(world.hub)
    hub, _ = destroyed_and_restored(world, file, new_database(backend))
    assert stored(hub) == held
    assert told(hub, world) == first


@pytest.mark.parametrize("other", ["sqlite", "postgresql"])
def test_a_hub_moves_to_another_database_by_its_backup(
    world: World, tmp_path: Path, other: str, new_database: NewDatabase
) -> None:
    _, two = busy(world)
    back_up(world.hub, tmp_path / "hub.tar")
    hub, _ = destroyed_and_restored(world, tmp_path / "hub.tar", new_database(other))
    world.hub.log("going on")
    assert world.carry(two).acknowledged == 2
    world.clock.pass_by(days=60)
    assert told(hub, world)["equation"] == {
        "cast": 7,
        "counted": 7,
        "set_aside": 0,
        "missing": 0,
        "surplus": 0,
        "holds": True,
    }


def test_by_the_commands(
    world: World,
    tmp_path: Path,
    backend: str,
    new_database: NewDatabase,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    busy(world)
    monkeypatch.setenv("KIOSK_HUB_DATABASE", world.database)
    folder, file = str(world.hub.folder.path), str(tmp_path / "hub.tar")
    assert main(["hub", "backup", file, "--folder", folder, "--json"]) == 0
    made = json.loads(capsys.readouterr().out)
    assert made["deposits"] == len(stored(world.hub))
    assert main(["hub", "backup", file, "--folder", folder]) == 1
    assert "never written over" in capsys.readouterr().err
    assert main(["hub", "restore", file, "--folder", folder]) == 1
    assert "not empty" in capsys.readouterr().err
    again = str(tmp_path / "again")
    if world.database:
        assert main(["hub", "restore", file, "--folder", again]) == 1
        assert "already holds a hub" in capsys.readouterr().err
    monkeypatch.setenv("KIOSK_HUB_DATABASE", new_database(backend))
    assert main(["hub", "restore", file, "--folder", again, "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == made
    assert main(["hub", "tablets", "--folder", again]) == 0
    assert "two" in capsys.readouterr().out


def cut(content: bytes) -> bytes:
    """The medium was full."""
    return content[: len(content) // 2]


def altered(content: bytes) -> bytes:
    """One bit of the middle."""
    place = len(content) // 2
    return content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :]


def climbing(content: bytes) -> bytes:
    """An archive that would write outside of its folder."""
    made = io.BytesIO()
    with tarfile.open(fileobj=io.BytesIO(content)) as archive, tarfile.open(fileobj=made, mode="w") as other:
        for member in archive:
            opened = archive.extractfile(member)
            assert opened is not None
            data = opened.read()
            if member.name == "manifest.json":
                manifest = json.loads(data)
                manifest["files"]["../outside"] = "0" * 64
                data = json.dumps(manifest).encode()
            member.size = len(data)
            other.addfile(member, io.BytesIO(data))
    return made.getvalue()


@pytest.mark.sqlite_only
@pytest.mark.parametrize("damage", [cut, altered, climbing, lambda _: b"", lambda _: b"no archive" * 99])
def test_a_backup_that_is_damaged_is_one_sentence_and_makes_nothing(
    world: World, tmp_path: Path, damage: Callable[[bytes], bytes]
) -> None:
    file = tmp_path / "hub.tar"
    back_up(world.hub, file)
    file.write_bytes(damage(file.read_bytes()))
    with pytest.raises(FormatError, match=r"backup|damaged"):
        restore(file, tmp_path / "again")
    assert not (tmp_path / "again").exists()
    assert not (tmp_path / "outside").exists()


@pytest.mark.sqlite_only
def test_what_cannot_be_written_or_read_is_one_sentence(world: World, tmp_path: Path) -> None:
    for place in (tmp_path / "nowhere", world.hub.folder.path):
        with pytest.raises(VaultError):
            back_up(world.hub, place / "hub.tar")
    with pytest.raises(KioskError):
        restore(tmp_path / "nothing.tar", tmp_path / "again")
    assert not list(tmp_path.glob("**/.kiosk-*"))


def test_a_table_that_this_program_does_not_know_is_not_left_out(world: World, tmp_path: Path) -> None:
    with world.hub.transaction() as connection:
        connection.exec_driver_sql("CREATE TABLE tomorrow (name TEXT)")
    with pytest.raises(VaultError, match="does not know tomorrow"):
        back_up(world.hub, tmp_path / "hub.tar")
    assert not (tmp_path / "hub.tar").exists()
