"""What is on the card: whole, sealed, dateless, in no order; and what happens when it cannot be written."""

from __future__ import annotations

import errno
import random
import shutil
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from kiosk.backup import card as cards
from kiosk.backup import sealing
from kiosk.backup.card import FILE_DATE, Card
from kiosk.backup.keeper import Keeper
from kiosk.backup.snapshot import decode, encode, snapshot_of
from kiosk.backup.state import State
from kiosk.errors import BackupError
from kiosk.tablet import Tablet
from tests.sync.acts import cast, cast_by_code
from tests.sync.sticks import MIB, Failing, mounted, remount
from tests.world import World


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where a card is mounted."""
    made = tmp_path / "card"
    made.mkdir()
    return made


def keeper(tablet: Tablet, folder: Path) -> Keeper:
    return Keeper(tablet, Card(folder, tablet.folder, same_disk=True))


def content_of(world: World, path: Path) -> bytes:
    """What the hub reads in a backup."""
    backup = sealing.read(path.read_bytes())
    return sealing.opened(backup, sealing.released(backup, world.hub.contributions_open_key()))


def troubles(tablet: Tablet) -> list[tuple[str, str]]:
    return [(name, detail) for _, name, detail in tablet.vault.events() if name.startswith("backup")]


def test_the_card_holds_what_the_vault_holds(world: World, folder: Path) -> None:
    tablet = world.tablet()
    for code in world.drawn["budget"]:
        cast_by_code(tablet, code)
    cast(tablet)
    kept = keeper(tablet, folder)
    assert kept.look() is State.UP_TO_DATE
    held = decode(content_of(world, kept.card.path_of(tablet.pairing.tablet)))
    assert held == snapshot_of(tablet.vault)
    assert len(held.deposits) == held.cast == 4
    assert len(held.codes) == 3


def test_what_is_acknowledged_and_erased_goes_from_the_card(world: World, folder: Path) -> None:
    tablet = world.tablet()
    cast(tablet)
    kept = keeper(tablet, folder)
    kept.look()
    world.carry(tablet)
    world.clock.pass_by(days=1)
    assert tablet.erase_old(0) == 1
    kept.look()
    held = decode(content_of(world, kept.card.path_of(tablet.pairing.tablet)))
    assert held.deposits == ()
    assert held.cast == 1


def on_the_card(folder: Path) -> list[tuple[str, int, float]]:
    """What a thief sees without a key: names in the order of the folder, sizes, dates."""
    found = list(folder.rglob("*"))
    return [
        (str(path.relative_to(folder)), path.stat().st_size * path.is_file(), path.stat().st_mtime)
        for path in found
    ]


def test_two_casts_in_either_order_leave_the_same_card(world: World, tmp_path: Path) -> None:
    tablet = world.tablet()
    tablet.vault.settle()
    tablet.close_files()
    seen, contents = [], []
    for order in (("a", "b"), ("b", "a")):
        copied, card = tmp_path / f"tablet-{order[0]}", tmp_path / f"card-{order[0]}"
        shutil.copytree(tablet.folder, copied)
        card.mkdir()
        one = Tablet(copied, world.clock)
        kept = keeper(one, card)
        for choice in order:
            drawn = random.Random(choice)
            one.random_bytes = drawn.randbytes
            cast(one, {choice: 1})
            world.clock.pass_by(minutes=7)
            one.random_bytes = random.Random().randbytes
            assert kept.look() is State.UP_TO_DATE
        seen.append(on_the_card(card))
        content = content_of(world, kept.card.path_of(one.pairing.tablet))
        # HPKE draws a new key for each seal: the envelopes themselves are compared by their length.
        held = decode(content)
        contents.append(([d.id for d in held.deposits], held.account, len(content)))
        one.close_files()
    assert seen[0] == seen[1]
    assert contents[0] == contents[1]
    assert {when for name, _, when in seen[0] if name.startswith("kiosk")} == {FILE_DATE}


def test_nothing_but_the_tablets_name_can_be_read_and_no_key_lies_there(world: World, folder: Path) -> None:
    tablet = world.tablet()
    cast_by_code(tablet, world.drawn["budget"][0])
    kept = keeper(tablet, folder)
    kept.look()
    (path,) = (path for path in folder.rglob("*") if path.is_file())
    written = path.read_bytes()
    plain = encode(snapshot_of(tablet.vault))
    for start in range(0, len(plain) - 16, 16):
        assert plain[start : start + 16] not in written
    for secret in (
        b"budget",
        b"ballot",
        tablet.signing_key.to_bytes(),
        b"2027",
        tablet.vault.path.read_bytes()[:99],
    ):
        assert secret not in written
    assert tablet.signing_key.to_bytes().hex().encode() not in written


def test_a_few_ballots_more_do_not_change_its_size(world: World, folder: Path) -> None:
    tablet = world.tablet()
    kept = keeper(tablet, folder)
    sizes = set()
    for _ in range(4):
        cast(tablet)
        kept.look()
        sizes.add(kept.card.path_of(tablet.pairing.tablet).stat().st_size)
    assert len(sizes) == 1


def test_any_byte_that_is_changed_is_found(world: World, folder: Path) -> None:
    tablet = world.tablet()
    cast(tablet)
    kept = keeper(tablet, folder)
    kept.look()
    written = kept.card.path_of(tablet.pairing.tablet).read_bytes()
    drawn = random.Random(5)
    places = {*range(400), *drawn.sample(range(len(written)), 400), len(written) - 1}
    for place in places:
        changed = bytearray(written)
        changed[place] ^= drawn.randrange(1, 256)
        with pytest.raises(BackupError) as refused:
            sealing.read(bytes(changed))
        assert refused.value.reason in {"damaged", "no_backup"}
    for length in (0, 1, 30, 200, 2500, len(written) - 1):
        with pytest.raises(BackupError):
            sealing.read(written[:length])


def test_a_recovery_code_is_read_as_people_type_it_and_every_slip_is_found() -> None:
    key = sealing.RecoveryKey(bytes(range(16)))
    code = sealing.printed(key)
    assert sealing.parse_code(code.lower().replace("-", " ")) == key
    for place, letter in enumerate(code):
        other = "7" if letter != "7" else "8"
        if letter != "-":
            with pytest.raises(BackupError):
                sealing.parse_code(code[:place] + other + code[place + 1 :])
    for text in ("", "É", code + "0", code[:-1], "Z" * 27):
        with pytest.raises(BackupError):
            sealing.parse_code(text)


# -- cards that go wrong


def test_a_card_that_fails_is_told_once_and_catches_up_when_it_is_back(world: World, folder: Path) -> None:
    tablet = world.tablet()
    kept = keeper(tablet, folder)
    kept.look()
    folder.rename(folder.with_name("pulled"))
    for _ in range(3):
        cast(tablet)
        assert kept.look() is State.MISSING
    assert troubles(tablet) == [("backup_failed", "missing")]
    folder.with_name("pulled").rename(folder)
    assert kept.look() is State.UP_TO_DATE
    assert len(decode(content_of(world, kept.card.path_of(tablet.pairing.tablet))).deposits) == 3
    assert troubles(tablet) == [("backup_failed", "missing"), ("backup_works", "")]


def test_another_card_gets_everything(world: World, folder: Path) -> None:
    tablet = world.tablet()
    cast(tablet)
    kept = keeper(tablet, folder)
    kept.look()
    shutil.rmtree(folder / "kiosk")
    assert kept.look() is State.UP_TO_DATE
    assert kept.card.path_of(tablet.pairing.tablet).exists()


def test_staff_can_have_the_card_read_back(world: World, folder: Path) -> None:
    tablet = world.tablet()
    cast(tablet)
    kept = keeper(tablet, folder)
    kept.write_now()
    path = kept.card.path_of(tablet.pairing.tablet)
    whole = path.read_bytes()
    path.write_bytes(whole[:-1] + b"?")
    kept.write_now()
    assert len(decode(content_of(world, path)).deposits) == 1


def test_a_folder_on_the_tablets_own_disk_is_no_card(world: World, folder: Path) -> None:
    tablet = world.tablet()
    kept = Keeper(tablet, Card(folder, tablet.folder))
    assert kept.look() is State.MISSING
    with pytest.raises(BackupError) as refused:
        kept.write_now()
    assert refused.value.reason == "same_disk"


def test_a_full_and_a_write_protected_card(world: World, tmp_path: Path) -> None:
    tablet = world.tablet()
    with mounted(tmp_path / "card", MIB) as small:
        kept = Keeper(tablet, Card(small, tablet.folder))
        assert kept.look() is State.UP_TO_DATE
        before = kept.card.path_of(tablet.pairing.tablet).read_bytes()
        filler = small / "photos"
        filler.write_bytes(bytes(MIB - 3 * len(before) // 2))
        cast(tablet)
        assert kept.look() is State.FULL
        assert kept.card.path_of(tablet.pairing.tablet).read_bytes() == before, (
            "the one before is still whole"
        )
        filler.unlink()
        assert kept.look() is State.UP_TO_DATE
        remount(small, "ro")
        cast(tablet)
        assert kept.look() is State.READ_ONLY
        remount(small, "rw")
        assert kept.look() is State.UP_TO_DATE
        assert {path.name for path in small.rglob("*.part")} == set()
    assert [name for name, _ in troubles(tablet)] == ["backup_failed", "backup_works"] * 2


@pytest.mark.parametrize(
    ("number", "state"),
    [(errno.EIO, State.FAILING), (errno.ENODEV, State.FAILING), (errno.ENOSPC, State.FULL)],
)
def test_a_card_that_is_pulled_out_while_it_is_written(
    number: int, state: State, world: World, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tablet = world.tablet()
    cast(tablet)
    kept = keeper(tablet, folder)
    kept.look()
    before = content_of(world, kept.card.path_of(tablet.pairing.tablet))
    cast(tablet)
    with monkeypatch.context() as patch:
        Failing(patch, number)
        assert kept.look() is state
    assert content_of(world, kept.card.path_of(tablet.pairing.tablet)) == before
    assert kept.look() is State.UP_TO_DATE
    assert len(tablet.vault.undelivered_ids()) == 2


def test_a_card_that_gives_back_other_bytes(
    world: World, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tablet = world.tablet()
    cast(tablet)
    kept = keeper(tablet, folder)
    real = Path.read_bytes

    def worn(path: Path) -> bytes:
        return real(path)[:-1] + b"?" if path.name.endswith(".part") else real(path)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "read_bytes", worn)
        assert kept.look() is State.FAILING
    assert kept.reason == "other_bytes"
    assert not kept.card.path_of(tablet.pairing.tablet).exists()


def test_links_on_a_card_lead_nowhere(world: World, folder: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (folder / "kiosk").symlink_to(elsewhere)
    kept = keeper(world.tablet(), folder)
    assert kept.look() is State.FAILING
    assert list(elsewhere.iterdir()) == []


def test_casting_goes_on_whatever_the_card_does(
    world: World, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tablet = world.tablet()
    kept = keeper(tablet, folder)

    def breaks(*_arguments: object, **_named: object) -> None:
        raise OSError(errno.EIO, "broken")

    monkeypatch.setattr(cards, "write_verified", breaks)
    kept.start()
    try:
        cast(tablet)
        cast(tablet)
    finally:
        kept.stop()
    assert len(tablet.vault.undelivered_ids()) == 2


def test_the_thread_brings_each_deposit_to_the_card(world: World, folder: Path) -> None:
    tablet = world.tablet()
    kept = keeper(tablet, folder)
    kept.start()
    try:
        cast(tablet)
        wait_until(lambda: kept.state is State.UP_TO_DATE)
    finally:
        kept.stop()
    assert len(decode(content_of(world, kept.card.path_of(tablet.pairing.tablet))).deposits) == 1


def wait_until(seen: Callable[[], bool]) -> None:
    """Look until something is so."""
    deadline = time.monotonic() + 30
    while not seen():
        assert time.monotonic() < deadline, "it never came"
        time.sleep(0.002)
