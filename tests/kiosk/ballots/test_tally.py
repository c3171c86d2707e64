"""The count against pabutools, which was written by others."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from pabutools.election import (
    Additive_Borda_Sat,
    Additive_Cardinal_Sat,
    AdditiveSatisfaction,
    ApprovalBallot,
    ApprovalProfile,
    CardinalBallot,
    Cardinality_Sat,
    CumulativeBallot,
    CumulativeProfile,
    Instance,
    OrdinalBallot,
    OrdinalProfile,
)
from pabutools.election import Project as PabuProject
from pabutools.rules import greedy_utilitarian_welfare

from kiosk.ballots.ballot import Ballot
from kiosk.ballots.rules import BallotRules
from kiosk.ballots.selection import Selection, select
from kiosk.ballots.tally import Tally, tally
from kiosk.catalogue.activities import TieBreak
from kiosk.catalogue.methods import MethodName
from kiosk.ids import ActivityId, ConsultationId, ProjectId

from .contests import METHODS, ballots, contest, contests

NAMES = ConsultationId("budget-participatif"), ActivityId("budget")


def of(choices: str, *points: int) -> Ballot:
    """A ballot for one-letter projects."""
    return Ballot(tuple(map(ProjectId, choices)), points)


def profile_of(
    rules: BallotRules, cast: Iterable[Ballot]
) -> tuple[dict[ProjectId, Any], Instance, Any, type[Any]]:
    """The same votes as pabutools writes them: projects, instance, profile, and what it calls the score."""
    projects = {name: PabuProject(name, int(cost)) for name, cost in rules.costs.items()}
    instance = Instance(projects.values())
    filled = [ballot for ballot in cast if not ballot.blank]
    match rules.method:
        case "cumulative":
            points = (
                CumulativeBallot({projects[c]: p for c, p in zip(b.choices, b.points, strict=True)})
                for b in filled
            )
            return projects, instance, CumulativeProfile(points, instance=instance), Additive_Cardinal_Sat
        case "ranking":
            ranked = (OrdinalBallot([projects[choice] for choice in b.choices]) for b in filled)
            return projects, instance, OrdinalProfile(ranked, instance=instance), Additive_Borda_Sat
        case _:
            chosen = (ApprovalBallot({projects[choice] for choice in b.choices}) for b in filled)
            return projects, instance, ApprovalProfile(chosen, instance=instance), Cardinality_Sat


@pytest.mark.parametrize("method", METHODS)
@given(data=st.data())
def test_scores_are_those_of_pabutools(method: MethodName, data: st.DataObject) -> None:
    rules = data.draw(contests(method))
    cast = data.draw(st.lists(ballots(rules), max_size=12))
    ours = tally(rules, cast)
    projects, _, profile, satisfaction = profile_of(rules, cast)
    theirs = profile.as_sat_profile(satisfaction) if len(profile) else None
    for name, project in projects.items():
        score = int(theirs.total_satisfaction_project(project)) if theirs is not None else 0
        # pabutools' Borda gives the last of a ranking 0 where ours, as Pabulib's score column, gives 1.
        assert ours.score[name] == score + (ours.voters[name] if method == "ranking" else 0)
        assert ours.voters[name] == sum(name in ballot.choices for ballot in cast)
    assert ours.ballots == len(cast)
    assert ours.blank == sum(not ballot.choices for ballot in cast)


@given(st.data())
def test_the_order_of_ballots_changes_nothing(data: st.DataObject) -> None:
    rules = data.draw(contests())
    cast = data.draw(st.lists(ballots(rules), max_size=8))
    assert tally(rules, cast) == tally(rules, data.draw(st.permutations(cast)))


def test_blank_votes_are_counted_and_give_nobody_anything() -> None:
    result = tally(contest("approval"), [of("1"), of(""), of("")])
    assert (result.ballots, result.blank) == (3, 2)
    assert result.score == {"1": 1, "2": 0, "3": 0, "4": 0}


def test_borda_gives_the_first_as_many_points_as_were_ranked_and_the_last_one() -> None:
    assert tally(contest("ranking"), [of("312"), of("3")]).score == {"1": 2, "2": 1, "3": 4, "4": 0}


class ScoreTimesCost(AdditiveSatisfaction):  # type: ignore[misc]
    """pabutools divides satisfaction by cost before it ranks: with this, it ranks by the score itself."""

    def __init__(self, instance: Instance, profile: Any, ballot: Any) -> None:
        """Take one ballot of points."""
        super().__init__(instance, profile, ballot, self._value)

    @staticmethod
    def _value(_instance: Instance, _profile: Any, ballot: CardinalBallot, project: Any, _: object) -> Any:
        return ballot.get(project, 0) * project.cost


def selected(
    rules: BallotRules,
    result: Tally,
    budget: Decimal | None,
    tie_break: Sequence[TieBreak] = (TieBreak.VOTERS, TieBreak.COST),
) -> Selection:
    """Our winners."""
    return select(rules, result, budget, tie_break, *NAMES)


@settings(suppress_health_check=[HealthCheck.filter_too_much])
@given(data=st.data(), budget=st.integers(0, 250))
def test_winners_are_those_of_pabutools_where_nothing_is_tied(data: st.DataObject, budget: int) -> None:
    rules = data.draw(contests("cumulative"))
    cast = data.draw(st.lists(ballots(rules), min_size=1, max_size=12))
    result = tally(rules, cast)
    scored = [score for name, score in result.score.items() if result.voters[name]]
    assume(scored and len(set(scored)) == len(scored))
    projects, _, profile, _ = profile_of(rules, cast)
    # pabutools also spends what is left on projects that nobody chose; ours does not.
    instance = Instance((projects[name] for name in projects if result.voters[name]), budget_limit=budget)
    theirs = greedy_utilitarian_welfare(instance, profile, sat_class=ScoreTimesCost)
    ours = selected(rules, result, Decimal(budget))
    assert set(ours.selected) == {project.name for project in theirs}
    assert ours.spent == sum(rules.costs[name] for name in ours.selected)
    assert ours.spent <= budget


@given(data=st.data(), budget=st.integers(0, 250))
def test_winners_fit_the_budget_and_a_loser_with_votes_would_not_have(
    data: st.DataObject, budget: int
) -> None:
    rules = data.draw(contests())
    result = tally(rules, data.draw(st.lists(ballots(rules), max_size=10)))
    outcome = selected(rules, result, Decimal(budget))
    spent = Decimal(0)
    for name in outcome.ranked:
        if name in outcome.selected:
            spent += rules.costs[name]
        elif result.voters[name]:
            assert spent + rules.costs[name] > budget
    assert spent == outcome.spent <= budget
    assert sorted(outcome.ranked) == sorted(rules.costs)


def test_a_project_that_does_not_fit_gives_way_to_the_next_that_does() -> None:
    result = tally(contest("approval"), [of("4"), of("4"), of("42"), of("32"), of("3"), of("1")])
    assert selected(contest("approval"), result, Decimal(60)).selected == ("4", "2")


def test_nothing_is_selected_without_a_budget_or_without_a_voter() -> None:
    rules = contest("approval")
    assert selected(rules, tally(rules, [of("12")]), None).selected == ()
    assert selected(rules, tally(rules, [of("")]), Decimal(1000)).selected == ()


POINTS = contest("cumulative")
TIED = tally(POINTS, [of("2", 2), of("13", 1, 2), of("1", 1)])
"""Projects 1, 2 and 3 have two points each; 1 from two voters, 2 and 3 from one.

