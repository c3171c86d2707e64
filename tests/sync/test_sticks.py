"""Wrong, full, locked, pulled-out, worn and hostile sticks: one clear sentence each, and nothing is lost."""

from __future__ import annotations

import errno
import os
import shutil
from pathlib import Path

import pytest

from kiosk import medium
from kiosk.carrying import Way, carrying_of
from kiosk.errors import StickError
from kiosk.tablet import Tablet
from sync.usb import Exported, clear_answered, export_parcels, import_answers, take_parcels, write_verified
from tests.sync.acts import cast, holds, stored
from tests.sync.sticks import MIB, Failing, mounted, remount
from tests.world import World

ESCAPES = "\x1b[2J\x1b]0;owned\x07\n\u202egnp"


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    """An empty stick."""
    folder = tmp_path / "stick"
    folder.mkdir()
    return folder


@pytest.fixture
def tablet(world: World) -> Tablet:
    """A tablet with six ballots aboard."""
    tablet = world.tablet()
    for _ in range(6):
        cast(tablet)
    return tablet


def hub_takes(world: World, stick: Path) -> int:
    """The hub's side; gives how many parcels it took."""
    return take_parcels(stick, lambda signed: world.intake.take(signed, by_network=False), None).parcels


def nothing_is_lost(world: World, tablet: Tablet, good_stick: Path) -> None:
    """The equation holds, and another stick brings everything home once."""
    assert holds(tablet)
    good_stick.mkdir(exist_ok=True)
    export_parcels(tablet, good_stick)
    hub_takes(world, good_stick)
    import_answers(tablet, good_stick)
    assert tablet.vault.undelivered_ids() == []
    assert len(stored(world.hub)) == 6
    assert holds(tablet)


REASONS = [
    (errno.ENOSPC, "full", "the stick is full"),
    (errno.EDQUOT, "full", "the stick is full"),
    (errno.EROFS, "read_only", "write-protected"),
    (errno.EACCES, "read_only", "write-protected"),
    (errno.EIO, "pulled_out", "pulled out"),
    (errno.ENODEV, "pulled_out", "pulled out"),
    (errno.ENOENT, "pulled_out", "pulled out"),
    (errno.ENAMETOOLONG, "unwritable", "cannot be written"),
]


@pytest.mark.parametrize(
    ("number", "reason", "words"), REASONS, ids=[errno.errorcode[n] for n, *_ in REASONS]
)
@pytest.mark.parametrize("after_files", [0, 1])
def test_what_the_system_refuses_is_said_in_a_sentence(
    world: World,
    tablet: Tablet,
    stick: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    number: int,
    reason: str,
    words: str,
    after_files: int,
) -> None:
    Failing(monkeypatch, number, after_files=after_files)
    with pytest.raises(StickError, match=words) as refused:
        export_parcels(tablet, stick, batch=2)
    monkeypatch.undo()
    assert refused.value.reason == reason
    assert len(list(stick.rglob("*.parcel"))) == after_files
    assert not list(stick.rglob("*.part")), "half a file does not stay to fill the stick"
    known = carrying_of(tablet)
    assert known.last_failure is not None
    assert (known.fails, known.last_failure.reason, known.last_failure.way) == (True, reason, Way.STICK)
    assert (known.undelivered, known.all_delivered) == (6, False)
    nothing_is_lost(world, tablet, tmp_path / "good")
    assert not carrying_of(tablet).fails


def test_a_stick_that_is_really_full(world: World, tablet: Tablet, tmp_path: Path) -> None:
    with mounted(tmp_path / "small", MIB) as small:
        (small / "holiday.jpg").write_bytes(bytes(MIB - 5 * 4096))
        with pytest.raises(StickError, match="full") as refused:
            export_parcels(tablet, small, batch=1)
        assert refused.value.reason == "full"
        assert not list(small.rglob("*.part"))
        whole = list(small.rglob("*.parcel"))
        assert whole, "some fitted"
        # What fitted is good; the hub has no room for its answer, and says so.
        (small / "kiosk" / "answers").mkdir()
        (small / "rest").write_bytes(bytes(shutil.disk_usage(small).free))
        with pytest.raises(StickError, match="full"):
            hub_takes(world, small)
        (small / "holiday.jpg").unlink()
        assert hub_takes(world, small) == len(whole)
        import_answers(tablet, small)
    nothing_is_lost(world, tablet, tmp_path / "good")


def test_a_stick_that_is_really_locked(world: World, tablet: Tablet, tmp_path: Path) -> None:
    with mounted(tmp_path / "locked", MIB) as locked:
        remount(locked, "ro")
        with pytest.raises(StickError, match="write-protected") as refused:
            export_parcels(tablet, locked)
        assert refused.value.reason == "read_only"
        remount(locked, "rw")
        export_parcels(tablet, locked, batch=2)
        hub_takes(world, locked)
        remount(locked, "ro")
        assert import_answers(tablet, locked).acknowledged == 6, "reading needs no writing"
        with pytest.raises(StickError, match="write-protected"):
            clear_answered(tablet, locked)
        with pytest.raises(StickError, match="write-protected"):
            hub_takes(world, locked)
        remount(locked, "rw")
        assert clear_answered(tablet, locked) == 3
    nothing_is_lost(world, tablet, tmp_path / "good")


