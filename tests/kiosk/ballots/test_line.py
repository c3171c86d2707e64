"""A paper ballot as a line of numbers, for every voting method: what it says, what is wrong and where."""

from __future__ import annotations

from decimal import Decimal

import pytest

from kiosk.ballots.ballot import Ballot
from kiosk.ballots.line import Wrong, read_line
from kiosk.ballots.rules import BallotRules
from kiosk.catalogue.activities import Project
from kiosk.catalogue.methods import MethodName
from kiosk.catalogue.parts import Text
from kiosk.ids import ProjectId

COSTS = (100, 200, 400, 50)


def rules(method: MethodName, **limits: object) -> BallotRules:
    """Four projects, ``a`` to ``d``, of 100, 200, 400 and 50 €."""
    projects = tuple(
        Project(id=name, title=Text({"fr": name}), cost=Decimal(cost))
        for name, cost in zip("abcd", COSTS, strict=True)
    )
    given = {"blank": True, "min_choices": 1, "max_choices": 3} | limits
    return BallotRules(method, projects, **given)  # type: ignore[arg-type]


ONE = rules("choose_one", max_choices=1)
SOME = rules("approval")
BUDGET = rules("knapsack", max_choices=4, max_cost=Decimal(500))
POINTS = rules("cumulative", max_choices=4, points=7, max_per_project=3, min_points=2)
ORDER = rules("ranking", max_choices=4)


def ballot(choices: str, *points: int) -> Ballot:
    return Ballot(tuple(map(ProjectId, choices)), points)


@pytest.mark.parametrize(
    ("of", "line", "read"),
    [
        (ONE, "2", ballot("b")),
        (SOME, "3 1", ballot("ac")),
        (SOME, "4,1;2", ballot("abd")),
        (BUDGET, "3 1", ballot("ac")),
        (POINTS, "3=2 1=1", ballot("ac", 1, 2)),
        (POINTS, "3 3 1", ballot("ac", 1, 2)),
        (POINTS, "4 4 2:3", ballot("bd", 3, 2)),
        (ORDER, "4 1 3", ballot("dac")),
        (SOME, "0", ballot("")),
    ],
)
def test_a_line_is_a_ballot(of: BallotRules, line: str, read: Ballot) -> None:
    reading = read_line(of, line)
    assert reading.wrong is None
    assert reading.draft.ballot() == read
    of.check(reading.draft.ballot())


@pytest.mark.parametrize(
    ("of", "line", "wrong"),
    [
        (ONE, "2 3", Wrong("too_many_choices", "3")),
        (SOME, "1 5", Wrong("no_such_number", "5")),
        (SOME, "1 1", Wrong("repeated_project", "1")),
        (SOME, "1 2 3 4", Wrong("too_many_choices", "4")),
        (SOME, "1=2", Wrong("points_not_here", "1=2")),
        (SOME, "1 0", Wrong("blank_and_more", "0")),
        (SOME, "1 x 2", Wrong("line_unreadable", "x")),
        (SOME, "٢", Wrong("line_unreadable", "٢")),
        (SOME, "-1", Wrong("line_unreadable", "-1")),
        (SOME, "99999999999999999999", Wrong("line_unreadable", "99999999999999999999")),
        (SOME, "", Wrong("nothing_keyed")),
        (rules("approval", blank=False), "0", Wrong("blank_not_allowed", "0")),
        (BUDGET, "3 2", Wrong("over_budget", "2")),
        (POINTS, "1=4", Wrong("too_many_points_on_one_project", "1=4")),
        (POINTS, "1=3 2=3 3=2", Wrong("too_many_points", "3=2")),
        (POINTS, "1 1 1 1", Wrong("too_many_points_on_one_project", "1")),
        (POINTS, "1=", Wrong("points_missing", "1=")),
        (POINTS, "1=0", Wrong("points_missing", "1=0")),
        (POINTS, "1=2 1=1", Wrong("repeated_project", "1=1")),
        (POINTS, "1", Wrong("too_few_points")),
        (ORDER, "4 4", Wrong("repeated_project", "4")),
        (rules("ranking", min_choices=2), "1", Wrong("too_few_choices")),
    ],
)
def test_what_is_wrong_is_named_with_its_place(of: BallotRules, line: str, wrong: Wrong) -> None:
    assert read_line(of, line).wrong == wrong


def test_what_more_numbers_can_mend_is_no_error_yet() -> None:
    for of, line in ((SOME, ""), (POINTS, "1"), (POINTS, "1="), (rules("ranking", min_choices=2), "1")):
        assert read_line(of, line).unfinished
    assert not read_line(SOME, "1 9").unfinished
    assert not read_line(SOME, "1").unfinished
