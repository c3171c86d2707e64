"""Budgets as votes: projects and amounts are told, the rules of the vote are asked."""

from __future__ import annotations

from decimal import Decimal

from kiosk.i18n import N_
from sync.decidim.mapping.around import Around, Piece, first_words
from sync.decidim.mapping.classes import Classes
from sync.decidim.queries.budgets import Budget, Project
from sync.decidim.queries.spaces import Component
from sync.decidim.questions import Kind
from sync.decidim.wording import TEXT_MAX, from_text

METHODS = {
    "knapsack": N_("any projects whose costs fit into the budget"),
    "approval": N_("a number of projects"),
    "choose_one": N_("one project"),
    "cumulative": N_("points spread over projects"),
    "ranking": N_("projects in an order"),
}
CLAIMS = {
    "none": N_("anybody, without proof"),
    "code": N_("a voting code"),
    "declared": N_("name and date of birth"),
    "attended": N_("a facilitator opens each visit"),
}
SPENT_PERCENT = 70
"""Decidim's own default of how much of a budget a vote must spend (``vote_threshold_percent``)."""


def ballots(
    around: Around, classes: Classes, component: Component, budgets: tuple[Budget, ...]
) -> list[Piece]:
    """The votes of a component: one for all its budgets by quartier, or one for each."""
    name = first_words(around.title(component.name), component.id)
    full = tuple(budget for budget in budgets if budget.projects)
    for budget in budgets:
        if not budget.projects:
            around.note(
                N_("{component}: the budget “{budget}” has no projects and was left out."),
                component=name,
                budget=first_words(around.title(budget.title), budget.id),
            )
    if not full:
        return []
    by_quartier: str | None = "apart"
    if len(full) > 1:
        by_quartier = around.ask(
            f"component.{component.id}.contests",
            N_("“{component}” has {n} budgets. How do people vote?"),
            Kind.CHOICE,
            "quartiers",
            choices={
                "quartiers": N_("each person votes in one quartier, and each budget is a quartier’s"),
                "apart": N_("each budget is a vote of its own, for everybody"),
            },
            component=name,
            n=str(len(full)),
        )
    if by_quartier == "quartiers":
        return [_by_quartier(around, classes, component, full, name)]
    return [_apart(around, classes, component, budget, alone=len(full) == 1) for budget in full]


def _by_quartier(
    around: Around, classes: Classes, component: Component, budgets: tuple[Budget, ...], name: str
) -> Piece:
    ballot: Piece = {
        "kind": "ballot",
        "id": f"budget-{component.id}",
        "title": around.title(component.name, name),
        "quartier_budgets": {},
        "projects": [],
    }
    for budget in budgets:
        _, quartier = classes.of(budget)
        words = first_words(around.title(budget.title), budget.id)
        quartier = quartier or classes.quartier(f"budget-{budget.id}", words)
        if quartier is None:
            # An open question, or the answer "none": without a quartier nobody could vote on it.
            around.note(N_("The projects of the budget “{budget}” wait for its quartier."), budget=words)
            continue
        if quartier in ballot["quartier_budgets"]:
            around.note(
                N_("Two budgets stand for the quartier “{quartier}”; they were added up."), quartier=quartier
            )
        held = Decimal(ballot["quartier_budgets"].get(quartier, "0"))
        ballot["quartier_budgets"][quartier] = str(held + budget.total_budget)
        ballot["projects"] += [_project(around, project, quartier) for project in budget.projects]
    ballot |= _rules(around, component, name, ballot["projects"], list(ballot["quartier_budgets"].values()))
    return ballot


def _apart(around: Around, classes: Classes, component: Component, budget: Budget, *, alone: bool) -> Piece:
    named = component.name if alone else budget.title
    title = around.title(named, first_words(around.title(component.name), component.id))
    words = first_words(title)
    projects = [_project(around, project, classes.of(project)[1]) for project in budget.projects]
    return {
        "kind": "ballot",
        "id": f"budget-{component.id}" if alone else f"budget-{component.id}-{budget.id}",
        "title": title,
        "about": around.text(budget.description, words, TEXT_MAX),
        "budget": str(budget.total_budget),
        "projects": projects,
    } | _rules(around, component, words, projects, [str(budget.total_budget)])


