"""Each rule of a ballot, at its limit and one step beyond."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from decimal import Decimal
from functools import cache
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.ballots.ballot import Ballot
from kiosk.ballots.rules import UNFINISHED, BallotRules, Broken, rules_for
from kiosk.catalogue.activities import BallotActivity
from kiosk.catalogue.lookup import Found
from kiosk.catalogue.model import Consultation
from kiosk.errors import BallotError
from kiosk.ids import ProjectId
from sync.demo import demo_draft

from .contests import ballots, contest, contests

PROJECTS = contest("approval").projects
APPROVAL = BallotRules("approval", PROJECTS, True, 2, 3)
KNAPSACK = BallotRules("knapsack", PROJECTS, True, 1, 4, Decimal(20), Decimal(50))
POINTS = BallotRules(
    "cumulative", PROJECTS, True, 1, 3, points=7, max_per_project=3, min_per_project=2, min_points=4
)


def of(choices: str, *points: int) -> Ballot:
    """A ballot for one-letter projects."""
    return Ballot(tuple(map(ProjectId, choices)), points)


@pytest.mark.parametrize(
    ("rules", "ballot"),
    [
        (APPROVAL, of("12")),
        (APPROVAL, of("123")),
        (KNAPSACK, of("2")),
        (KNAPSACK, of("23")),
        (POINTS, of("12", 2, 2)),
        (POINTS, of("123", 3, 2, 2)),
        (APPROVAL, of("")),
        (KNAPSACK, of("")),
        (POINTS, of("")),
    ],
)
def test_a_ballot_at_a_limit_is_accepted(rules: BallotRules, ballot: Ballot) -> None:
    rules.check(ballot)
    assert list(rules.broken(ballot)) == []


@pytest.mark.parametrize(
    ("rules", "ballot", "reason"),
    [
        (APPROVAL, of("19"), Broken.UNKNOWN_PROJECT),
        (APPROVAL, of("11"), Broken.REPEATED_PROJECT),
        (APPROVAL, of("1234"), Broken.TOO_MANY_CHOICES),
        (APPROVAL, of("1"), Broken.TOO_FEW_CHOICES),
        (APPROVAL, of("12", 1, 1), Broken.POINTS_MISPLACED),
        (KNAPSACK, of("24"), Broken.OVER_BUDGET),
        (KNAPSACK, of("1"), Broken.UNDER_MINIMUM_COST),
        (POINTS, of("12"), Broken.POINTS_MISPLACED),
        (POINTS, of("12", 3), Broken.POINTS_MISPLACED),
        (POINTS, of("12", 3, -1), Broken.POINTS_MISPLACED),
        (POINTS, of("123", 3, 3, 2), Broken.TOO_MANY_POINTS),
        (POINTS, of("1", 4), Broken.TOO_MANY_ON_ONE),
        (POINTS, of("12", 3, 1), Broken.TOO_FEW_ON_ONE),
        (POINTS, of("1", 3), Broken.TOO_FEW_POINTS),
        (BallotRules("approval", PROJECTS, False, 1, 4), of(""), Broken.BLANK_NOT_ALLOWED),
    ],
)
def test_a_ballot_beyond_a_limit_is_refused_with_its_reason(
    rules: BallotRules, ballot: Ballot, reason: Broken
) -> None:
    with pytest.raises(BallotError) as refused:
        rules.check(ballot)
    assert refused.value.reason == reason


@given(st.data())
def test_what_cannot_be_mended_is_said_first(data: st.DataObject) -> None:
    rules = data.draw(contests())
    names = st.sampled_from(list(rules.costs))
    points = st.lists(st.integers(-1, 9), max_size=4).map(tuple)
    ballot = Ballot(data.draw(st.lists(names, max_size=5).map(tuple)), data.draw(points))
    mendable = [reason in UNFINISHED for reason in rules.broken(ballot)]
    assert mendable == sorted(mendable)


def test_every_broken_rule_of_a_ballot_with_an_unknown_project_can_be_listed() -> None:
    assert Broken.UNKNOWN_PROJECT in list(KNAPSACK.broken(of("9")))


@given(st.data())
def test_a_ballot_within_the_upper_limits_breaks_nothing_final(data: st.DataObject) -> None:
    rules = data.draw(contests())
    assert set(rules.broken(data.draw(ballots(rules)))) <= UNFINISHED


@cache
def demo() -> bytes:
    """The demo's draft; its PIN takes a while to hash."""
    return demo_draft(datetime(2027, 3, 10, tzinfo=UTC))


def found(activity: str, **changes: Any) -> Found:
    """An activity of the demo, changed."""
    draft = json.loads(demo())
    for consultation in draft["consultations"]:
        for content in consultation["activities"]:
            if content["id"] == activity:
                return Found(
                    Consultation.model_validate_json(json.dumps(consultation)),
                    BallotActivity.model_validate_json(json.dumps(content | changes)),
                )
    raise LookupError(activity)


def test_seven_points_and_three_on_one_project_come_from_the_catalogue() -> None:
    rules = rules_for(found("budget"))
    assert (rules.points, rules.max_per_project, rules.max_choices) == (7, 3, 12)


def test_each_quartier_has_its_own_projects() -> None:
    rules = rules_for(found("quartier"), "canal")
    assert list(rules.costs) == ["c1", "c2", "c3", "c4"]
    assert (rules.min_choices, rules.max_choices) == (1, 3)


def test_a_knapsack_without_a_limit_of_its_own_uses_the_budget_of_the_vote() -> None:
    assert rules_for(found("parc-vote")).max_cost == Decimal(100000)
    own = found("parc-vote", method={"name": "knapsack", "max_cost": "50000"})
    assert rules_for(own).max_cost == Decimal(50000)


def test_a_knapsack_by_quartier_uses_the_budget_of_the_quartier() -> None:
    by_quartier = found(
        "quartier", method={"name": "knapsack"}, quartier_budgets={"canal": "200000", "rives": "150000"}
    )
    assert rules_for(by_quartier, "canal").max_cost == Decimal(200000)
    assert rules_for(by_quartier, "rives").max_cost == Decimal(150000)


def test_without_a_maximum_every_project_may_be_chosen_and_never_more() -> None:
    assert rules_for(found("nom", method={"name": "approval"})).max_choices == 4
    assert rules_for(found("nom", method={"name": "approval", "max_choices": 9})).max_choices == 4


def test_a_single_choice_is_exactly_one() -> None:
    rules = rules_for(found("nom"))
    assert (rules.min_choices, rules.max_choices) == (1, 1)
