"""Random contests of every method, and random ballots that keep their rules."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from kiosk.ballots.ballot import Ballot
from kiosk.ballots.rules import BallotRules
from kiosk.catalogue.activities import Project
from kiosk.catalogue.methods import MethodName
from kiosk.catalogue.parts import Text
from kiosk.ids import ProjectId

METHODS: tuple[MethodName, ...] = ("choose_one", "approval", "knapsack", "cumulative", "ranking")
PROJECT_IDS = st.text(
    st.characters(exclude_categories=("Cs", "Z", "C"), exclude_characters=",;"), min_size=1, max_size=12
)


@st.composite
def projects(draw: DrawFn, least: int = 1, most: int = 7) -> tuple[Project, ...]:
    """Projects with costs; every cost is above zero."""
    names = draw(st.lists(PROJECT_IDS, min_size=least, max_size=most, unique=True))
    costs = st.integers(1, 60)
    return tuple(Project(id=name, title=Text({"fr": name}), cost=Decimal(draw(costs))) for name in names)


@st.composite
def contests(draw: DrawFn, method: MethodName | None = None) -> BallotRules:
    """The rules of one contest, with whatever limits a catalogue may set."""
    name = draw(st.sampled_from(METHODS)) if method is None else method
    options, blank = draw(projects()), draw(st.booleans())
    if name == "choose_one":
        return BallotRules(name, options, blank, 1, 1)
    least = draw(st.integers(0, len(options)))
    most = draw(st.integers(max(1, least), len(options)))
    if name == "knapsack":
        top = draw(st.integers(0, 200))
        bottom = draw(st.integers(0, top))
        return BallotRules(name, options, blank, least, most, Decimal(bottom), Decimal(top))
    if name == "cumulative":
        points = draw(st.integers(1, 12))
        on_one = draw(st.integers(1, points))
        return BallotRules(
            name,
            options,
            blank,
            least,
            most,
            points=points,
            max_per_project=on_one,
            min_per_project=draw(st.integers(0, on_one)),
            min_points=draw(st.integers(0, points)),
        )
    return BallotRules(name, options, blank, least, most)


def contest(method: MethodName, count: int = 4, **limits: int) -> BallotRules:
    """A plain contest of projects 1 to `count`; project n costs ten times n. `limits` as in `BallotRules`."""
    options = tuple(
        Project(id=str(n), title=Text({"fr": f"Projet {n}"}), cost=Decimal(10 * n))
        for n in range(1, count + 1)
    )
    if method == "cumulative":
        given = {"points": 7, "max_per_project": 3, "min_per_project": 0} | limits
        return BallotRules(
            method,
            options,
            True,
            1,
            count,
            points=given["points"],
            max_per_project=given["max_per_project"],
            min_per_project=given["min_per_project"],
        )
    most = 1 if method == "choose_one" else limits.get("max_choices", count)
    budget = Decimal(limits["max_cost"]) if "max_cost" in limits else None
    return BallotRules(method, options, True, 1, most, max_cost=budget)


@st.composite
def ballots(draw: DrawFn, rules: BallotRules) -> Ballot:
    """A ballot that keeps every upper limit of `rules`; it may be blank."""
    order = draw(st.permutations(list(rules.costs)))
    chosen: list[ProjectId] = []
    points: list[int] = []
    spent, left = Decimal(0), rules.points or 0
    for name in order[: draw(st.integers(0, rules.max_choices))]:
        if rules.max_cost is not None and spent + rules.costs[name] > rules.max_cost:
            continue
        if rules.points is not None:
            if left == 0:
                break
            points.append(draw(st.integers(1, min(left, rules.max_per_project))))
            left -= points[-1]
        spent += rules.costs[name]
        chosen.append(name)
    return Ballot(tuple(chosen), tuple(points))