def _project(around: Around, project: Project, quartier: str | None) -> Piece:
    title = around.title(project.title, project.reference or project.id)
    words = first_words(title)
    piece: Piece = {
        "id": project.id,
        "title": title,
        "description": around.text(project.description, words),
    }
    if project.address:
        place = dict.fromkeys(piece["description"] or title, from_text(project.address, 200).text)
        piece["description"] = around.joined(piece["description"], place)
    if project.budget_amount is not None:
        piece["cost"] = str(project.budget_amount)
    else:
        cost = around.number(
            f"project.{project.id}.cost",
            N_("What does “{project}” cost, in euros?"),
            0,
            least=0,
            most=10**9,
            project=words,
        )
        piece |= {"cost": str(cost)} if cost is not None else {}
    if quartier is not None:
        piece["quartier"] = quartier
    if project.attachments:
        around.note(N_("Files of projects are not shown on tablets: “{project}” has some."), project=words)
    return piece


def _rules(
    around: Around, component: Component, name: str, projects: list[Piece], budgets: list[str]
) -> Piece:
    """Method and claim, as far as they were told; the same for all votes of a component."""
    key = f"component.{component.id}"
    found: Piece = {}
    method = around.ask(
        f"{key}.method",
        N_("How does one vote in “{vote}”?"),
        Kind.CHOICE,
        "knapsack",
        choices=METHODS,
        vote=name,
    )
    if method is not None:
        limits = _limits(around, key, name, method, projects, budgets)
        if limits is not None:
            found["method"] = {"name": method} | limits
    claim = around.ask(
        f"{key}.claim",
        N_("How does one show the right to vote in “{vote}”?"),
        Kind.CHOICE,
        "declared",
        choices=CLAIMS,
        vote=name,
    )
    if claim is not None:
        found["claim"] = claim
        if claim == "code":
            around.note(N_("“{vote}” asks for codes: draw them before you publish."), vote=name)
    return found


def _limits(
    around: Around, key: str, name: str, method: str, projects: list[Piece], budgets: list[str]
) -> Piece | None:
    """What the method needs besides its name; None while something is not told."""
    match method:
        case "choose_one":
            return {}
        case "knapsack":
            percent = around.number(
                f"{key}.spent_percent",
                N_("How much of the budget must a vote in “{vote}” spend at least, in per cent?"),
                SPENT_PERCENT,
                least=0,
                most=100,
                vote=name,
            )
            return None if percent is None else {"min_cost": str(_least_cost(projects, budgets, percent))}
        case "cumulative":
            return _points(around, key, name)
        case _:
            return _choices(around, key, name)


def _points(around: Around, key: str, name: str) -> Piece | None:
    points = around.number(
        f"{key}.points", N_("How many points has one person in “{vote}”?"), 7, least=1, most=1000, vote=name
    )
    each = around.number(
        f"{key}.points_on_one",
        N_("How many of them at most on one project of “{vote}”?"),
        3,
        least=1,
        most=1000,
        vote=name,
    )
    if points is None or each is None:
        return None
    return {"points": points, "max_per_project": min(each, points)}


def _choices(around: Around, key: str, name: str) -> Piece | None:
    least = around.number(
        f"{key}.min_choices", N_("How many projects at least in “{vote}”?"), 1, least=0, most=1000, vote=name
    )
    most = around.number(
        f"{key}.max_choices",
        N_("How many projects at most in “{vote}”? 0: all of them."),
        3,
        least=0,
        most=1000,
        vote=name,
    )
    if least is None or most is None:
        return None
    return {"min_choices": least, "max_choices": most or None}


def _least_cost(projects: list[Piece], budgets: list[str], percent: int) -> Decimal:
    """What a vote must spend: of the smallest budget, and never more than its projects cost together."""
    quartiers = {project.get("quartier") for project in projects}
    sums = [
        sum((Decimal(p.get("cost", "0")) for p in projects if p.get("quartier") == quartier), Decimal(0))
        for quartier in (quartiers if len(budgets) > 1 else ())
    ] or [sum((Decimal(p.get("cost", "0")) for p in projects), Decimal(0))]
    wanted = min((Decimal(budget) for budget in budgets), default=Decimal(0)) * percent / 100
    return min(wanted, *sums)
