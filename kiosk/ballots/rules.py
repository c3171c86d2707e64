"""The rules of a ballot: the one place that knows what is allowed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from functools import cached_property, lru_cache

from kiosk.ballots.ballot import Ballot, encoded_size
from kiosk.catalogue.activities import Project
from kiosk.catalogue.lookup import Found
from kiosk.catalogue.methods import Approval, ChooseOne, Cumulative, Knapsack, MethodName, Ranking
from kiosk.errors import BallotError
from kiosk.ids import ProjectId


class Broken(StrEnum):
    """Why a ballot is refused. The first group forbids a tap; the second keeps Review closed."""

    UNKNOWN_PROJECT = "unknown_project"
    REPEATED_PROJECT = "repeated_project"
    TOO_MANY_CHOICES = "too_many_choices"
    OVER_BUDGET = "over_budget"
    TOO_MANY_POINTS = "too_many_points"
    TOO_MANY_ON_ONE = "too_many_points_on_one_project"
    POINTS_MISPLACED = "points_misplaced"

    BLANK_NOT_ALLOWED = "blank_not_allowed"
    TOO_FEW_CHOICES = "too_few_choices"
    UNDER_MINIMUM_COST = "under_minimum_cost"
    TOO_FEW_POINTS = "too_few_points"
    TOO_FEW_ON_ONE = "too_few_points_on_one_project"


UNFINISHED = frozenset(
    {
        Broken.BLANK_NOT_ALLOWED,
        Broken.TOO_FEW_CHOICES,
        Broken.UNDER_MINIMUM_COST,
        Broken.TOO_FEW_POINTS,
        Broken.TOO_FEW_ON_ONE,
    }
)
"""What more taps can mend."""


@dataclass(frozen=True)
class BallotRules:
    """The limits of one contest. All limits are inclusive; amounts are in the activity's currency."""

    method: MethodName
    projects: tuple[Project, ...]
    blank: bool
    min_choices: int
    max_choices: int
    min_cost: Decimal = Decimal(0)
    max_cost: Decimal | None = None
    points: int | None = None
    """At most so many in all; None: this method gives no points."""
    max_per_project: int = 0
    min_per_project: int = 0
    min_points: int = 0

    @cached_property
    def costs(self) -> dict[ProjectId, Decimal]:
        """What each project costs; 0 where the catalogue gives no cost."""
        return {ProjectId(project.id): project.cost or Decimal(0) for project in self.projects}

    @cached_property
    def ballot_bytes(self) -> int:
        """The size that holds every encoded ballot of this contest; see `ballot_bytes` of the module."""
        return encoded_size(
            tuple(self.costs), self.max_choices, self.max_per_project if self.points else None
        )

    def check(self, ballot: Ballot) -> None:
        """Accept a whole ballot. Raises `BallotError` with the first `Broken` reason."""
        for reason in self.broken(ballot):
            raise BallotError(reason)

    def broken(self, ballot: Ballot) -> Iterator[Broken]:
        """Every rule that `ballot` breaks; what can no longer be mended comes first."""
        if any(choice not in self.costs for choice in ballot.choices):
            yield Broken.UNKNOWN_PROJECT  # its cost is not known either: nothing more can be said
            return
        yield from self._too_much(ballot)
        if ballot.blank:
            if not self.blank:
                yield Broken.BLANK_NOT_ALLOWED
        else:
            yield from self._too_little(ballot)

    def cost(self, ballot: Ballot) -> Decimal:
        """What the chosen projects cost together."""
        return sum((self.costs[choice] for choice in ballot.choices), Decimal(0))

    def _too_much(self, ballot: Ballot) -> Iterator[Broken]:
        if len(set(ballot.choices)) != len(ballot.choices):
            yield Broken.REPEATED_PROJECT
        if len(ballot.choices) > self.max_choices:
            yield Broken.TOO_MANY_CHOICES
        if self.max_cost is not None and self.cost(ballot) > self.max_cost:
            yield Broken.OVER_BUDGET
        if self.points is None:
            if ballot.points:
                yield Broken.POINTS_MISPLACED
            return
        if len(ballot.points) != len(ballot.choices) or any(points < 0 for points in ballot.points):
            yield Broken.POINTS_MISPLACED
        if sum(ballot.points) > self.points:
            yield Broken.TOO_MANY_POINTS
        if any(points > self.max_per_project for points in ballot.points):
            yield Broken.TOO_MANY_ON_ONE

    def _too_little(self, ballot: Ballot) -> Iterator[Broken]:
        if len(ballot.choices) < self.min_choices:
            yield Broken.TOO_FEW_CHOICES
        if self.min_cost and self.cost(ballot) < self.min_cost:
            yield Broken.UNDER_MINIMUM_COST
        if self.points is not None:
            if sum(ballot.points) < self.min_points:
                yield Broken.TOO_FEW_POINTS
            if any(points < self.min_per_project for points in ballot.points):
                yield Broken.TOO_FEW_ON_ONE


def ballot_bytes(found: Found) -> int:
    """The one size of every encoded ballot of an activity: the length tells no quartier."""
    return max(rules_for(found, contest).ballot_bytes for contest in found.contests)


@lru_cache(maxsize=256)
def rules_for(found: Found, contest: str = "") -> BallotRules:
    """The rules of one contest (`contest`: its quartier, empty for the whole city)."""
    activity, projects = found.activity, found.projects(contest)
    method = activity.method
    budget = activity.quartier_budgets.get(contest, activity.budget)
    if isinstance(method, ChooseOne):
        return BallotRules(method.name, projects, method.blank, 1, 1)
    most = len(projects) if method.max_choices is None else min(method.max_choices, len(projects))
    match method:
        case Approval() | Ranking():
            return BallotRules(method.name, projects, method.blank, method.min_choices, most)
        case Knapsack():
            limit = budget if method.max_cost is None else method.max_cost
            return BallotRules(
                method.name, projects, method.blank, method.min_choices, most, method.min_cost, limit
            )
        case Cumulative():
            return BallotRules(
                method.name,
                projects,
                method.blank,
                method.min_choices,
                most,
                points=method.points,
                max_per_project=min(method.points, method.max_per_project or method.points),
                min_per_project=method.min_per_project,
                min_points=method.min_points,
            )
