"""The box opens after the window, with enough key holders, and gives the same however it is opened."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from kiosk.errors import CountError
from kiosk.ids import Mode
from sync.hub.count.opening import workers
from sync.hub.count.run import check_may_open, count, found_for_count
from sync.hub.setup import init_hub
from tests.sync.acts import cast, cast_by_code
from tests.world import NOON, World


def test_the_box_stays_shut_while_people_vote_and_while_deposits_may_come(world: World) -> None:
    index = world.hub.index(1)
    assert index is not None
    found = index.ballots["nom"]
    for moment, words in (
        (NOON, "the vote is open until"),
        (found.closes, "deposits are taken until"),
        (found.consultation.accept_until - timedelta(seconds=1), "deposits are taken until"),
    ):
        world.clock.now = moment
        with pytest.raises(CountError, match=words):
            count(world.hub, "nom", world.shares[:2], processes=1)
    world.clock.now = found.consultation.accept_until
    check_may_open(world.hub, found)
    assert count(world.hub, "nom", world.shares[:2], processes=1).ballots == 0


def test_the_window_is_that_of_the_newest_catalogue(world: World) -> None:
    world.draft["consultations"][2]["accept_until"] = "2027-04-05T00:00:00+00:00"  # type: ignore[index]
    world.publish()
    _, found = found_for_count(world.hub, "nom")
    assert found.consultation.accept_until.month == 4


def test_one_share_or_the_same_share_twice_does_not_open_the_box(world: World) -> None:
    world.clock.pass_by(days=60)
    for shares in ((), world.shares[:1], (world.shares[1], world.shares[1])):
        with pytest.raises(CountError, match="2 key holders are needed"):
            count(world.hub, "nom", shares, processes=1)


def test_shares_of_another_box_do_not_open_this_one(world: World, tmp_path: Path) -> None:
    other, strangers = init_hub(tmp_path / "other", Mode.TEST)
    other.close()
    world.clock.pass_by(days=60)
    with pytest.raises(CountError, match="another ballot box"):
        count(world.hub, "nom", (world.shares[0], strangers[1]), processes=1)


def test_any_two_of_three_key_holders_open_the_box(world: World) -> None:
    cast(world.tablet())
    world.carry(world._tablets[0])
    world.clock.pass_by(days=60)
    one, two, three = world.shares
    for pair in ((one, two), (three, one), (two, three), (one, two, three)):
        result = count(world.hub, "nom", pair, processes=1)
        assert result.ballots == 1
        assert result.shares == tuple(sorted(share.index for share in pair))


def test_a_vote_that_does_not_exist_is_said_with_those_that_do(world: World) -> None:
    with pytest.raises(CountError, match=r"No vote is called x\. Known: budget, fetes, nom"):
        count(world.hub, "x", world.shares[:2])


def test_a_hub_without_a_catalogue_has_nothing_to_count(tmp_path: Path) -> None:
    hub, shares = init_hub(tmp_path / "empty", Mode.TEST)
    with pytest.raises(CountError, match="no catalogue"):
        count(hub, "nom", shares[:2])
    hub.close()


def double(items: object) -> list[int]:
    """What the workers of the next test do: must be found by its name in a new process."""
    assert isinstance(items, list)
    return [2 * item for item in items]


def test_workers_in_processes_give_the_same_in_the_same_order() -> None:
    items = list(range(1200))
    heard: list[int] = []
    with workers(len(items), 2) as crew:
        assert crew._pool is not None
        in_processes = crew.run(double, items, heard.append)
    with workers(len(items), 1) as crew:
        assert crew._pool is None
        assert crew.run(double, items) == in_processes
    assert heard == [250, 500, 750, 1000, 1200]


def test_the_count_in_processes_is_the_count_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sync.hub.count.opening._ALONE_UP_TO", 0)
    world = World(tmp_path, codes={"budget": 12})
    tablet = world.tablet()
    for number, code in enumerate(world.drawn["budget"]):
        cast_by_code(tablet, code, {str(1 + number % 3): 3, "4": 1})
    world.carry(tablet)
    world.clock.pass_by(days=60)
    alone = count(world.hub, "budget", world.shares[:2], processes=1)
    together = count(world.hub, "budget", world.shares[:2], processes=2)
    assert together == alone
    assert alone.ballots == 12
    world.close()
