"""Several processes on one database: one truth, whoever of them is asked, and however close together."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from kiosk.errors import HubRefused, VaultError
from kiosk.signed import SigningKey
from sync.hub.envelopes import keep
from sync.hub.fleet import PairRequest, new_pairing_code, pair
from sync.hub.intake import Intake
from sync.hub.rooms.room import Room
from sync.hub.store import HubStore
from sync.pairing import lookup_of, proof_key, tablet_proof
from sync.parcel import unpack_answer
from tests.sync.acts import aside, cast, parcel_of, stored
from tests.world import World

AT_ONCE = 4


@pytest.fixture
def hubs(world: World) -> Iterator[list[HubStore]]:
    """The same hub as several processes have it."""
    opened = [HubStore(world.hub.folder.path, world.clock, world.database) for _ in range(AT_ONCE)]
    yield opened
    for hub in opened:
        hub.close()


def at_once(acts: list[Callable[[], Any]]) -> list[Any]:
    """What each gave or raised."""

    def run(act: Callable[[], Any]) -> Any:
        try:
            return act()
        except Exception as error:  # noqa: BLE001 - the test looks at it
            return error

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def test_one_parcel_at_several_processes_is_stored_once_and_answered_alike(
    world: World, hubs: list[HubStore]
) -> None:
    tablet = world.tablet()
    for _ in range(20):
        cast(tablet)
    signed = parcel_of(tablet, tablet.vault.deliverable(100))
    answers = at_once([lambda hub=hub: Intake(hub).take(signed) for hub in hubs])  # type: ignore[misc]
    assert answers == [answers[0]] * AT_ONCE
    assert len(unpack_answer(answers[0], world.hub.signing_key.verify_key).accepted) == 20
    assert len(stored(world.hub)) == 20


def test_what_is_late_at_several_processes_is_set_aside_once(world: World, hubs: list[HubStore]) -> None:
    tablet = world.tablet()
    for _ in range(5):
        cast(tablet)
    signed = parcel_of(tablet, tablet.vault.deliverable(100))
    world.clock.pass_by(days=60)
    answers = at_once([lambda hub=hub: Intake(hub).take(signed) for hub in hubs])  # type: ignore[misc]
    assert answers == [answers[0]] * AT_ONCE
    assert [reason for _, reason in aside(world.hub)] == ["late"] * 5


def test_of_several_contents_under_one_id_at_once_one_is_taken(world: World, hubs: list[HubStore]) -> None:
    tablet = world.tablet()
    for _ in range(AT_ONCE):
        cast(tablet)
    contents = tablet.vault.deliverable(100)
    for first in contents:
        alike = [replace(first, content=other.content) for other in contents]
        parcels = [parcel_of(tablet, [one]) for one in alike]
        answers = at_once(
            [
                lambda hub=hub, signed=signed: Intake(hub).take(signed)  # type: ignore[misc]
                for hub, signed in zip(hubs, parcels, strict=True)
            ]
        )
        said = [unpack_answer(answer, world.hub.signing_key.verify_key) for answer in answers]
        taken = [place for place, one in enumerate(said) if one.accepted]
        assert len(taken) == 1
        assert {reason for one in said for reason in one.refused.values()} == {"conflicting_content"}
        again = [Intake(world.hub).take(signed) for signed in parcels]
        assert [unpack_answer(a, world.hub.signing_key.verify_key).refused for a in again] == [
            one.refused for one in said
        ]
    assert len(stored(world.hub)) == AT_ONCE


def test_a_pairing_code_admits_one_tablet(world: World, hubs: list[HubStore]) -> None:
    code, _ = new_pairing_code(world.hub)
    requests = []
    for number in range(AT_ONCE):
        key = SigningKey.generate().verify_key
        proof = tablet_proof(proof_key(code), key, f"tablet {number}")
        requests.append(
            PairRequest(lookup=lookup_of(code), key=key.hex(), name=f"tablet {number}", proof=proof)
        )
    outcomes = at_once(
        [lambda hub=hub, asked=asked: pair(hub, asked) for hub, asked in zip(hubs, requests, strict=True)]  # type: ignore[misc]
    )
    refused = [outcome for outcome in outcomes if isinstance(outcome, HubRefused)]
    assert [str(error) for error in refused] == ["pairing_code_used"] * (AT_ONCE - 1)
    assert len(world.hub.tablets()) == 1


def test_a_revocation_holds_at_every_process_at_once(
    world: World, hubs: list[HubStore], monkeypatch: pytest.MonkeyPatch
) -> None:
    tablet = world.tablet()
    cast(tablet)
    (deposit,) = tablet.vault.deliverable(100)
    one, other, *_ = hubs

    def revoked_meanwhile(*parts: Any) -> int:
        other.revoke(tablet.pairing.tablet)
        return keep(*parts)

    monkeypatch.setattr("sync.hub.intake.keep", revoked_meanwhile)
    answer = unpack_answer(Intake(one).take(parcel_of(tablet, [deposit])), world.hub.signing_key.verify_key)
    assert answer.refused == {deposit.id: "tablet_revoked"}
    assert stored(world.hub) == []
    assert aside(world.hub) == [(deposit.id, "tablet_revoked")]


def test_a_published_catalogue_is_the_newest_everywhere(world: World, hubs: list[HubStore]) -> None:
    for version in (2, 3):
        assert hubs[0].index(version) is None
        signed = world.publish()
        assert [hub.newest_catalogue() for hub in hubs] == [(version, signed)] * AT_ONCE
        assert hubs[0].index(version) is not None


def test_a_reading_sees_one_state_and_writes_nothing(world: World, hubs: list[HubStore]) -> None:
    with hubs[0].reading() as connection:
        before = connection.scalar(text("SELECT count(*) FROM event"))
        hubs[1].log("something")
        assert connection.scalar(text("SELECT count(*) FROM event")) == before
    if world.database:
        with pytest.raises((VaultError, DBAPIError)), hubs[0].reading() as connection:
            connection.execute(text("DELETE FROM event"))


def test_what_was_cut_off_before_the_acknowledgement_is_mended_by_sending_it_again(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    tablet = world.tablet()
    for _ in range(3):
        cast(tablet)
    waiting = tablet.vault.deliverable(100)
    signed = parcel_of(tablet, waiting)
    cut: dict[Room, bool] = {}
    transaction = type(world.hub.rooms).transaction

    def cut_off(rooms: Any, room: Room, **options: Any) -> Any:
        if cut.get(room):
            raise VaultError("The power failed.")
        return transaction(rooms, room, **options)

    monkeypatch.setattr(type(world.hub.rooms), "transaction", cut_off)
    for room in Room:
        cut = {room: True}
        with pytest.raises(VaultError, match="power failed"):
            world.intake.take(signed)
        assert stored(world.hub) == []
    cut = {}
    answer = unpack_answer(world.intake.take(signed), world.hub.signing_key.verify_key)
    assert set(answer.accepted) == {deposit.id for deposit in waiting}
    assert [row[5] for row in stored(world.hub)] == [
        deposit.content for deposit in sorted(waiting, key=lambda deposit: deposit.id)
    ]
    assert world.count("nom").ballots == 3
