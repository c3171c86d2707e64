"""Who counts: each right once, each ballot by the rules, and every exception with its reason."""

from __future__ import annotations

import base64
import copy
import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from kiosk.ballots.ballot import Ballot, encode
from kiosk.claims.claim import ClaimRule, ProvenClaim
from kiosk.claims.codes import new_code
from kiosk.envelope import Envelope
from kiosk.ids import ActivityId, ConsultationId, DepositId, DepositKind, Mode, ProjectId
from kiosk.sealing import Sealed, context, seal
from kiosk.vault.store import Deposit
from sync.demo import demo_draft
from sync.hub.count.register import draw_of, winner
from sync.hub.count.run import Result
from tests.sync.acts import Forger, cast, cast_by_code, cast_by_name, code_claim, parcel_of
from tests.world import NOON, World

GOOD = Ballot((ProjectId("1"), ProjectId("2")), (3, 1))


@pytest.fixture
def forger(world: World) -> Forger:
    """Somebody who seals by hand for the budget."""
    return Forger(world)


def send(world: World, *deposits: Deposit) -> None:
    """A broken-open tablet hands over what it likes."""
    tablet = world.tablet(f"t{len(world._tablets)}")
    world.intake.take(parcel_of(tablet, deposits))


def reasons(result: Result) -> dict[DepositId, str]:
    """What was set aside before the cut."""
    return dict(result.set_aside)


def test_a_forged_deposit_counts_when_everything_about_it_is_right(world: World, forger: Forger) -> None:
    send(world, forger.deposit(code_claim(world.drawn["budget"][0]), GOOD))
    result = world.count("budget")
    assert (result.ballots, result.set_aside, result.invalid) == (1, (), {})


def used_twice(world: World) -> set[DepositId]:
    """One code on three tablets, and a ballot that is nobody's double; gives the ids of the three."""
    tablets = [world.tablet(name) for name in ("a", "b", "c")]
    doubles: set[DepositId] = set()
    for number, tablet in enumerate(tablets):
        cast_by_code(tablet, world.drawn["budget"][0], {str(number + 1): 3})
        doubles |= set(tablet.vault.undelivered_ids())
    cast_by_code(tablets[0], world.drawn["budget"][1], {"9": 1})
    for tablet in tablets:
        world.carry(tablet)
    return doubles


def test_of_doubles_the_smallest_digest_is_kept(world: World) -> None:
    doubles = used_twice(world)
    result = world.count("budget")
    # Repeated by hand: the draw is a digest over all ids that came, sorted.
    everything = sorted({deposit for deposit, _ in result.set_aside} | set(result.counted))
    draw = hashlib.sha256(b"".join(everything)).digest()
    kept = min(doubles, key=lambda deposit: hashlib.sha256(draw + deposit).hexdigest())
    assert result.ballots == 2
    assert reasons(result) == dict.fromkeys(doubles - {kept}, "double")
    assert kept in result.counted


def test_the_winner_does_not_depend_on_the_order() -> None:
    ids = [DepositId(bytes([n]) * 16) for n in range(9)]
    draw = draw_of(ids)
    assert draw == draw_of(reversed(ids))
    assert winner(ids, draw) == winner(reversed(ids), draw)


def test_an_id_cannot_be_drawn_until_it_wins() -> None:
    """The winner among the same two changes with what else came."""
    one, two = DepositId(b"1" * 16), DepositId(b"2" * 16)
    others = [DepositId(bytes([n]) * 16) for n in range(64)]
    assert {winner((one, two), draw_of((one, two, other))) for other in others} == {one, two}


@pytest.fixture
def strict(tmp_path: Path) -> Iterator[World]:
    """A city that counts none of a person's doubles."""
    draft: dict[str, Any] = json.loads(demo_draft(NOON))
    for consultation in draft["consultations"]:
        for activity in consultation["activities"]:
            if activity["kind"] == "ballot":
                activity["doubles"] = "set_all_aside"
    city = World(tmp_path / "strict", draft=draft)
    yield city
    city.close()


def test_all_doubles_are_set_aside_where_the_rule_says_so(strict: World) -> None:
    doubles = used_twice(strict)
    result = strict.count("budget")
    assert result.ballots == 1
    assert reasons(result) == dict.fromkeys(doubles, "double")


def test_a_declared_person_counts_once_across_tablets_and_quartiers(world: World) -> None:
    one, two = world.tablet("one"), world.tablet("two")
    cast_by_name(one, "Faure", "rives", {"r1": 1})
    cast_by_name(two, "faure ", "canal", {"c1": 1})
    cast_by_name(two, "Roux", "canal", {"c2": 1})
    world.carry(one)
    world.carry(two)
    result = world.count("quartier")
    assert result.ballots == 2
    assert list(reasons(result).values()) == ["double"]


