"""A staff laptop at 19:00: sticks go in one after the other, and the table says what is still out."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from kiosk.cli.main import main
from kiosk.tablet import Tablet
from sync.hub.watch import Seen, Watch, table
from sync.parcel import pack
from sync.usb import export_parcels, import_answers
from tests.sync.acts import cast, stored
from tests.sync.sticks import Failing
from tests.world import World


@pytest.fixture
def media(tmp_path: Path) -> Path:
    """Where sticks appear."""
    folder = tmp_path / "media"
    (folder / "agent").mkdir(parents=True)
    return folder


def stick_with(tablet: Tablet, place: Path, ballots: int = 3) -> Path:
    """A stick that somebody brings from a tablet."""
    for _ in range(ballots):
        cast(tablet)
    place.mkdir(parents=True, exist_ok=True)
    export_parcels(tablet, place, batch=2)
    return place


def words(seen: Seen) -> str:
    """The table with runs of blanks as one."""
    return "\n".join(" ".join(line.split()) for line in table(seen).split("\n"))


def test_each_stick_is_taken_as_it_comes_in(world: World, media: Path) -> None:
    one, two = world.tablet("Centre"), world.tablet("Minimes")
    watch = Watch(world.hub, [media])
    nothing = watch.look()
    assert nothing.sticks == ()
    assert "No stick with parcels is plugged in." in table(nothing)
    assert "All is here from 0 of 2 tablets." in table(nothing)
    stick = stick_with(one, media / "agent" / "CLE1")
    first = watch.look()
    assert f"{stick}: Centre: 3 taken, 0 set aside" in words(first)
    assert f"{stick}: answers and catalogue are on it. It may be pulled out." in words(first)
    assert "All is here from 1 of 2 tablets." in table(first)
    assert first.good
    stick_with(two, media / "CLE2", 1)
    second = watch.look()
    assert [seen.place for seen in second.sticks] == [str(media / "CLE2"), str(stick)]
    assert "All is here from 2 of 2 tablets." in table(second)
    assert "all here, not closed" in table(second), "more may come from a tablet that is open"
    two.change_status("close")
    export_parcels(two, media / "CLE2")
    assert [words(watch.look()).count(word) for word in (" complete", "not closed")] == [1, 1]
    assert import_answers(one, stick).acknowledged == 3
    assert import_answers(two, media / "CLE2").acknowledged == 1
    assert len(stored(world.hub)) == 4


def test_a_stick_that_stays_is_taken_once_and_again_when_something_new_is_on_it(
    world: World, media: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tablet = world.tablet("Centre")
    stick = stick_with(tablet, media / "CLE")
    watch = Watch(world.hub, [media])
    parcels: list[bytes] = []
    real = watch._intake.take

    def take(signed: bytes, *, by_network: bool = True) -> bytes:
        parcels.append(signed)
        return real(signed, by_network=by_network)

    monkeypatch.setattr(watch._intake, "take", take)
    assert watch.look() == watch.look()
    assert len(parcels) == 2
    stick_with(tablet, stick, 1)
    assert watch.look().sticks[0].parcels == 4
    shutil.move(stick, media.parent / "pocket")
    assert watch.look().sticks == ()
    shutil.move(media.parent / "pocket", stick)
    assert watch.look().sticks[0].parcels == 4
    assert len(stored(world.hub)) == 4


def test_a_full_stick_is_said_and_tried_again(
    world: World, media: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stick_with(world.tablet("Centre"), media / "CLE")
    watch = Watch(world.hub, [media])
    with monkeypatch.context() as patch:
        Failing(patch, 28)
        seen = watch.look()
    assert not seen.good
    assert "PROBLEM" in table(seen)
    assert "the stick is full" in table(seen)
    assert "It may be pulled out" not in table(seen)
    again = watch.look()
    assert again.good
    assert "It may be pulled out" in table(again)


def test_what_a_tablet_still_holds_is_told(world: World, media: Path) -> None:
    tablet = world.tablet("Centre")
    stick = stick_with(tablet, media / "CLE")
    for path in sorted((stick / "kiosk" / "parcels").iterdir())[:1]:
        path.unlink()
    (standing,) = Watch(world.hub, [media]).look().tablets
    assert (standing.cast, standing.here, standing.not_here) == (3, 1, 2)
    assert not standing.complete
    assert "2 NOT HERE" in table(Watch(world.hub, [media]).look())


def test_a_clock_that_is_wrong_and_a_tablet_that_was_revoked_are_told(world: World, media: Path) -> None:
    tablet = world.tablet("Centre")
    world.clock.pass_by(minutes=-9)
    statement = tablet.statement()
    world.clock.pass_by(minutes=9)
    world.intake.take(pack([], statement, tablet.next_sequence(), tablet.signing_key))
    watch = Watch(world.hub, [media])
    assert "-540 s WRONG" in words(watch.look())
    stick_with(tablet, media / "CLE")
    world.hub.revoke(tablet.pairing.tablet)
    seen = watch.look()
    assert "REVOKED" in table(seen)
    assert "0 taken, 3 set aside (3 tablet_revoked)" in words(seen)


def test_hostile_names_are_shown_without_escapes(world: World, media: Path) -> None:
    stick = stick_with(world.tablet("\x1b[2JCentre\u202e" + "x" * 60), media / "CLE\x1b]0;owned\x07")
    (stick / "kiosk" / "parcels" / "\x1b[31m.parcel").write_bytes(b"junk")
    printed = table(Watch(world.hub, [media]).look())
    assert [line for line in printed.split("\n") if line and not line.isprintable()] == []
    assert "x" * 40 not in printed


def test_links_and_other_folders_are_left_alone(world: World, media: Path, tmp_path: Path) -> None:
    elsewhere = stick_with(world.tablet(), tmp_path / "elsewhere")
    (media / "link").symlink_to(elsewhere)
    (media / "photos").mkdir()
    assert Watch(world.hub, [media]).look().sticks == ()
    assert list((media / "photos").iterdir()) == []
    assert [seen.place for seen in Watch(world.hub, [elsewhere]).look().sticks] == [str(elsewhere)]


@pytest.mark.parametrize("way", [["hub", "watch"], ["sync", "--watch"]], ids=" ".join)
def test_the_command_looks_once_for_scripts(
    way: list[str], world: World, media: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    stick = stick_with(world.tablet("Centre"), media / "CLE")
    hub = ["--folder", str(world.hub.folder.path)]
    assert main([*way, str(media), *hub, "--once", "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert [(row["name"], row["here"], row["complete"]) for row in said["tablets"]] == [("Centre", 3, True)]
    assert said["sticks"][0]["place"] == str(stick)
    (stick / "kiosk" / "parcels" / "x.parcel").write_bytes(b"junk")
    assert main([*way, str(media), *hub, "--once"]) == 1
    printed = capsys.readouterr().out
    assert "PROBLEM x.parcel" in printed
    assert "\x1b" not in printed


def test_the_command_names_what_is_no_folder(
    world: World, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    hub = ["--folder", str(world.hub.folder.path)]
    assert main(["hub", "watch", str(tmp_path / "none"), *hub, "--once"]) == 2
    assert main(["hub", "watch", str(tmp_path), *hub, "--once", "--every", "0"]) == 2
    assert main(["sync", "--once"]) == 2
    assert "Traceback" not in capsys.readouterr().err