The lottery's order is 2, 3, 1: ``printf 'budget-participatif\\nbudget\\n1' | sha256sum``, and so on.
"""


@pytest.mark.parametrize(
    ("tie_break", "expected"),
    [
        ((TieBreak.VOTERS, TieBreak.COST), ["1", "2", "3", "4"]),
        ((TieBreak.COST,), ["1", "2", "3", "4"]),
        ((TieBreak.VOTERS,), ["1", "2", "3", "4"]),
        ((), ["2", "3", "1", "4"]),
        ((TieBreak.LOTTERY, TieBreak.VOTERS), ["2", "3", "1", "4"]),
    ],
)
def test_ties_are_broken_by_the_rules_of_the_catalogue_in_their_order(
    tie_break: tuple[TieBreak, ...], expected: list[str]
) -> None:
    assert TIED.score == {"1": 2, "2": 2, "3": 2, "4": 0}
    assert list(selected(POINTS, TIED, Decimal(100), tie_break).ranked) == expected


def test_more_voters_come_before_cheaper_when_the_catalogue_says_so() -> None:
    result = tally(POINTS, [of("12", 2, 1), of("2", 1)])
    by_voters = selected(POINTS, result, Decimal(20), (TieBreak.VOTERS, TieBreak.COST))
    by_cost = selected(POINTS, result, Decimal(20), (TieBreak.COST, TieBreak.VOTERS))
    assert (by_voters.selected, by_cost.selected) == (("2",), ("1",))


def test_the_lottery_is_another_one_in_another_vote() -> None:
    orders = {
        select(POINTS, TIED, None, (TieBreak.LOTTERY,), NAMES[0], ActivityId(f"vote-{n}")).ranked
        for n in range(20)
    }
    assert len(orders) > 1
