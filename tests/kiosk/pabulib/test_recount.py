"""The second count."""

from __future__ import annotations

import pytest

from kiosk.errors import PabulibError
from kiosk.pabulib.model import PabulibVote
from kiosk.pabulib.read import parse
from kiosk.pabulib.recount import recount

from .elections import APPROVAL, CHOOSE_ONE, CUMULATIVE, ORDINAL


@pytest.mark.parametrize(
    ("text", "score", "voters"),
    [
        (APPROVAL, {"4": 2, "16": 2, "7": 1}, {"4": 2, "16": 2, "7": 1}),
        (CHOOSE_ONE, {"4": 2, "16": 0}, {"4": 2, "16": 0}),
        (CUMULATIVE, {"4": 5, "16": 3, "7": 1}, {"4": 2, "16": 1, "7": 1}),
        (ORDINAL, {"4": 1, "16": 3, "7": 0}, {"4": 1, "16": 2, "7": 0}),
    ],
)
def test_each_kind_is_counted_by_its_rule(text: str, score: dict[str, int], voters: dict[str, int]) -> None:
    file = parse(text, "x.pb")
    counted = recount(file, file.votes)
    assert (counted.score, counted.voters) == (score, voters)


def test_only_the_votes_given_are_counted() -> None:
    file = parse(APPROVAL, "x.pb")
    assert recount(file, file.votes[:1]).voters == {"4": 1, "16": 0, "7": 0}
    assert recount(file, []).score == {"4": 0, "16": 0, "7": 0}


def test_a_vote_with_a_problem_is_never_counted() -> None:
    file = parse(APPROVAL, "x.pb")
    with pytest.raises(PabulibError, match="voter z cannot be counted"):
        recount(file, [PabulibVote("z", ("99",), problem="Line 9: project 99 is not in PROJECTS.")])
