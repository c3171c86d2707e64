"""What the hub takes, what it sets aside with a reason, and what it refuses whole."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from kiosk.errors import FormatError, HubRefused, SignatureError
from kiosk.ids import ActivityId, ConsultationId, Mode
from kiosk.tablet import Tablet
from kiosk.vault.store import Deposit
from sync.parcel import Acknowledgement, Health, pack, unpack_answer
from tests.sync.acts import aside, cast, parcel_of, stored
from tests.world import World


@pytest.fixture
def tablet(world: World) -> Tablet:
    """A tablet with three ballots aboard."""
    tablet = world.tablet()
    for _ in range(3):
        cast(tablet)
    return tablet


def take(world: World, tablet: Tablet, *deposits: Deposit) -> Acknowledgement:
    """Hand deposits over; gives the hub's answer."""
    answer = world.intake.take(parcel_of(tablet, deposits))
    return unpack_answer(answer, world.hub.signing_key.verify_key)


def waiting(tablet: Tablet) -> list[Deposit]:
    """What is aboard."""
    return tablet.vault.deliverable(100)


def test_the_same_parcel_again_gives_the_same_answer_and_changes_nothing(
    world: World, tablet: Tablet
) -> None:
    signed = parcel_of(tablet, waiting(tablet))
    first = world.intake.take(signed)
    held = stored(world.hub)
    assert world.intake.take(signed) == first
    assert stored(world.hub) == held
    assert len(held) == 3


def test_a_deposit_that_is_known_is_acknowledged_in_another_parcel_too(world: World, tablet: Tablet) -> None:
    one, two, three = waiting(tablet)
    take(world, tablet, one, two)
    assert set(take(world, tablet, two, three).accepted) == {two.id, three.id}
    assert len(stored(world.hub)) == 3


def test_other_content_under_a_known_id_is_set_aside_and_reported(world: World, tablet: Tablet) -> None:
    one, two, _ = waiting(tablet)
    take(world, tablet, one)
    changed = replace(one, content=two.content)
    for _ in range(2):
        assert take(world, tablet, changed).refused == {one.id: "conflicting_content"}
    assert aside(world.hub) == [(one.id, "conflicting_content")]
    assert [row[5] for row in stored(world.hub)] == [one.content]


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"activity": ActivityId("no-such-vote")}, "unknown_activity"),
        ({"consultation": ConsultationId("budget-participatif")}, "unknown_activity"),
        ({"catalogue": 7}, "unknown_catalogue"),
        ({"content": b""}, "malformed"),
        ({"content": b"\x00\x00\x00\xffshort"}, "malformed"),
    ],
)
def test_what_cannot_be_placed_is_set_aside_with_its_reason(
    world: World, tablet: Tablet, changes: dict[str, Any], reason: str
) -> None:
    good, bad, _ = waiting(tablet)
    answer = take(world, tablet, good, replace(bad, **changes))
    assert (answer.accepted, answer.refused) == ((good.id,), {bad.id: reason})
    assert aside(world.hub) == [(bad.id, reason)]


def test_a_ballot_cast_under_an_older_catalogue_is_taken(world: World, tablet: Tablet) -> None:
    world.publish()
    world.publish()
    assert len(take(world, tablet, *waiting(tablet)).accepted) == 3


def test_after_the_acceptance_window_everything_is_late(world: World, tablet: Tablet) -> None:
    one, two, three = waiting(tablet)
    index = world.hub.index(1)
    assert index is not None
    end = index.ballots["nom"].consultation.accept_until
    world.clock.now = end
    assert take(world, tablet, one).accepted == (one.id,)
    world.clock.pass_by(seconds=1)
    assert take(world, tablet, two).refused == {two.id: "late"}
    assert take(world, tablet, one).accepted == (one.id,)
    world.draft["consultations"][2]["accept_until"] = "2027-04-05T00:00:00+00:00"  # type: ignore[index]
    world.publish()
    assert take(world, tablet, three).accepted == (three.id,)
    assert take(world, tablet, two).refused == {two.id: "late"}


def test_the_other_mode_is_refused_whole(world: World, tablet: Tablet) -> None:
    statement = tablet.statement() | {"mode": Mode.OFFICIAL.value}
    signed = pack(waiting(tablet), statement, 1, tablet.signing_key)
    with pytest.raises(HubRefused, match="wrong_mode"):
        world.intake.take(signed)
    assert stored(world.hub) == []
    assert aside(world.hub) == []