def test_where_nothing_is_asked_nobody_is_a_double(world: World) -> None:
    tablet = world.tablet()
    for _ in range(3):
        cast(tablet)
    world.carry(tablet)
    assert world.count("nom").ballots == 3


def test_a_code_that_nobody_drew_is_set_aside(world: World, forger: Forger) -> None:
    deposit = forger.deposit(code_claim(new_code()), GOOD)
    none = forger.deposit(ProvenClaim(rule=ClaimRule.CODE), GOOD)
    send(world, deposit, none)
    result = world.count("budget")
    assert reasons(result) == {deposit.id: "code_unknown", none.id: "code_unknown"}
    assert result.ballots == 0


def test_a_code_that_was_voided_since_is_set_aside(world: World) -> None:
    tablet = world.tablet()
    for code in world.drawn["budget"][:2]:
        cast_by_code(tablet, code)
    world.carry(tablet)
    claim = code_claim(world.drawn["budget"][0])
    draft = copy.deepcopy(world.draft)
    assert draft is not None
    raw = base64.b64decode(draft["codes"][0]["digests"])
    kept = [raw[at : at + 16] for at in range(0, len(raw), 16) if raw[at : at + 16].hex() != claim.code]
    draft["codes"][0]["digests"] = base64.b64encode(b"".join(kept)).decode()
    world.draft = draft
    world.publish()
    result = world.count("budget")
    assert result.ballots == 1
    assert list(reasons(result).values()) == ["code_unknown"]


def test_another_kind_of_claim_is_set_aside(world: World, forger: Forger) -> None:
    deposit = forger.deposit(ProvenClaim(rule=ClaimRule.NONE), GOOD)
    send(world, deposit)
    assert reasons(world.count("budget")) == {deposit.id: "wrong_kind_of_claim"}


def test_a_code_with_a_quartier_that_is_not_its_own_is_set_aside(world: World, forger: Forger) -> None:
    deposit = forger.deposit(code_claim(world.drawn["budget"][0], "rives"), GOOD)
    send(world, deposit)
    assert reasons(world.count("budget")) == {deposit.id: "wrong_quartier"}


def declared(quartier: str, last_name: str = "FAURE") -> ProvenClaim:
    """What a tablet seals for a declared person."""
    return ProvenClaim(
        rule=ClaimRule.DECLARED,
        first_name="ODILE",
        last_name=last_name,
        birth_date="1948-03-07",
        quartier=quartier,
    )


def test_a_quartier_that_does_not_vote_is_set_aside(world: World) -> None:
    ballot = Ballot((ProjectId("r1"),))
    deposit = Forger(world, "quartier").deposit(declared("violettes"), ballot, contest="rives")
    send(world, deposit)
    assert reasons(world.count("quartier")) == {deposit.id: "wrong_quartier"}


def test_a_ballot_of_one_quartier_does_not_open_in_another(world: World) -> None:
    ballot = Ballot((ProjectId("r1"),))
    send(world, Forger(world, "quartier").deposit(declared("canal"), ballot, contest="rives"))
    result = world.count("quartier")
    assert (result.ballots, result.set_aside, result.invalid) == (0, (), {"ballot_unreadable": 1})


def test_quartiers_are_counted_apart(world: World) -> None:
    tablet = world.tablet()
    for name, quartier, choices in (
        ("A", "rives", {"r1": 1, "r2": 1}),
        ("B", "rives", {"r1": 1}),
        ("C", "canal", {"c3": 1}),
        ("D", "canal", {}),
    ):
        cast_by_name(tablet, name, quartier, choices)
    world.carry(tablet)
    result = world.count("quartier")
    contests = {contest.contest: contest for contest in result.contests}
    assert {name: contest.tally.ballots for name, contest in contests.items()} == {
        "rives": 2,
        "briques": 0,
        "canal": 2,
        "tilleuls": 0,
    }
    assert contests["rives"].tally.score[ProjectId("r1")] == 2
    assert contests["canal"].tally.blank == 1
    assert set(contests["canal"].tally.score) == {"c1", "c2", "c3", "c4"}


def test_a_copied_ballot_counts_once(world: World, forger: Forger) -> None:
    mine = forger.deposit(code_claim(world.drawn["budget"][0]), GOOD)
    copied = Envelope.from_bytes(mine.content).ballot
    theirs = forger.deposit(code_claim(world.drawn["budget"][1]), copied)
    send(world, mine, theirs)
    result = world.count("budget")
    (aside,) = {mine.id, theirs.id} - {winner((mine.id, theirs.id), draw_of((mine.id, theirs.id)))}
    assert reasons(result) == {aside: "ballot_copied"}
    assert result.ballots == 1


