"""The stick carries exactly what the network carries, and believes nothing that it finds."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from kiosk.errors import WireError
from kiosk.ids import Mode
from kiosk.medium import FILE_BYTES_MAX
from kiosk.tablet import Tablet
from sync.courier import Courier
from sync.hub.intake import Intake
from sync.parcel import unpack, unpack_answer
from sync.usb import Taken, clear_answered, export_parcels, import_answers, take_parcels, write_verified
from tests.sync.acts import aside, cast, cast_by_code, direct, holds, stored
from tests.world import World


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    """An empty stick."""
    folder = tmp_path / "stick"
    folder.mkdir()
    return folder


@pytest.fixture
def tablet(world: World) -> Tablet:
    """A tablet with seven ballots aboard."""
    tablet = world.tablet()
    for _ in range(7):
        cast(tablet)
    return tablet


def hub_takes(world: World, stick: Path) -> Taken:
    """The hub's side, with its newest catalogue."""
    newest = world.hub.newest_catalogue()
    assert newest is not None
    return take_parcels(stick, lambda signed: world.intake.take(signed, by_network=False), newest[1])


def test_a_stick_gives_exactly_what_the_network_gives(
    world: World, tablet: Tablet, stick: Path, tmp_path: Path
) -> None:
    for code in world.drawn["budget"]:
        cast_by_code(tablet, code)
    exported = export_parcels(tablet, stick, batch=4)
    assert (exported.parcels, exported.deposits, exported.held_back) == (4, 15, 0)
    assert hub_takes(world, stick) == Taken(4, ())
    by_stick, account = stored(world.hub), tablet.vault.account()
    imported = import_answers(tablet, stick)
    assert (imported.answers, imported.acknowledged, imported.refused) == (4, 15, 0)
    after_stick = tablet.vault.account()
    with world.hub.transaction() as connection:
        connection.exec_driver_sql("DELETE FROM deposit")
    with tablet.vault.transaction() as connection:
        connection.exec_driver_sql("DELETE FROM standing")
        connection.exec_driver_sql("DELETE FROM counter WHERE name = 'acknowledged'")
    assert tablet.vault.account() != account
    with world.client() as client:
        Courier(tablet, client, batch=4).carry()
    assert stored(world.hub) == by_stick
    assert len(by_stick) == 15
    assert tablet.vault.account() == after_stick


def test_a_stick_and_the_network_in_any_mixture_count_once(world: World, tablet: Tablet, stick: Path) -> None:
    export_parcels(tablet, stick, batch=3)
    world.carry(tablet)
    cast(tablet)
    export_parcels(tablet, stick)
    hub_takes(world, stick)
    hub_takes(world, stick)
    assert import_answers(tablet, stick).acknowledged == 1
    assert import_answers(tablet, stick).acknowledged == 0
    assert len(stored(world.hub)) == 8
    assert aside(world.hub) == []
    assert holds(tablet)


def test_a_newer_catalogue_travels_on_the_stick(world: World, tablet: Tablet, stick: Path) -> None:
    assert import_answers(tablet, stick).catalogue is None
    export_parcels(tablet, stick)
    hub_takes(world, stick)
    assert import_answers(tablet, stick).catalogue is None
    world.publish()
    hub_takes(world, stick)
    imported = import_answers(tablet, stick)
    assert (imported.catalogue, imported.problems) == (2, ())


def test_a_catalogue_of_another_hub_is_reported_and_not_used(
    world: World, tablet: Tablet, stick: Path
) -> None:
    export_parcels(tablet, stick)
    payload = world.publish().split(b"\n", 2)[2]
    (stick / "kiosk" / "catalogue.signed").write_bytes(tablet.signing_key.sign("catalogue", payload))
    imported = import_answers(tablet, stick)
    assert imported.catalogue is None
    assert [problem.file for problem in imported.problems] == ["catalogue.signed"]
    assert tablet.index is not None
    assert tablet.index.catalogue.version == 1


def test_official_ballots_wait_for_company_on_a_stick_too(tmp_path: Path, stick: Path) -> None:
    world = World(tmp_path / "official", Mode.OFFICIAL, codes={"budget": 10})
    tablet = world.tablet()
    for code in world.drawn["budget"][:9]:
        cast_by_code(tablet, code)
    assert export_parcels(tablet, stick).held_back == 9
    (parcel,) = stick.rglob("*.parcel")
    said = unpack(parcel.read_bytes(), tablet.signing_key.verify_key)
    assert said.deposits == (), "the statement goes alone"
    assert said.header.statement.undelivered == 9
    cast_by_code(tablet, world.drawn["budget"][9])
    assert export_parcels(tablet, stick).deposits == 10
    world.close()


