"""What a paper ballot asks, in words: by voting method and limits, as the rules have them."""

from __future__ import annotations

from collections.abc import Iterator

from kiosk.ballots.rules import BallotRules
from kiosk.i18n import Translator


def instructions(rules: BallotRules, currency: str, tr: Translator) -> list[str]:
    """One sentence a step, from the pen to the fold."""
    return [*_to_choose(rules, currency, tr), *_always(rules, tr)]


def _to_choose(rules: BallotRules, currency: str, tr: Translator) -> Iterator[str]:
    least, most = rules.min_choices, rules.max_choices
    match rules.method:
        case "choose_one":
            yield tr("Tick one box.")
        case "approval":
            yield _boxes(tr, rules)
        case "knapsack":
            yield _boxes(tr, rules)
            if rules.max_cost is not None:
                limit = tr.money(rules.max_cost, currency)
                yield tr("Together, the projects you tick may cost {money} at most.", money=limit)
            if rules.min_cost:
                limit = tr.money(rules.min_cost, currency)
                yield tr("Together, they must cost {money} at least.", money=limit)
        case "cumulative":
            yield from _points(rules, tr)
        case "ranking":
            yield tr("Write 1 beside the project you like best, 2 beside the next one, and so on.")
            if least > 1:
                yield tr("Put at least {n} projects in order.", n=least)
            if most < len(rules.projects):
                yield tr("Put at most {n} projects in order.", n=most)


def _points(rules: BallotRules, tr: Translator) -> Iterator[str]:
    points = rules.points or 0
    yield tr.plural("You have {n} point.", "You have {n} points.", points)
    if rules.max_per_project > CIRCLES_MAX:
        yield tr("Write your points beside the projects you like.")
    else:
        yield tr("Fill in one circle for each point you give.")
    if rules.max_per_project < points:
        most = rules.max_per_project
        yield tr.plural("At most {n} point on one project.", "At most {n} points on one project.", most)
    if rules.min_per_project > 1:
        least = rules.min_per_project
        yield tr("At least {n} points on each project that you choose.", n=least)
    if rules.min_points > 1:
        yield tr("Give at least {n} points in all.", n=rules.min_points)
    if rules.max_choices < len(rules.projects):
        yield tr("Choose at most {n} projects.", n=rules.max_choices)


CIRCLES_MAX = 5
"""A project that may have more points has a place for a figure in place of circles."""


def _boxes(tr: Translator, rules: BallotRules) -> str:
    least, most = rules.min_choices, rules.max_choices
    if least <= 1 and most == len(rules.projects):
        return tr("Tick as many boxes as you like.")
    if least == most:
        return tr.plural("Tick {n} box.", "Tick {n} boxes.", most)
    if least <= 1:
        return tr.plural("Tick {n} box at most.", "Tick {n} boxes at most.", most)
    return tr("Tick {least} to {most} boxes.", least=least, most=most)


def _always(rules: BallotRules, tr: Translator) -> Iterator[str]:
    if rules.blank:
        yield tr("To vote blank, tick the last box and nothing else.")
    yield tr("Write no name and no other sign on this paper: it would be void.")