def test_a_stick_that_is_pulled_out_between_two_parcels(
    world: World, tablet: Tablet, stick: Path, tmp_path: Path
) -> None:
    def pull(exported: Exported) -> None:
        if exported.parcels == 2:
            stick.rename(tmp_path / "in the pocket")

    with pytest.raises(StickError, match="pulled out"):
        export_parcels(tablet, stick, batch=2, report=pull)
    pocket = tmp_path / "in the pocket"
    assert hub_takes(world, pocket) == 2
    assert import_answers(tablet, pocket).acknowledged == 4
    nothing_is_lost(world, tablet, tmp_path / "good")


def test_a_stick_that_is_pulled_out_while_the_hub_reads(world: World, tablet: Tablet, stick: Path) -> None:
    export_parcels(tablet, stick, batch=2)

    def take(signed: bytes) -> bytes:
        answer = world.intake.take(signed, by_network=False)
        shutil.rmtree(stick)
        return answer

    with pytest.raises(StickError, match="pulled out"):
        take_parcels(stick, take, None)
    assert len(stored(world.hub)) == 2
    assert world.carry(tablet).acknowledged == 6, "what the hub took without an answer is answered again"


def test_writing_can_be_stopped_and_taken_up_again(world: World, tablet: Tablet, stick: Path) -> None:
    asked = iter([False, False, True])
    heard: list[Exported] = []
    first = export_parcels(tablet, stick, batch=2, report=heard.append, cancelled=lambda: next(asked))
    assert (first.parcels, first.deposits, first.total, first.stopped) == (2, 4, 6, True)
    assert [exported.deposits for exported in heard] == [0, 2, 4]
    export_parcels(tablet, stick)
    hub_takes(world, stick)
    assert import_answers(tablet, stick).acknowledged == 6
    assert len(stored(world.hub)) == 6


def test_a_parcel_is_read_back_from_the_medium(stick: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    advised: list[int] = []
    monkeypatch.setattr(os, "posix_fadvise", lambda *arguments: advised.append(arguments[-1]))
    write_verified(stick / "a.parcel", b"content")
    assert advised == [os.POSIX_FADV_DONTNEED]


def test_names_with_escapes_are_shown_without_them(world: World, tablet: Tablet, stick: Path) -> None:
    export_parcels(tablet, stick)
    folder = stick / "kiosk" / "parcels"
    (folder / f"{ESCAPES}.parcel").write_bytes(b"junk")
    (folder / (os.fsdecode(b"\xff\xfe") + ".parcel")).symlink_to("/dev/zero")
    (folder / ("n" * 240 + ".parcel")).mkdir()
    taken = take_parcels(stick, world.intake.take, None)
    assert (taken.parcels, len(taken.problems)) == (1, 3)
    for problem in taken.problems:
        for text in (problem.file, problem.sentence):
            assert text.isprintable()
            text.encode()
            assert len(text) < 120 or "n" * 240 not in text


def test_pipes_and_devices_are_not_opened(
    world: World, tablet: Tablet, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    export_parcels(tablet, stick)
    opened: list[str] = []
    real = os.open

    def watched(path: Path, flags: int, mode: int = 0o777) -> int:
        opened.append(Path(path).name)
        return real(path, flags, mode)

    monkeypatch.setattr(os, "open", watched)
    folder = stick / "kiosk" / "parcels"
    os.mkfifo(folder / "a.parcel")
    if os.geteuid() == 0:
        os.mknod(folder / "b.parcel", 0o600 | 0o020000, os.makedev(1, 5))  # /dev/zero
    os.mkfifo(stick / "kiosk" / "catalogue.signed")
    taken = take_parcels(stick, world.intake.take, None)
    assert taken.parcels == 1
    assert {problem.sentence.partition(" ")[2] for problem in taken.problems} == {"is not a file."}
    assert [problem.file for problem in import_answers(tablet, stick).problems] == ["catalogue.signed"]
    assert not {"a.parcel", "b.parcel", "catalogue.signed"} & set(opened)


def test_a_folder_of_a_million_names_is_not_walked_to_its_end(
    world: World, tablet: Tablet, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(medium, "FILES_MAX", 10)
    export_parcels(tablet, stick)
    for number in range(20):
        (stick / "kiosk" / "parcels" / f"{number}.parcel").write_bytes(b"junk")
    taken = take_parcels(stick, world.intake.take, None)
    assert any("More than 10 files" in problem.sentence for problem in taken.problems)
    assert len(taken.problems) <= 11


def test_answers_that_lead_elsewhere_are_refused(tablet: Tablet, stick: Path, tmp_path: Path) -> None:
    (stick / "kiosk").mkdir()
    (stick / "kiosk" / "answers").symlink_to(tmp_path)
    with pytest.raises(StickError, match="tampered") as refused:
        import_answers(tablet, stick)
    assert refused.value.reason == "tampered"
    with pytest.raises(StickError, match="tampered"):
        clear_answered(tablet, stick)
