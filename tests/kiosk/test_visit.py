"""A visit: one person, from the first touch to the reset."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from kiosk.ballots.rules import Broken
from kiosk.claims.claim import ClaimRule, ProvenClaim
from kiosk.claims.codes import new_code, parse_code, printed
from kiosk.errors import BallotError, ClaimError, KioskError, VisitError
from kiosk.ids import Mode
from kiosk.receipts import parse_receipt, receipt_of
from kiosk.tablet import Tablet
from kiosk.vault.store import Deposit
from kiosk.visit import Visit
from kiosk.visit_map import State
from sync.hub.codes import draw_codes
from tests.kiosk.residents import (
    ADA,
    at_about,
    at_claim,
    attended,
    choose,
    declared,
    reviewing,
    with_code,
)
from tests.world import World

MakeWorld = Callable[..., World]
BOB = ("Bob", "Lovelace", "10/12/1975")


@pytest.fixture
def tablet(world: World) -> Tablet:
    """An open tablet."""
    return world.tablet()


def aboard(tablet: Tablet) -> list[Deposit]:
    """Everything that was cast."""
    return tablet.vault.deliverable(1000)


def refused(call: Callable[[], object], error: type[KioskError]) -> str:
    """The reason with which something is refused."""
    with pytest.raises(error) as caught:
        call()
    return str(getattr(caught.value, "reason", ""))


def voters(world: World, tablet: Tablet) -> dict[ClaimRule, Visit]:
    """One person for each way to prove the right, before a ballot."""
    return {
        ClaimRule.NONE: at_claim(tablet, "nom"),
        ClaimRule.CODE: with_code(tablet, world.drawn["budget"][0]),
        ClaimRule.DECLARED: declared(tablet),
        ClaimRule.ATTENDED: attended(tablet),
    }


CHOSEN = {
    ClaimRule.NONE: ("a",),
    ClaimRule.CODE: ("1", "5"),
    ClaimRule.DECLARED: ("c1", "c2"),
    ClaimRule.ATTENDED: ("k1", "k6"),
}


@pytest.mark.parametrize("rule", ClaimRule)
def test_whatever_proves_the_right_a_vote_is_recorded(world: World, tablet: Tablet, rule: ClaimRule) -> None:
    visit = voters(world, tablet)[rule]
    assert visit.state.value == "ballot"
    assert visit.claim is not None
    assert visit.claim.rule is rule
    receipt = reviewing(visit, *CHOSEN[rule]).cast()
    (deposit,) = aboard(tablet)
    assert visit.state is State.RECORDED
    assert receipt == receipt_of(deposit.id) == parse_receipt(receipt)
    assert visit.found is not None
    assert (deposit.consultation, deposit.activity) == (visit.found.consultation_id, visit.found.activity_id)


def test_the_claim_holds_what_was_proven_and_nothing_more(world: World, tablet: Tablet) -> None:
    claims = {rule: visit.claim for rule, visit in voters(world, tablet).items()}
    assert claims[ClaimRule.NONE] == ProvenClaim(rule=ClaimRule.NONE)
    assert claims[ClaimRule.DECLARED] == ProvenClaim(
        rule=ClaimRule.DECLARED,
        first_name="ADA",
        last_name="LOVELACE",
        birth_date="1975-12-10",
        quartier="canal",
    )
    assert claims[ClaimRule.ATTENDED] == ProvenClaim(rule=ClaimRule.ATTENDED, attended_by="animateur")
    by_code = claims[ClaimRule.CODE]
    assert by_code is not None
    assert world.drawn["budget"][0] not in by_code.model_dump_json()


@pytest.mark.parametrize("mode", Mode)
def test_every_deposit_of_a_vote_has_one_length(make_world: MakeWorld, mode: Mode) -> None:
    tablet = make_world(mode).tablet()
    for person, projects in [
        (ADA, ("c1",)),
        (("A" * 60, "B" * 60, "1/1/1930"), ("c1", "c2", "c3")),
        (BOB, ()),
    ]:
        visit = declared(tablet, person=person)
        if not projects:
            assert visit.draft is not None
            visit.draft = visit.draft.vote_blank()
        reviewing(visit, *projects).cast()
    with tablet.vault.reading() as connection:
        rows = connection.exec_driver_sql("SELECT length(content) FROM deposit").all()
    assert len(rows) == 3
    assert len(set(rows)) == 1


def test_a_blank_vote_is_recorded(tablet: Tablet) -> None:
    visit = at_claim(tablet, "nom")
    assert visit.draft is not None
    visit.draft = visit.draft.vote_blank()
    reviewing(visit).cast()
    assert len(aboard(tablet)) == 1


def test_an_unfinished_ballot_is_not_reviewed(tablet: Tablet) -> None:
    visit = at_claim(tablet, "nom")
    assert refused(visit.review, BallotError) == Broken.TOO_FEW_CHOICES
    assert visit.state is State.BALLOT


def test_an_activity_that_is_not_there_is_refused(tablet: Tablet) -> None:
    visit = Visit(tablet, "fr")
    visit.choose_language("fr")
    assert refused(lambda: visit.choose_activity("mars"), VisitError) == "unknown_activity"
    assert visit.state is State.HOME


@pytest.mark.parametrize(
    ("typed", "reason"),
    [("", "code_incomplete"), ("0" * 16 + "1", "code_mistyped"), ("!" * 17, "code_mistyped")],
)
def test_a_mistyped_code_is_refused_and_may_be_typed_again(
    world: World, tablet: Tablet, typed: str, reason: str
) -> None:
    visit = at_claim(tablet, "budget")
    assert refused(lambda: visit.prove_by_code(typed), ClaimError) == reason
    assert visit.state is State.CLAIM
    visit.prove_by_code(printed(world.drawn["budget"][0]).lower().replace("-", " "))
    assert visit.state.value == "ballot"


def test_a_code_that_was_never_drawn_is_unknown(tablet: Tablet) -> None:
    visit = at_claim(tablet, "budget")
    assert refused(lambda: visit.prove_by_code(new_code()), ClaimError) == "code_unknown"
    assert visit.claim is None


def test_a_spent_code_is_refused_before_a_ballot_is_shown(world: World, tablet: Tablet) -> None:
    code = world.drawn["budget"][0]
    reviewing(with_code(tablet, code), "1").cast()
    visit = at_claim(tablet, "budget")
    assert refused(lambda: visit.prove_by_code(code), ClaimError) == "code_spent_here"
    reviewing(with_code(tablet, world.drawn["budget"][1]), "1").cast()
    assert len(aboard(tablet)) == 2


def test_a_code_spent_meanwhile_is_refused_at_the_last_moment(world: World, tablet: Tablet) -> None:
    code = world.drawn["budget"][0]
    first, second = with_code(tablet, code), with_code(tablet, code)
    reviewing(first, "1").cast()
    reviewing(second, "2")
    assert refused(second.cast, ClaimError) == "code_spent_here"
    assert second.state is State.REVIEW
    assert len(aboard(tablet)) == 1


def test_a_code_that_was_shown_and_not_used_stays_good(world: World, tablet: Tablet) -> None:
    code = world.drawn["budget"][0]
    with_code(tablet, code).end()
    reviewing(with_code(tablet, code), "1").cast()
    assert len(aboard(tablet)) == 1


def test_a_code_of_one_quartier_votes_there(make_world: MakeWorld, draft: Any) -> None:
    vote = next(a for c in draft["consultations"] for a in c["activities"] if a["id"] == "quartier")
    vote["claim"] = "code"
    drawn = draw_codes(json.dumps(draft).encode(), "quartier", "canal", 1)
    draft.update(drawn.draft)
    tablet = make_world().tablet()
    visit = at_claim(tablet, "quartier")
    visit.prove_by_code(drawn.printed[0])
    assert visit.state is State.BALLOT
    assert visit.contest == "canal"
    assert {project.id for project in visit.options} == {"c1", "c2", "c3", "c4"}
    other = at_claim(tablet, "budget")
    assert refused(lambda: other.prove_by_code(parse_code(drawn.printed[0])), ClaimError) == "code_unknown"


@pytest.mark.parametrize("quartier", ["violettes", "mars", ""])
def test_a_quartier_that_does_not_vote_is_refused(tablet: Tablet, quartier: str) -> None:
    visit = at_claim(tablet, "quartier")
    visit.prove_by_declaring(*ADA)
    assert visit.quartiers_voting() == ("rives", "briques", "canal", "tilleuls")
    assert refused(lambda: visit.choose_quartier(quartier), ClaimError) == "wrong_quartier"
    assert visit.state is State.QUARTIER


def test_someone_who_took_part_here_does_not_take_part_again(tablet: Tablet) -> None:
    reviewing(declared(tablet), "c1").cast()
    visit = at_claim(tablet, "quartier")
    again = ("  ADA ", "lovelâce", "10121975")
    assert refused(lambda: visit.prove_by_declaring(*again), ClaimError) == "declared_here"
    assert visit.state is State.CLAIM
    visit.prove_by_declaring(*BOB)
    assert len(aboard(tablet)) == 1


def test_someone_who_declared_twice_at_once_is_recorded_once(tablet: Tablet) -> None:
    first, second = declared(tablet), declared(tablet, "rives")
    reviewing(first, "c1").cast()
    reviewing(second, "r1")
    assert refused(second.cast, ClaimError) == "declared_here"
    assert len(aboard(tablet)) == 1


def test_someone_who_gave_up_may_come_back(tablet: Tablet) -> None:
    declared(tablet).end()
    reviewing(declared(tablet), "c1").cast()
    assert len(aboard(tablet)) == 1


def test_a_wrong_pin_opens_no_visit(tablet: Tablet) -> None:
    visit = at_claim(tablet, "parc-vote")
    assert refused(lambda: visit.prove_by_attendance("0000"), ClaimError) == "pin_wrong"
    assert visit.state is State.CLAIM
    assert visit.claim is None


def test_the_closing_hour_is_kept_while_someone_votes(world: World, tablet: Tablet) -> None:
    visit = reviewing(at_claim(tablet, "nom"), "a")
    assert visit.found is not None
    world.clock.now = visit.found.closes
    assert refused(visit.cast, VisitError) == "closed"
    assert visit.state is State.REVIEW
    assert visit.draft is not None
    assert visit.draft.choices == ("a",)
    assert aboard(tablet) == []
    assert tablet.vault.account() == []


def test_the_last_second_before_closing_still_counts(world: World, tablet: Tablet) -> None:
    visit = reviewing(at_claim(tablet, "nom"), "a")
    assert visit.found is not None
    world.clock.now = visit.found.closes
    world.clock.pass_by(microseconds=-1)
    visit.cast()
    assert len(aboard(tablet)) == 1


@pytest.mark.parametrize(("step", "reason"), [("pause", "paused"), ("close", "tablet_closed")])
def test_a_tablet_that_is_paused_or_closed_while_someone_votes_records_nothing(
    tablet: Tablet, step: str, reason: str
) -> None:
    visit = reviewing(at_claim(tablet, "nom"), "a")
    tablet.change_status(step)
    assert refused(visit.cast, VisitError) == reason
    assert aboard(tablet) == []
    tablet.change_status("open" if step == "pause" else "reopen")
    visit.cast()
    assert len(aboard(tablet)) == 1


def test_nobody_begins_before_the_vote_opens_or_while_the_clock_is_wrong(
    world: World, tablet: Tablet
) -> None:
    assert refused(at_about(tablet, "fetes").take_part, VisitError) == "not_yet_open"
    world.clock.pass_by(seconds=-5)
    assert refused(at_about(tablet, "nom").take_part, VisitError) == "clock_behind"


def test_a_vote_that_the_disk_refuses_is_not_called_recorded(tablet: Tablet) -> None:
    visit = reviewing(at_claim(tablet, "nom"), "a")
    with tablet.vault.transaction() as connection:
        connection.exec_driver_sql(
            "CREATE TRIGGER full BEFORE INSERT ON deposit BEGIN SELECT RAISE(ABORT, 'disk full'); END"
        )
    with pytest.raises(KioskError, match="disk full"):
        visit.cast()
    assert visit.state is State.REVIEW
    assert visit.receipt is None
    with tablet.vault.transaction() as connection:
        connection.exec_driver_sql("DROP TRIGGER full")
    assert visit.cast() == visit.receipt


def seen(visit: Visit) -> tuple[object, object, object]:
    """Ballot, options and claim."""
    return visit.draft, visit.options, visit.claim


def test_going_back_keeps_the_ballot_until_the_proof_is_taken_back(tablet: Tablet) -> None:
    visit = reviewing(declared(tablet), "c1")
    visit.back()
    assert visit.state is State.BALLOT
    assert visit.draft is not None
    assert visit.draft.choices == ("c1",)
    visit.back()
    assert visit.state.value == "quartier"
    assert seen(visit)[:2] == (None, ())
    visit.back()
    assert visit.state.value == "claim"
    assert seen(visit) == (None, (), None)
    visit.back()
    visit.back()
    assert visit.state.value == "home"
    assert visit.found is None
    visit.back()
    assert visit.state.value == "language"


def test_another_quartier_shows_its_own_projects(tablet: Tablet) -> None:
    visit = declared(tablet, "canal")
    choose(visit, "c1")
    visit.back()
    visit.choose_quartier("rives")
    assert visit.contest == "rives"
    assert not visit.unfinished_work
    assert {project.id[0] for project in visit.options} == {"r"}


def test_unfinished_work_is_choices_that_a_reset_would_lose(tablet: Tablet) -> None:
    visit = at_claim(tablet, "nom")
    assert not visit.unfinished_work
    choose(visit, "a")
    assert visit.unfinished_work
    choose(visit, "a")
    assert visit.draft is not None
    visit.draft = visit.draft.vote_blank()
    assert visit.unfinished_work
    reviewing(visit).cast()
    assert not visit.unfinished_work


def test_options_come_in_an_order_of_their_own_for_each_visit(tablet: Tablet) -> None:
    orders = {tuple(p.id for p in at_claim(tablet, "priorites").options) for _ in range(30)}
    assert len(orders) > 1
    assert {tuple(sorted(order)) for order in orders} == {("m1", "m2", "m3", "m4", "m5", "m6")}


def test_options_keep_the_order_of_the_catalogue_where_it_is_fixed(make_world: MakeWorld, draft: Any) -> None:
    for consultation in draft["consultations"]:
        for activity in consultation["activities"]:
            if activity["kind"] == "ballot":
                activity["order"] = "fixed"
    tablet = make_world().tablet()
    orders = {tuple(p.id for p in at_claim(tablet, "priorites").options) for _ in range(5)}
    assert orders == {("m1", "m2", "m3", "m4", "m5", "m6")}
