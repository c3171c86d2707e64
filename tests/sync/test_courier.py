"""The courier: whatever happens on the way, nothing is lost and sending again is safe."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from kiosk.errors import FormatError, HubRefused, HubUnreachable, SignatureError
from kiosk.ids import ActivityId, ConsultationId, DepositId, DepositKind, DepositState, Mode
from kiosk.tablet import Tablet
from kiosk.vault.store import Deposit
from sync.courier import PARCEL_BYTES, Courier, Progress, in_parcels
from sync.parcel import Acknowledgement, digest_of, pack_answer
from tests.sync.acts import aside, cast, cast_by_code, direct, holds, lost, stored
from tests.world import World


def figures(tablet: Tablet) -> tuple[int, int, int, int]:
    """Aboard, carried, acknowledged, refused: over all activities."""
    lines = tablet.vault.account()
    return (
        sum(line.aboard for line in lines),
        sum(line.carried for line in lines),
        sum(line.acknowledged for line in lines),
        sum(line.refused for line in lines),
    )


@pytest.fixture
def tablet(world: World) -> Tablet:
    """A tablet with seven ballots aboard."""
    tablet = world.tablet()
    for _ in range(7):
        cast(tablet)
    return tablet


def test_carrying_reports_figures_that_only_go_up(world: World, tablet: Tablet) -> None:
    heard: list[Progress] = []
    with world.client() as client:
        final = Courier(tablet, client, batch=3).carry(heard.append)
    assert [progress.sent for progress in heard] == [0, 3, 6, 7, 7]
    assert [progress.acknowledged for progress in heard] == [0, 3, 6, 7, 7]
    assert {progress.total for progress in heard} == {7}
    assert [progress.bytes_sent for progress in heard] == sorted(progress.bytes_sent for progress in heard)
    assert final == heard[-1]
    assert (final.refused, final.held_back, final.catalogue) == (0, 0, None)
    assert figures(tablet) == (0, 0, 7, 0)
    assert len(stored(world.hub)) == 7


def test_a_newer_catalogue_comes_back_with_the_answer(world: World, tablet: Tablet) -> None:
    world.publish()
    assert world.carry(tablet).catalogue == 2
    assert tablet.index is not None
    assert tablet.index.catalogue.version == 2
    assert world.carry(tablet).catalogue is None


def test_with_nothing_aboard_the_hub_still_hears_that_all_is_well(world: World) -> None:
    tablet = world.tablet()
    assert world.carry(tablet).sent == 0
    (known,) = world.hub.tablets()
    assert known.last_contact == world.clock.now
    assert known.skew_seconds == 0
    assert known.statement is not None
    assert (known.statement.status, known.statement.undelivered) == ("open", 0)


def test_carrying_can_be_stopped_and_taken_up_again(world: World, tablet: Tablet) -> None:
    asked = iter([False, True])
    with world.client() as client:
        first = Courier(tablet, client, batch=3).carry(cancelled=lambda: next(asked, True))
        assert (first.sent, first.acknowledged, first.catalogue) == (3, 3, None)
        assert figures(tablet) == (4, 0, 3, 0)
        assert Courier(tablet, client, batch=3).carry().acknowledged == 4
    assert len(stored(world.hub)) == 7


def test_a_hub_that_is_down_costs_nothing(world: World, tablet: Tablet) -> None:
    def down(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("refused", request=request)

    with (
        httpx.Client(base_url="http://hub", transport=httpx.MockTransport(down)) as client,
        pytest.raises(HubUnreachable, match="Try again later"),
    ):
        Courier(tablet, client, batch=3).carry()
    assert len(tablet.vault.undelivered_ids()) == 7
    assert holds(tablet)
    assert world.carry(tablet).acknowledged == 7


@pytest.mark.parametrize(
    ("status", "error"),
    [(500, HubUnreachable), (503, HubUnreachable), (403, HubRefused), (404, HubRefused), (413, HubRefused)],
)
def test_a_hub_that_says_no_costs_nothing(
    world: World, tablet: Tablet, status: int, error: type[Exception]
) -> None:
    transport = httpx.MockTransport(lambda _request: httpx.Response(status, content=b"<html>"))
    with httpx.Client(base_url="http://hub", transport=transport) as client, pytest.raises(error):
        Courier(tablet, client).carry()
    assert len(tablet.vault.undelivered_ids()) == 7
    assert holds(tablet)


def test_a_lost_answer_is_carried_again_and_counts_once(world: World, tablet: Tablet) -> None:
    with direct(world.hub, lost) as wire, pytest.raises(HubUnreachable):
        Courier(tablet, wire).carry()
    assert len(stored(world.hub)) == 7
    assert figures(tablet) == (0, 7, 0, 0)
    assert world.carry(tablet).acknowledged == 7
    assert world.carry(tablet).acknowledged == 0
    assert figures(tablet) == (0, 0, 7, 0)
    assert len(stored(world.hub)) == 7
    assert aside(world.hub) == []
    assert world.count("nom").ballots == 7


def strange_answer(world: World, tablet: Tablet, kind: str) -> tuple[bytes, type[Exception]]:
    """An answer that this tablet must not believe."""
    ids = tuple(tablet.vault.undelivered_ids())
    own, key = tablet.pairing.tablet, world.hub.signing_key
    stranger = tablet.signing_key
    match kind:
        case "another hub":
            return pack_answer(Acknowledgement("", own, ids, {}), stranger), SignatureError
        case "another parcel":
            return pack_answer(Acknowledgement("ab" * 32, own, ids, {}), key), FormatError
        case "cut":
            return pack_answer(Acknowledgement("", own, ids, {}), key)[:-1], SignatureError
        case _:
            return b"<html>Wi-Fi portal</html>", SignatureError


@pytest.mark.parametrize("kind", ["another hub", "another parcel", "cut", "portal"])
def test_an_answer_that_is_not_our_hubs_marks_nothing(world: World, tablet: Tablet, kind: str) -> None:
    answer, error = strange_answer(world, tablet, kind)
    transport = httpx.MockTransport(lambda _request: httpx.Response(200, content=answer))
    with httpx.Client(base_url="http://hub", transport=transport) as client, pytest.raises(error):
        Courier(tablet, client).carry()
    assert len(tablet.vault.undelivered_ids()) == 7
    assert figures(tablet) == (0, 7, 0, 0)


def test_an_answer_to_another_tablet_marks_nothing(world: World, tablet: Tablet) -> None:
    ids, other = tuple(tablet.vault.undelivered_ids()), world.tablet("other").pairing.tablet

    def answer(request: httpx.Request) -> httpx.Response:
        named = Acknowledgement(digest_of(request.content), other, ids, {})
        return httpx.Response(200, content=pack_answer(named, world.hub.signing_key))

    with (
        httpx.Client(base_url="http://hub", transport=httpx.MockTransport(answer)) as client,
        pytest.raises(FormatError, match="not for this one"),
    ):
        Courier(tablet, client).carry()
    assert figures(tablet) == (0, 7, 0, 0)


def test_an_answer_cannot_name_what_is_not_aboard(world: World, tablet: Tablet) -> None:
    invented = DepositId(b"\x00" * 16)

    def answer(request: httpx.Request) -> httpx.Response:
        if request.url.path != "/v1/parcels":
            return httpx.Response(304)
        named = Acknowledgement(digest_of(request.content), tablet.pairing.tablet, (invented,), {})
        return httpx.Response(200, content=pack_answer(named, world.hub.signing_key))

    with httpx.Client(base_url="http://hub", transport=httpx.MockTransport(answer)) as client:
        assert Courier(tablet, client).carry().acknowledged == 0
    assert len(tablet.vault.undelivered_ids()) == 7
    assert holds(tablet)


def test_what_the_hub_sets_aside_is_kept_here_with_its_reason(world: World, tablet: Tablet) -> None:
    world.clock.pass_by(days=60)
    progress = world.carry(tablet)
    assert (progress.acknowledged, progress.refused) == (0, 7)
    assert {reason for _, reason in tablet.vault.refused()} == {"late"}
    assert ("refused_by_hub", "7 deposits") in [(name, detail) for _, name, detail in tablet.vault.events()]
    tablet.erase_old(0)
    assert len(tablet.vault.refused()) == 7
    assert holds(tablet)


@pytest.fixture
def official(tmp_path: Path) -> Iterator[World]:
    """A city that votes in earnest."""
    city = World(tmp_path / "official", Mode.OFFICIAL, codes={"budget": 25})
    yield city
    city.close()


def test_official_ballots_wait_for_company(official: World) -> None:
    tablet = official.tablet()
    for code in official.drawn["budget"][:9]:
        cast_by_code(tablet, code)
    nine = official.carry(tablet)
    assert (nine.total, nine.sent, nine.held_back) == (0, 0, 9)
    assert stored(official.hub) == []
    cast_by_code(tablet, official.drawn["budget"][9])
    ten = official.carry(tablet)
    assert (ten.total, ten.acknowledged, ten.held_back) == (10, 10, 0)
    for code in official.drawn["budget"][10:13]:
        cast_by_code(tablet, code)
    assert official.carry(tablet).held_back == 3


def test_each_consultation_waits_for_its_own_company(official: World) -> None:
    tablet = official.tablet()
    for code in official.drawn["budget"][:10]:
        cast_by_code(tablet, code)
    cast(tablet)
    progress = official.carry(tablet)
    assert (progress.acknowledged, progress.held_back) == (10, 1)


def test_a_few_official_ballots_leave_when_the_tablet_or_the_vote_closes(official: World) -> None:
    one, two = official.tablet("one"), official.tablet("two")
    cast(one)
    cast(two)
    one.change_status("close")
    assert official.carry(one).acknowledged == 1
    assert official.carry(two).held_back == 1
    official.clock.pass_by(days=13)
    assert official.carry(two).acknowledged == 1


def test_what_left_once_without_an_answer_is_not_held_back_again(official: World) -> None:
    tablet = official.tablet()
    for code in official.drawn["budget"][:10]:
        cast_by_code(tablet, code)
    with direct(official.hub, lost) as wire, pytest.raises(HubUnreachable):
        Courier(tablet, wire).carry()
    cast_by_code(tablet, official.drawn["budget"][10])
    progress = official.carry(tablet)
    assert (progress.acknowledged, progress.held_back) == (10, 1)


def test_a_parcel_is_cut_where_it_would_grow_too_large() -> None:
    names = ConsultationId("c"), ActivityId("a")
    big = PARCEL_BYTES // 2 + 1
    made = [
        Deposit(DepositId(bytes([n]) * 16), DepositKind.BALLOT, *names, 1, bytes(size))
        for n, size in enumerate([1, big, big, 2 * PARCEL_BYTES, 1])
    ]
    parcels = list(in_parcels(made))
    assert [len(parcel) for parcel in parcels] == [2, 1, 1, 1]
    assert [deposit for parcel in parcels for deposit in parcel] == made
    assert list(in_parcels([])) == []


def test_the_states_of_the_account_are_those_of_the_deposits() -> None:
    assert [state.value for state in DepositState] == ["aboard", "carried", "acknowledged", "refused"]
