"""A tablet that dies while it writes its backup, restores one, or is erased: whole before or whole after."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.backup import sealing
from kiosk.backup.card import Card, backups_in, only_backup
from kiosk.backup.keeper import Keeper
from kiosk.backup.snapshot import decode
from kiosk.errors import VaultError
from kiosk.receipts import receipt_of
from kiosk.staff.factory import finish_erasing
from kiosk.tablet import Tablet
from kiosk.vault.store import Vault
from sync.hub.recovery import release
from tests.faults.nursery import ENDS, Nursery, Order, moments
from tests.faults.test_kill import LONGER, journal_of
from tests.sync.acts import cast
from tests.world import NOON, World

KEEPING, RESTORING, ERASING = 12 * LONGER, 10 * LONGER, 12 * LONGER


@pytest.fixture(scope="module")
def nursery() -> Iterator[Nursery]:
    """One warm process for all tests."""
    with Nursery() as warm:
        yield warm


def test_the_card_has_a_whole_backup_whenever_the_tablet_dies(tmp_path: Path, nursery: Nursery) -> None:
    world = World(tmp_path / "city")
    tablet = world.tablet("template")
    template, key = tablet.folder, world.hub.contributions_open_key()
    world.close()
    folder, most = tmp_path / "none", 0
    for number, moment in enumerate(moments(7, KEEPING, longest_seconds=0.4, lines=3000)):
        if number % 4 == 0:
            folder = tmp_path / f"tablet-{number}"
            shutil.copytree(template, folder)
        journal = folder.with_suffix(".journal")
        assert nursery.kill_one(Order("backup", str(folder), str(journal), number, **moment)) == "killed"
        lines = [line.split() for line in journal_of(journal)]
        kept = max((int(value) for name, value in lines if name == "kept"), default=0)
        receipts = {value for name, value in lines if name == "cast"}
        vault = Vault(folder / "vault.db")
        assert receipts <= {receipt_of(deposit) for deposit in vault.undelivered_ids()}
        assert all(line.holds for line in vault.account())
        vault.close()
        for path in backups_in(folder.with_suffix(".card")):
            backup = sealing.read(path.read_bytes())
            held = decode(sealing.opened(backup, sealing.released(backup, key)))
            assert len(held.deposits) >= kept, "what the card was said to hold, it holds"
            most = max(most, len(held.deposits))
    assert most > 2, "the moments are too tame"


def test_a_restore_that_dies_has_brought_all_or_nothing(tmp_path: Path, nursery: Nursery) -> None:
    world = World(tmp_path / "city")
    lost, template = world.tablet("lost"), world.tablet("template", opened=False).folder
    for _ in range(30):
        cast(lost)
    card = tmp_path / "card"
    card.mkdir()
    Keeper(lost, Card(card, lost.folder, same_disk=True)).look()
    world.hub.revoke(lost.pairing.tablet)
    _, key, _ = release(world.hub, only_backup(card))
    world.close()
    shutil.copy(only_backup(card), tmp_path / "lost.backup")
    (tmp_path / "recovery.code").write_text(sealing.printed(key), encoding="ascii")
    seen = set()
    for number, moment in enumerate([*moments(8, RESTORING, longest_seconds=0.03, lines=700), *ENDS]):
        folder = tmp_path / f"tablet-{number}"
        shutil.copytree(template, folder)
        journal = folder.with_suffix(".journal")
        assert nursery.kill_one(Order("restore", str(folder), str(journal), number, **moment)) == "killed"
        vault = Vault(folder / "vault.db")
        held = len(vault.undelivered_ids())
        assert held in {0, 30}
        assert held == 30 or not journal_of(journal)
        assert sum(line.cast for line in vault.restored_account()) == held
        assert ("restored" in [name for _, name, _ in vault.events()]) is (held == 30)
        seen.add(held)
        vault.close()
    assert seen == {0, 30}, "the moments are too tame"


def test_a_reset_that_dies_leaves_a_tablet_or_none(tmp_path: Path, nursery: Nursery) -> None:
    world = World(tmp_path / "city")
    template = world.tablet("template", opened=False).folder
    secret = (template / "tablet.key").read_bytes()
    world.close()
    ended = {"there": 0, "gone": 0}
    for number, moment in enumerate([*moments(9, ERASING, longest_seconds=0.01, lines=150), *ENDS]):
        data = tmp_path / f"data-{number}"
        shutil.copytree(template, data / "test")
        (data / "mode").write_text("test\n", encoding="utf-8")
        journal = tmp_path / f"{number}.journal"
        order = Order("reset", str(data / "test"), str(journal), number, **moment)
        assert nursery.kill_one(order) == "killed"
        finish_erasing(data)
        if (data / "test").exists():
            assert not journal_of(journal)
            tablet = Tablet(data / "test", clock=lambda: NOON)
            assert tablet.vault.integrity() == "ok"
            tablet.close_files()
            ended["there"] += 1
            continue
        with pytest.raises(VaultError, match="No tablet is paired"):
            Tablet(data / "test")
        left = [path for path in data.rglob("*") if path.is_file()]
        assert [path.name for path in left if path.name != "mode"] == []
        assert all(secret not in path.read_bytes() for path in left)
        ended["gone"] += 1
    assert all(ended.values()), "the moments are too tame"