def test_a_missing_stick_is_said_and_nothing_is_marked(world: World, tablet: Tablet, tmp_path: Path) -> None:
    with pytest.raises(WireError, match="Plug the stick in"):
        export_parcels(tablet, tmp_path / "not-there")
    with pytest.raises(WireError, match="Plug the stick in"):
        take_parcels(tmp_path / "not-there", Intake(world.hub).take, None)
    with pytest.raises(WireError, match="Plug the stick in"):
        import_answers(tablet, tmp_path / "not-there")
    (line,) = tablet.vault.account()
    assert (line.aboard, line.carried) == (7, 0)


def test_a_stick_that_cannot_be_written_is_said_and_nothing_is_lost(tablet: Tablet, stick: Path) -> None:
    # A file where a folder belongs stops even the superuser, whom permissions do not.
    (stick / "kiosk").write_bytes(b"")
    with pytest.raises(WireError, match="cannot be made"):
        export_parcels(tablet, stick)
    (stick / "kiosk").unlink()
    (stick / "kiosk" / "parcels" / f"{tablet.pairing.tablet}-000001.parcel").mkdir(parents=True)
    with pytest.raises(WireError, match="cannot be written"):
        export_parcels(tablet, stick)
    assert len(tablet.vault.undelivered_ids()) == 7
    assert holds(tablet)
    assert export_parcels(tablet, stick).deposits == 7


@pytest.mark.skipif(os.geteuid() == 0, reason="the superuser writes everywhere")
def test_a_read_only_stick_is_said(tablet: Tablet, stick: Path) -> None:
    stick.chmod(0o500)
    with pytest.raises(WireError, match="cannot be made"):
        export_parcels(tablet, stick)
    assert len(tablet.vault.undelivered_ids()) == 7


def test_a_stick_that_gives_back_other_bytes_is_refused(stick: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Path, "read_bytes", lambda _path: b"worn out")
    with pytest.raises(WireError, match="other bytes"):
        write_verified(stick / "a.parcel", b"content")
    monkeypatch.undo()
    assert not (stick / "a.parcel").exists()


def test_a_file_with_its_name_is_whole(stick: Path) -> None:
    write_verified(stick / "a.parcel", b"old")
    write_verified(stick / "a.parcel", b"new")
    assert [path.name for path in stick.iterdir()] == ["a.parcel"]
    assert (stick / "a.parcel").read_bytes() == b"new"


def test_what_is_not_ours_on_the_stick_is_left_alone(world: World, tablet: Tablet, stick: Path) -> None:
    export_parcels(tablet, stick)
    folder = stick / "kiosk" / "parcels"
    foreign = {
        stick / "holiday.jpg": b"x",
        folder / "notes.txt": b"x",
        folder / ".hidden.parcel": b"x",
        folder / f".{tablet.pairing.tablet}-000009.parcel.part": b"half",
    }
    for path, content in foreign.items():
        path.write_bytes(content)
    assert hub_takes(world, stick) == Taken(1, ())
    assert import_answers(tablet, stick).problems == ()
    assert {path: path.read_bytes() for path in foreign} == foreign


def test_links_folders_and_oversized_files_are_reported_and_not_read(
    world: World, tablet: Tablet, stick: Path, tmp_path: Path
) -> None:
    export_parcels(tablet, stick)
    folder = stick / "kiosk" / "parcels"
    secret = tmp_path / "secret"
    secret.write_bytes(b"not for the hub")
    (folder / "a-link.parcel").symlink_to(secret)
    (folder / "b-folder.parcel").mkdir()
    with (folder / "c-large.parcel").open("wb") as large:
        large.truncate(FILE_BYTES_MAX + 1)
    seen: list[bytes] = []

    def take(signed: bytes) -> bytes:
        seen.append(signed)
        return world.intake.take(signed)

    taken = take_parcels(stick, take, None)
    assert [problem.file for problem in taken.problems] == [
        "a-link.parcel",
        "b-folder.parcel",
        "c-large.parcel",
    ]
    assert "too large" in taken.problems[2].sentence
    assert (taken.parcels, len(seen)) == (1, 1)


def test_garbage_is_reported_and_what_is_good_is_taken(world: World, tablet: Tablet, stick: Path) -> None:
    export_parcels(tablet, stick, batch=4)
    folder = stick / "kiosk" / "parcels"
    good = sorted(folder.iterdir())
    (folder / "0-garbage.parcel").write_bytes(b"\x00\xff" * 50)
    (folder / "0-empty.parcel").write_bytes(b"")
    (folder / "z-cut.parcel").write_bytes(good[0].read_bytes()[:-1])
    (folder / "z-stranger.parcel").write_bytes(world.hub.signing_key.sign("parcel", b""))
    taken = hub_takes(world, stick)
    assert taken.parcels == 2
    assert len(taken.problems) == 4
    assert len(stored(world.hub)) == 7
    answers = stick / "kiosk" / "answers"
    (answers / "0.answer").write_bytes(b"nobody's")
    imported = import_answers(tablet, stick)
    assert (imported.acknowledged, imported.problems) == (7, ())


