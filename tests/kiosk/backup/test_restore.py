"""A lost tablet's card on a replacement: all of it or nothing, and by an administrator alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from kiosk.backup import sealing
from kiosk.backup.card import Card, only_backup
from kiosk.backup.keeper import Keeper
from kiosk.backup.restore import check_backup, restore_backup
from kiosk.backup.sealing import RecoveryKey
from kiosk.catalogue.model import Account, Role
from kiosk.claims.codes import digest_of
from kiosk.errors import BackupError, StaffError, VaultError
from kiosk.ids import ActivityId, ConsultationId, Mode
from kiosk.staff.desk import StaffDesk
from kiosk.tablet import Tablet
from sync.hub.recovery import release
from tests.faults.disks import full_from
from tests.sync.acts import cast, cast_by_code, holds
from tests.world import World

WHY = "Tablette perdue rue des Lois"


def desk(tablet: Tablet, role: Role = Role.ADMINISTRATOR) -> StaffDesk:
    return StaffDesk(tablet, Account(id="adm", name="Ada", role=role, pin="-"))


def lost(world: World, name: str = "lost") -> Path:
    """The card of a tablet with two ballots aboard, that the hub takes nothing more from."""
    tablet = world.tablet(name)
    cast_by_code(tablet, world.drawn["budget"][0])
    cast(tablet)
    card = world.folder / f"card-{name}"
    card.mkdir()
    Keeper(tablet, Card(card, tablet.folder, same_disk=True)).look()
    world.hub.revoke(tablet.pairing.tablet)
    return only_backup(card)


def unchanged(tablet: Tablet) -> bool:
    return not tablet.vault.undelivered_ids() and not tablet.vault.account() and holds(tablet)


def test_everything_comes_back_and_the_tablets_own_account_stays_as_it_was(world: World) -> None:
    path = lost(world)
    origin, key, _ = release(world.hub, path)
    replacement = world.tablet("two", opened=False)
    done = restore_backup(desk(replacement), path, key, WHY)
    assert (done.tablet, done.deposits, done.cast, done.codes) == (origin, 2, 2, 1)
    assert replacement.vault.account() == []
    assert sum(line.cast for line in replacement.vault.restored_account()) == 2
    assert all(line.holds for line in replacement.vault.restored_account())
    found = ConsultationId("budget-participatif"), ActivityId("budget")
    digest = digest_of(world.drawn["budget"][0], *found)
    assert replacement.vault.is_spent(found[1], digest)
    assert replacement.vault.events()[-1][1] == "restored"
    assert WHY in replacement.vault.events()[-1][2]

    world.carry(replacement)
    assert replacement.vault.undelivered() == 0
    assert world.hub.received_from() == {origin: 2}
    assert all(line.holds for line in replacement.vault.restored_account())
    world.clock.pass_by(days=1)
    assert replacement.erase_old(0) == 2
    assert all(line.holds for line in replacement.vault.restored_account())
    assert replacement.vault.account() == []


def test_what_was_restored_is_backed_up_and_keeps_its_origin(world: World) -> None:
    path = lost(world)
    origin, key, _ = release(world.hub, path)
    second = world.tablet("two", opened=False)
    restore_backup(desk(second), path, key, WHY)
    card = world.folder / "card-two"
    card.mkdir()
    Keeper(second, Card(card, second.folder, same_disk=True)).look()
    world.hub.revoke(second.pairing.tablet)
    _, key, _ = release(world.hub, only_backup(card))
    third = world.tablet("three", opened=False)
    restore_backup(desk(third), only_backup(card), key, WHY)
    world.carry(third)
    assert world.hub.received_from() == {origin: 2}


@pytest.mark.parametrize("role", [Role.FACILITATOR, Role.STAFF])
def test_only_an_administrator_who_says_why(role: Role, world: World) -> None:
    path = lost(world)
    _, key, _ = release(world.hub, path)
    replacement = world.tablet("two", opened=False)
    with pytest.raises(StaffError, match="not_your_role"):
        restore_backup(desk(replacement, role), path, key, WHY)
    with pytest.raises(StaffError, match="reason_needed"):
        restore_backup(desk(replacement), path, key, "  ")
    assert unchanged(replacement)


def test_not_on_a_tablet_that_has_recorded_something_and_not_twice(world: World) -> None:
    path = lost(world)
    _, key, _ = release(world.hub, path)
    used = world.tablet("used")
    cast(used)
    used.vault.remember(status="ready")
    with pytest.raises(StaffError) as refused:
        restore_backup(desk(used), path, key, WHY)
    assert refused.value.reason == "not_empty"
    assert len(used.vault.undelivered_ids()) == 1
    replacement = world.tablet("two", opened=False)
    restore_backup(desk(replacement), path, key, WHY)
    with pytest.raises(StaffError) as refused:
        restore_backup(desk(replacement), path, key, WHY)
    assert refused.value.reason == "not_empty"
    assert len(replacement.vault.undelivered_ids()) == 2


def test_a_wrong_code_a_torn_card_another_hub_another_mode_change_nothing(
    world: World, tmp_path: Path
) -> None:
    path = lost(world)
    _, key, _ = release(world.hub, path)
    replacement = world.tablet("two", opened=False)
    torn = tmp_path / "torn.backup"
    torn.write_bytes(path.read_bytes()[:-1])
    photo = tmp_path / "photo.backup"
    photo.write_bytes(b"JFIF" * 100)
    other = World(tmp_path / "other", draft=world.draft, codes={"budget": 3})
    official = World(tmp_path / "official", Mode.OFFICIAL, draft=world.draft, codes={"budget": 3})
    cases = {
        "wrong_code": (path, RecoveryKey(bytes(16))),
        "damaged": (torn, key),
        "no_backup": (photo, key),
        "unreadable": (tmp_path / "none.backup", key),
        "other_hub": (lost(other), key),
    }
    for reason, (file, code) in cases.items():
        with pytest.raises(BackupError) as refused:
            restore_backup(desk(replacement), file, code, WHY)
        assert refused.value.reason == reason
        assert str(refused.value).endswith(".")
        assert unchanged(replacement)
        assert replacement.vault.events()[-1][1] == "refused"
    written = sealing.write(b"", _owner(official, world), world.tablet("x").random_bytes)
    (tmp_path / "mode.backup").write_bytes(written)
    with pytest.raises(BackupError) as refused:
        check_backup(replacement, tmp_path / "mode.backup")
    assert refused.value.reason == "wrong_mode"
    other.close()
    official.close()


def _owner(official: World, world: World) -> sealing.Owner:
    """As if one hub had both modes."""
    tablet = official.tablet("official")
    assert tablet.index is not None
    return sealing.Owner(
        tablet.pairing.tablet,
        Mode.OFFICIAL,
        world.hub.signing_key.verify_key,
        tablet.index.contributions_key,
        tablet.signing_key,
    )


def test_a_full_disk_takes_nothing_of_it(world: World) -> None:
    path = lost(world)
    _, key, _ = release(world.hub, path)
    replacement = world.tablet("two", opened=False)
    replacement.vault.settle()
    with full_from(4096), pytest.raises(VaultError):
        restore_backup(desk(replacement), path, key, WHY)
    assert unchanged(replacement)
    restore_backup(desk(replacement), path, key, WHY)
    assert len(replacement.vault.undelivered_ids()) == 2


def test_the_hub_gives_a_key_only_for_a_revoked_tablet_of_its_own(world: World, tmp_path: Path) -> None:
    tablet = world.tablet("well")
    card = tmp_path / "card"
    card.mkdir()
    Keeper(tablet, Card(card, tablet.folder, same_disk=True)).look()
    with pytest.raises(BackupError) as refused:
        release(world.hub, only_backup(card))
    assert refused.value.reason == "not_revoked"
    other = World(tmp_path / "other", draft=world.draft, codes={"budget": 3})
    with pytest.raises(BackupError) as refused:
        release(world.hub, lost(other))
    assert refused.value.reason == "other_hub"
    other.close()


def test_no_tablet_brings_anothers_deposits_before_the_hub_has_released_them(world: World) -> None:
    path = lost(world)
    backup = sealing.read(path.read_bytes())
    key = sealing.released(backup, world.hub.contributions_open_key())
    replacement = world.tablet("two", opened=False)
    restore_backup(desk(replacement), path, key, WHY)
    world.carry(replacement)
    assert {reason for _, reason in replacement.vault.refused()} == {"not_released"}
    assert world.hub.totals()["deposits"] == 0
