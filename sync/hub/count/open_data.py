"""The counted ballots of one contest as a .pb file (reference: the Pabulib format)."""

from __future__ import annotations

import random
from decimal import Decimal

from kiosk.ballots.ballot import Ballot
from kiosk.ballots.rules import BallotRules
from kiosk.pabulib.model import PabulibFile, PabulibProject, PabulibVote
from kiosk.pabulib.write import write
from sync.hub.count.minutes import amount, ballots_digest
from sync.hub.count.run import ContestResult, Result
from sync.hub.readable import readable

_VOTE_TYPES = {
    "choose_one": "choose-1",
    "approval": "approval",
    "knapsack": "approval",
    "cumulative": "cumulative",
    "ranking": "ordinal",
}


def pabulib_text(result: Result, contest: ContestResult, language: str) -> str:
    """The file. Voter numbers and the order of rows are drawn from the ballots themselves.

    So they say nothing about the way a ballot came, and a second count writes the same file.
    """
    ballots = [ballot for ballot in contest.ballots if not ballot.blank]
    drawn = random.Random(f"{ballots_digest(result)} {contest.contest}")  # noqa: S311 - repeatable on purpose
    drawn.shuffle(ballots)
    votes = tuple(
        PabulibVote(str(number), *_sorted_choices(contest.rules, ballot))
        for number, ballot in enumerate(ballots, 1)
    )
    priced = all(project.cost for project in contest.rules.projects)
    titled = dict(zip(contest.rules.costs, contest.rules.projects, strict=True))
    # By rank: whoever walks down the file by score meets equal ones in the order of the published rule.
    projects = tuple(
        PabulibProject(
            project.id,
            contest.rules.costs[chosen] if priced else Decimal(1),
            contest.tally.voters[chosen],
            Decimal(contest.tally.score[chosen])
            if contest.rules.method in {"cumulative", "ranking"}
            else None,
            readable(project.title.within(language)),
            int(chosen in contest.selection.selected),
            result.index.quartier_name(project.quartier) if project.quartier else "",
        )
        for chosen, project in ((chosen, titled[chosen]) for chosen in contest.selection.ranked)
    )
    return write(
        PabulibFile(result.found.activity.id, _meta(result, contest, language, priced), projects, votes)
    )


def _meta(result: Result, contest: ContestResult, language: str, priced: bool) -> dict[str, str]:
    found, rules = result.found, contest.rules
    remarks = [f"{contest.tally.blank} blank votes were cast; they are counted and not listed."]
    if rules.method == "ranking":
        remarks.append("Scores are Borda's: the last project of a ballot has 1 point, each before it 1 more.")
    greedy = contest.budget is not None and priced and not _would_pay_another(contest)
    if not priced:
        remarks.append("The options have no cost; 1 stands for none.")
    if not greedy:
        remarks.append(
            "Winners: in falling order of score, each that still fits into the budget and has a voter."
            if contest.budget is not None
            else "Scores are published and nothing is selected."
        )
    budget = contest.budget if contest.budget is not None and priced else _largest(contest, priced)
    titles = (found.consultation.title, found.activity.title)
    meta = {
        "description": ": ".join(readable(title.within(language)) for title in titles),
        "country": "France",
        "unit": result.index.catalogue.organiser.within(language),
        "instance": f"{found.closes:%Y}",
        "num_projects": str(len(rules.projects)),
        "num_votes": "",
        "budget": amount(budget),
        "vote_type": _VOTE_TYPES[rules.method],
        "rule": "greedy" if greedy else "unknown",
        "date_begin": f"{found.opens:%d.%m.%Y}",
        "date_end": f"{found.closes:%d.%m.%Y}",
        "subunit": result.index.quartier_name(contest.contest) if contest.contest else "",
        "language": language,
        "currency": found.activity.currency,
        "comment": " ".join(f"#{number}: {remark}" for number, remark in enumerate(remarks, 1)),
    }
    return {key: value for key, value in (meta | _limits(rules)).items() if value or key == "num_votes"}


def _limits(rules: BallotRules) -> dict[str, str]:
    lengths = {"min_length": str(max(1, rules.min_choices)), "max_length": str(rules.max_choices)}
    match rules.method:
        case "choose_one":
            return {}
        case "approval":
            return lengths
        case "knapsack":
            limit = {} if rules.max_cost is None else {"max_sum_cost": amount(rules.max_cost)}
            return lengths | limit | ({"min_sum_cost": amount(rules.min_cost)} if rules.min_cost else {})
        case "ranking":
            # scoring_fn stands on the page of the format, with Borda as default; the checker refuses it.
            return lengths
        case "cumulative":
            return lengths | {
                "min_points": str(rules.min_per_project),
                "max_points": str(rules.max_per_project),
                "min_sum_points": str(rules.min_points),
                "max_sum_points": str(rules.points),
            }


def _sorted_choices(rules: BallotRules, ballot: Ballot) -> tuple[tuple[str, ...], tuple[int, ...]]:
    if rules.points is None:
        return ballot.choices, ()
    falling = sorted(zip(ballot.choices, ballot.points, strict=True), key=lambda pair: (-pair[1], pair[0]))
    return tuple(choice for choice, _ in falling), tuple(points for _, points in falling)


def _would_pay_another(contest: ContestResult) -> bool:
    left = (contest.budget or Decimal(0)) - contest.selection.spent
    unselected = set(contest.rules.costs) - set(contest.selection.selected)
    return any(contest.rules.costs[project] <= left for project in unselected)


def _largest(contest: ContestResult, priced: bool) -> Decimal:
    return max(contest.rules.costs.values()) if priced else Decimal(1)