def test_a_damaged_answer_is_reported_and_marks_nothing(world: World, tablet: Tablet, stick: Path) -> None:
    export_parcels(tablet, stick)
    hub_takes(world, stick)
    (answer,) = (stick / "kiosk" / "answers").iterdir()
    whole = answer.read_bytes()
    answer.write_bytes(whole[:-1])
    imported = import_answers(tablet, stick)
    assert (imported.answers, [problem.file for problem in imported.problems]) == (0, [answer.name])
    assert len(tablet.vault.undelivered_ids()) == 7
    answer.write_bytes(whole)
    assert import_answers(tablet, stick).acknowledged == 7


def test_other_tablets_files_are_left_to_them(world: World, tablet: Tablet, stick: Path) -> None:
    other = world.tablet("other")
    cast(other)
    export_parcels(tablet, stick)
    export_parcels(other, stick)
    hub_takes(world, stick)
    imported = import_answers(tablet, stick)
    assert (imported.answers, imported.acknowledged, imported.problems) == (1, 7, ())
    assert clear_answered(tablet, stick) == 1
    assert import_answers(other, stick).acknowledged == 1
    assert len(list(stick.rglob("*.parcel"))) == 1


def test_clearing_takes_the_answer_before_the_parcel_goes(world: World, tablet: Tablet, stick: Path) -> None:
    export_parcels(tablet, stick, batch=4)
    assert clear_answered(tablet, stick) == 0
    hub_takes(world, stick)
    assert clear_answered(tablet, stick) == 2
    assert tablet.vault.undelivered_ids() == []
    assert not list(stick.rglob("*.parcel"))
    assert not list(stick.rglob("*.answer"))


def test_exporting_again_takes_a_new_number_and_writes_over_nothing(tablet: Tablet, stick: Path) -> None:
    export_parcels(tablet, stick)
    first = {path: path.read_bytes() for path in stick.rglob("*.parcel")}
    export_parcels(tablet, stick)
    again = {path: path.read_bytes() for path in stick.rglob("*.parcel")}
    assert len(again) == 2
    assert first.items() <= again.items()


def test_a_statement_on_a_stick_is_no_clock(world: World, tablet: Tablet, stick: Path) -> None:
    export_parcels(tablet, stick)
    world.clock.pass_by(days=3)
    hub_takes(world, stick)
    (known,) = world.hub.tablets()
    assert (known.last_contact, known.skew_seconds) == (None, None)
    assert known.statement is not None
    assert known.statement.undelivered == 7


def test_the_answer_on_the_stick_is_the_networks_answer(world: World, tablet: Tablet, stick: Path) -> None:
    export_parcels(tablet, stick)
    (parcel,) = stick.rglob("*.parcel")
    hub_takes(world, stick)
    (answer,) = stick.rglob("*.answer")
    with direct(world.hub) as wire:
        again = wire.post("/v1/parcels", content=parcel.read_bytes()).content
    assert again == answer.read_bytes()
    assert len(unpack_answer(again, world.hub.signing_key.verify_key).accepted) == 7


def test_a_link_on_a_stick_leads_nowhere(tablet: Tablet, stick: Path, tmp_path: Path) -> None:
    """A stick is anybody's: what lies on it must not choose which file is written over."""
    precious = tmp_path / "hub.key"
    precious.write_bytes(b"precious")
    (stick / "kiosk" / "parcels").mkdir(parents=True)
    for name in (f".{tablet.pairing.tablet}-000001.parcel.part", f"{tablet.pairing.tablet}-000002.parcel"):
        (stick / "kiosk" / "parcels" / name).symlink_to(precious)
    export_parcels(tablet, stick, batch=4)
    assert precious.read_bytes() == b"precious"


@pytest.mark.parametrize("folder", ["kiosk", "kiosk/parcels"])
def test_a_stick_whose_folders_lead_elsewhere_is_refused(
    tablet: Tablet, stick: Path, tmp_path: Path, folder: str
) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (stick / folder).parent.mkdir(exist_ok=True)
    (stick / folder).symlink_to(elsewhere)
    with pytest.raises(WireError, match="tampered"):
        export_parcels(tablet, stick)
    assert list(elsewhere.iterdir()) == []