def test_a_copy_without_a_right_of_its_own_cancels_nothing(world: World, forger: Forger) -> None:
    mine = forger.deposit(code_claim(world.drawn["budget"][0]), GOOD)
    copied = Envelope.from_bytes(mine.content).ballot
    theirs = forger.deposit(code_claim(new_code()), copied)
    send(world, mine, theirs)
    assert world.count("budget").ballots == 1


def test_a_whole_envelope_under_another_id_is_set_aside(world: World, forger: Forger) -> None:
    mine = forger.deposit(code_claim(world.drawn["budget"][0]), GOOD)
    copied = Deposit(DepositId(b"c" * 16), mine.kind, mine.consultation, mine.activity, 1, mine.content)
    send(world, copied)
    assert reasons(world.count("budget")) == {copied.id: "claim_of_another_ballot"}


def test_a_claim_bound_to_another_ballot_is_set_aside(world: World, forger: Forger) -> None:
    claim = code_claim(world.drawn["budget"][0])
    other = Envelope.from_bytes(forger.deposit(claim, GOOD).content).ballot
    swapped = forger.deposit(claim, GOOD, bound_to=other)
    renamed = forger.deposit(claim, GOOD, bound_id=DepositId(b"x" * 16))
    send(world, swapped, renamed)
    result = world.count("budget")
    assert reasons(result) == dict.fromkeys((swapped.id, renamed.id), "claim_of_another_ballot")
    assert result.ballots == 0


BREAKING = {
    "unknown_project": Ballot((ProjectId("99"),), (1,)),
    "repeated_project": Ballot((ProjectId("1"), ProjectId("1")), (1, 1)),
    "too_many_points": Ballot(tuple(ProjectId(str(n)) for n in range(1, 5)), (2, 2, 2, 2)),
    "too_many_points_on_one_project": Ballot((ProjectId("1"),), (4,)),
    "points_misplaced": Ballot((ProjectId("1"), ProjectId("2")), (3, -1)),
}


@pytest.mark.parametrize("reason", BREAKING)
def test_a_ballot_that_breaks_a_rule_is_set_aside_after_the_cut(
    world: World, forger: Forger, reason: str
) -> None:
    send(world, forger.deposit(code_claim(world.drawn["budget"][0]), BREAKING[reason]))
    result = world.count("budget")
    assert (result.ballots, result.set_aside, result.invalid) == (0, (), {reason: 1})
    assert len(result.counted) == 1


def test_what_cannot_be_opened_is_set_aside_and_stops_nothing(world: World, forger: Forger) -> None:
    good = forger.deposit(code_claim(world.drawn["budget"][0]), GOOD)
    envelope = Envelope.from_bytes(good.content)
    names = (good.consultation, good.activity, 1)
    garbage = Envelope(Sealed(b"x"), Sealed(b"y")).to_bytes()
    torn = Envelope(Sealed(bytes([envelope.claim[0] ^ 1]) + envelope.claim[1:]), Sealed(b"z" * 2000))
    broken = [
        Deposit(DepositId(b"1" * 16), DepositKind.BALLOT, *names, garbage),
        Deposit(DepositId(b"2" * 16), DepositKind.BALLOT, *names, torn.to_bytes()),
    ]
    unreadable = forger.deposit(code_claim(world.drawn["budget"][1]), Sealed(b"not sealed"))
    send(world, good, *broken, unreadable)
    result = world.count("budget")
    assert reasons(result) == {deposit.id: "claim_unreadable" for deposit in broken}
    assert result.invalid == {"ballot_unreadable": 1}
    assert result.ballots == 1


def test_a_claim_with_a_code_that_is_not_hex_stops_nothing(world: World, forger: Forger) -> None:
    bad = forger.deposit(ProvenClaim(rule=ClaimRule.CODE, code="not hex"), GOOD)
    send(world, bad, forger.deposit(code_claim(world.drawn["budget"][0]), GOOD))
    result = world.count("budget")
    assert reasons(result) == {bad.id: "claim_unreadable"}
    assert result.ballots == 1


def test_a_ballot_of_the_other_mode_does_not_open(world: World) -> None:
    index = world.hub.index(1)
    assert index is not None
    names = ConsultationId("budget-participatif"), ActivityId("budget")
    info = context("ballot", Mode.OFFICIAL, *names)
    official = seal(encode(GOOD, 512), index.box_key, info)
    send(world, Forger(world).deposit(code_claim(world.drawn["budget"][0]), official))
    assert world.count("budget").invalid == {"ballot_unreadable": 1}


def test_blank_votes_count_as_ballots_and_for_nobody(world: World) -> None:
    tablet = world.tablet()
    cast_by_code(tablet, world.drawn["budget"][0], {})
    cast_by_code(tablet, world.drawn["budget"][1], {"1": 3})
    world.carry(tablet)
    (contest,) = world.count("budget").contests
    assert (contest.tally.ballots, contest.tally.blank) == (2, 1)
    assert sum(contest.tally.score.values()) == 3