def test_a_parcel_under_another_tablets_name_is_refused(world: World, tablet: Tablet) -> None:
    other = world.tablet("other")
    signed = pack(waiting(tablet), other.statement(), 1, tablet.signing_key)
    with pytest.raises(FormatError, match="another tablet"):
        world.intake.take(signed)
    assert stored(world.hub) == []


def test_a_tablet_of_another_city_is_refused(world: World, tmp_path: Any) -> None:
    elsewhere = World(tmp_path / "elsewhere")
    stranger = elsewhere.tablet()
    cast(stranger)
    with pytest.raises(HubRefused, match="unknown_tablet"):
        world.intake.take(parcel_of(stranger, waiting(stranger)))
    elsewhere.close()


def test_an_altered_parcel_is_refused_whole(world: World, tablet: Tablet) -> None:
    signed = parcel_of(tablet, waiting(tablet))
    for damaged in (signed[:-1], signed + b"x", signed[:-1] + bytes([signed[-1] ^ 1])):
        with pytest.raises(SignatureError):
            world.intake.take(damaged)
    assert stored(world.hub) == []
    assert world.hub.tablets()[0].last_contact is None


def test_an_older_statement_does_not_replace_a_newer_one(world: World, tablet: Tablet) -> None:
    older = parcel_of(tablet, waiting(tablet)[:1])
    cast(tablet)
    take(world, tablet)
    world.intake.take(older, by_network=False)
    (known,) = world.hub.tablets()
    assert known.statement is not None
    assert known.statement.undelivered == 4
    assert len(stored(world.hub)) == 1


@pytest.mark.parametrize(
    ("part", "value"),
    [("clock", "yesterday"), ("clock", "2027-03-10T12:00:00"), ("sequence", 2**70), ("catalogue", 2**70)],
)
def test_a_signed_header_with_impossible_values_is_a_format_error(
    world: World, tablet: Tablet, part: str, value: Any
) -> None:
    statement, deposits, sequence = tablet.statement(), waiting(tablet), 1
    if part == "clock":
        statement |= {"clock": value}
    elif part == "sequence":
        sequence = value
    else:
        deposits = [replace(deposit, catalogue=value) for deposit in deposits]
    with pytest.raises(FormatError):
        world.intake.take(pack(deposits, statement, sequence, tablet.signing_key))


def test_after_revocation_nothing_new_counts_and_nothing_is_dropped(world: World, tablet: Tablet) -> None:
    early, late, _ = waiting(tablet)
    take(world, tablet, early)
    heard = world.hub.tablets()[0].statement
    known = world.hub.revoke(tablet.pairing.tablet)
    assert known.revoked_at == world.clock.now
    cast(tablet)
    answer = take(world, tablet, early, late)
    assert (answer.accepted, answer.refused) == ((early.id,), {late.id: "tablet_revoked"})
    assert aside(world.hub) == [(late.id, "tablet_revoked")]
    assert world.hub.tablets()[0].statement == heard
    world.clock.pass_by(days=1)
    assert world.hub.revoke(tablet.pairing.tablet).revoked_at == known.revoked_at


def test_the_hubs_journal_says_nothing_of_ballots(world: World, tablet: Tablet) -> None:
    with world.hub.reading() as connection:
        before = connection.exec_driver_sql("SELECT count(*) FROM event").scalar()
    take(world, tablet, *waiting(tablet))
    with world.hub.reading() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM event").scalar() == before
        rows = connection.exec_driver_sql("SELECT id FROM deposit").all()
        assert [row[0] for row in rows] == sorted(row[0] for row in rows)
        columns = {row[1] for row in connection.exec_driver_sql("PRAGMA table_info(deposit)")}
    assert columns == {"id", "kind", "consultation", "activity", "catalogue", "tablet", "content"}


def test_the_statement_is_json_that_a_person_can_read(world: World, tablet: Tablet) -> None:
    take(world, tablet)
    with world.hub.reading() as connection:
        written = json.loads(str(connection.exec_driver_sql("SELECT statement FROM tablet").scalar()))
    assert written.pop("health").keys() == Health.model_fields.keys()
    assert written == json.loads(json.dumps(tablet.statement()))
