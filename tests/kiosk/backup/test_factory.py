"""Back to an unpaired tablet: by an administrator, when all is there, or with a reason and the number."""

from __future__ import annotations

from pathlib import Path

import pytest

from kiosk.backup.card import Card, backups_in
from kiosk.backup.keeper import Keeper
from kiosk.catalogue.model import Account, Role
from kiosk.errors import BackupError, HubUnreachable, StaffError, VaultError
from kiosk.staff.desk import StaffDesk
from kiosk.staff.factory import factory_reset, stakes
from kiosk.tablet import Tablet
from sync.hub.standing import standings
from sync.last_word import tell_of_reset
from tests.sync.acts import cast, direct, holds
from tests.world import World


def desk(tablet: Tablet, role: Role = Role.ADMINISTRATOR) -> StaffDesk:
    return StaffDesk(tablet, Account(id="adm", name="Ada", role=role, pin="-"))


def closed(world: World, ballots: int) -> Tablet:
    """A closed tablet with so many ballots aboard."""
    tablet = world.tablet()
    for _ in range(ballots):
        cast(tablet)
    tablet.change_status("close")
    (tablet.folder.parent / "mode").write_text("test\n", encoding="utf-8")
    return tablet


def is_there(tablet: Tablet) -> bool:
    return (tablet.folder / "vault.db").exists() and holds(tablet)


def keeper(tablet: Tablet, folder: Path) -> Keeper:
    folder.mkdir(exist_ok=True)
    return Keeper(tablet, Card(folder, tablet.folder, same_disk=True))


def test_when_all_is_acknowledged_nothing_of_the_tablet_is_left(world: World) -> None:
    tablet = closed(world, 3)
    world.carry(tablet)
    data, secret = tablet.folder.parent, tablet.signing_key.to_bytes()
    factory_reset(desk(tablet))
    left = [path for path in data.rglob("*") if path.is_file()]
    assert all(secret not in path.read_bytes() for path in left)
    assert [path.name for path in data.iterdir()] == []
    with pytest.raises(VaultError, match="No tablet is paired"):
        Tablet(tablet.folder)


def test_with_deposits_aboard_it_takes_a_reason_and_the_number(world: World) -> None:
    tablet = closed(world, 3)
    for reason, typed, refusal in (
        ("", "", "still_aboard"),
        ("Écran cassé", "", "number_wrong"),
        ("Écran cassé", "2", "number_wrong"),
        (" ", "3", "still_aboard"),
    ):
        with pytest.raises(StaffError) as refused:
            factory_reset(desk(tablet), reason=reason, typed=typed)
        assert refused.value.reason == refusal
        assert is_there(tablet)
        assert tablet.vault.events()[-1][1] == "refused"
    told = []
    factory_reset(
        desk(tablet),
        reason="Écran cassé",
        typed=" 3 ",
        tell_hub=lambda: told.append(tablet.vault.events()[-1][2]),
    )
    assert told == ["adm, administrator: 3 not acknowledged: Écran cassé"]
    assert not tablet.folder.exists()


@pytest.mark.parametrize("role", [Role.FACILITATOR, Role.STAFF])
def test_only_an_administrator_and_not_while_it_is_open(role: Role, world: World) -> None:
    tablet = closed(world, 0)
    with pytest.raises(StaffError, match="not_your_role"):
        factory_reset(desk(tablet, role))
    tablet.change_status("reopen")
    with pytest.raises(StaffError, match="not_in_this_state"):
        factory_reset(desk(tablet))
    assert is_there(tablet)


def test_it_says_what_would_be_lost(world: World, tmp_path: Path) -> None:
    tablet = closed(world, 2)
    assert stakes(tablet, None).lost == 2
    kept = keeper(tablet, tmp_path / "card")
    assert (stakes(tablet, kept).lost, stakes(tablet, kept).undelivered) == (0, 2)
    (tmp_path / "card").rename(tmp_path / "pulled")
    assert stakes(tablet, kept).lost == 2


def test_the_card_is_kept_or_erased_as_asked(world: World, tmp_path: Path) -> None:
    tablet = closed(world, 1)
    kept = keeper(tablet, tmp_path / "card")
    kept.look()
    factory_reset(desk(tablet), reason="r", typed="1", keeper=kept)
    assert backups_in(tmp_path / "card")
    other = closed_named(world, "two")
    kept = keeper(other, tmp_path / "card-two")
    kept.look()
    factory_reset(desk(other), keeper=kept, erase_card=True)
    assert not backups_in(tmp_path / "card-two")


def closed_named(world: World, name: str) -> Tablet:
    tablet = world.tablet(name)
    tablet.change_status("close")
    return tablet


def test_a_card_that_cannot_be_erased_stops_the_reset(world: World, tmp_path: Path) -> None:
    tablet = closed(world, 0)
    kept = keeper(tablet, tmp_path / "card")
    kept.look()
    (tmp_path / "card").rename(tmp_path / "pulled")
    with pytest.raises(BackupError):
        factory_reset(desk(tablet), keeper=kept, erase_card=True)
    assert is_there(tablet)


def test_the_hub_hears_of_it_and_knows_what_was_lost(world: World) -> None:
    tablet = closed(world, 2)
    client = direct(world.hub)
    factory_reset(desk(tablet), reason="r", typed="2", tell_hub=lambda: tell_of_reset(tablet, client))
    (standing,) = standings(world.hub)
    assert (standing.status, standing.cast, standing.not_here) == ("reset", 2, 2)


def test_a_hub_that_does_not_answer_keeps_nobody_from_it(world: World) -> None:
    tablet = closed(world, 0)

    def silent() -> None:
        raise HubUnreachable("The hub does not answer.")

    factory_reset(desk(tablet), tell_hub=silent)
    assert not tablet.folder.exists()
