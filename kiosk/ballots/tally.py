"""Scores and numbers of voters. Whole numbers only; no order of ballots matters."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from kiosk.ballots.ballot import Ballot
from kiosk.ballots.rules import BallotRules
from kiosk.ids import ProjectId


@dataclass(frozen=True)
class Tally:
    """The result of one contest before anything is selected."""

    ballots: int
    blank: int
    score: dict[ProjectId, int]
    """approval, knapsack, choose_one: voters; cumulative: points; ranking: Borda."""
    voters: dict[ProjectId, int]


def tally(rules: BallotRules, ballots: Iterable[Ballot]) -> Tally:
    """Count valid ballots (see `BallotRules.check`) of one contest.

    Borda: a ballot of n projects gives its first n, its second n - 1, its last 1; projects it does
    not rank get nothing. This is the rule of Pabulib's `score` column; pabutools gives each ranked
    project one point less.
    """
    score, voters = dict.fromkeys(rules.costs, 0), dict.fromkeys(rules.costs, 0)
    number = blank = 0
    for ballot in ballots:
        number += 1
        blank += ballot.blank
        for place, project in enumerate(ballot.choices):
            voters[project] += 1
            match rules.method:
                case "cumulative":
                    score[project] += ballot.points[place]
                case "ranking":
                    score[project] += len(ballot.choices) - place
                case _:
                    score[project] += 1
    return Tally(number, blank, score, voters)
