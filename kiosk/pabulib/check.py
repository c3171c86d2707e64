"""The rules that Pabulib's checker tests, on our own terms: an empty list means that a file may be published.

Source: the format page and the checker's rules. Nothing here uses our reader, writer or recount.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import groupby, pairwise

from kiosk.pabulib.fields import (
    META_DECIMAL,
    META_OBLIGATORY,
    META_ORDER,
    META_WHOLE,
    PROJECT_ORDER,
    RULES,
    VOTE_ORDER,
    VOTE_TYPES,
)
from kiosk.pabulib.strict import Shape, shape

_WHOLE = re.compile(r"-?[0-9]{1,18}")
_DECIMAL = re.compile(r"-?[0-9]{1,18}(\.[0-9]{1,18})?")
_META_FORMS = {
    "language": (r"[a-z]{2}", "two small letters, ISO 639-1"),
    "currency": (r"[A-Z]{3}", "three capitals, ISO 4217"),
    "fully_funded": (r"1", "1"),
    "experimental": (r"1", "1"),
    "comment": (r"#1: .*", "numbered remarks, the first after '#1: '"),
}
_VOTE_FORMS = {
    "age": (r"[0-9]+(-[0-9]+)?", "a whole number or a band such as 40-59"),
    "sex": (r"[MFO]", "M, F or O"),
    "voting_method": (r"internet|paper", "internet or paper"),
}


def findings(text: str) -> list[str]:
    """Every rule that the .pb file `text` breaks, one sentence each, in the order of the file."""
    found = shape(text)
    return [
        *found.findings,
        *_meta(found),
        *_projects(found),
        *_votes(found),
        *_counted(found),
        *_selected(found),
    ]


def _whole(text: str | None) -> int | None:
    return int(text) if text and _WHOLE.fullmatch(text) else None


def _decimal(text: str | None) -> Decimal | None:
    return Decimal(text) if text and _DECIMAL.fullmatch(text) else None


def _listed(cell: str) -> list[str]:
    return cell.split(",") if cell else []


def _bad_number(place: str, cell: str, whole: bool) -> Iterator[str]:
    if (_whole(cell) if whole else _decimal(cell)) is None:
        if "," in cell:
            yield f"{place} has a comma in a number: {cell}."
        else:
            yield f"{place} is {cell or 'empty'}, not a {'whole ' if whole else ''}number."


def _bad_order(section: str, fields: Iterable[str], order: tuple[str, ...]) -> Iterator[str]:
    known = [field for field in fields if field in order]
    for before, after in pairwise(known):
        if order.index(before) > order.index(after):
            yield f"{section} has {after} after {before}; the format has it before."


def _meta(found: Shape) -> Iterator[str]:
    meta = found.meta
    cumulative = meta.get("vote_type") == "cumulative"
    for key in (*META_OBLIGATORY, *(["max_sum_points"] if cumulative else [])):
        if not meta.get(key):
            yield f"META does not give {key}."
    yield from _bad_order("META", meta, META_ORDER)
    for key, value in meta.items():
        if key in META_WHOLE | META_DECIMAL and value:
            yield from _bad_number(f"META {key}", value, key in META_WHOLE)
        if key in _META_FORMS and not re.fullmatch(_META_FORMS[key][0], value):
            yield f"META {key} is {value or 'empty'}, not {_META_FORMS[key][1]}."
    for key, allowed in (("vote_type", VOTE_TYPES), ("rule", RULES)):
        if meta.get(key) and meta[key] not in allowed:
            yield f"META {key} is {meta[key]}, not one of {', '.join(allowed)}."
    yield from _dates(meta)
    for key, rows in (("num_projects", found.projects), ("num_votes", found.votes)):
        number = _whole(meta.get(key))
        if number is not None and number != len(rows):
            yield f"META {key} is {number}, and there are {len(rows)} rows."


def _dates(meta: dict[str, str]) -> Iterator[str]:
    dates = []
    for key in ("date_begin", "date_end"):
        written = meta.get(key, "")
        match = re.fullmatch(r"(?:([0-9]{2})\.([0-9]{2})\.)?([0-9]{4})", written)
        try:
            day, month, year = match.groups(default="1") if match else ("", "", "")
            dates.append(date(int(year), int(month), int(day)))
        except ValueError:
            if written:
                yield f"META {key} is {written}, not a date as dd.mm.yyyy or yyyy."
    if len(dates) == 2 and dates[0] > dates[1]:
        yield f"META date_end {meta['date_end']} is before date_begin {meta['date_begin']}."


def _projects(found: Shape) -> Iterator[str]:
    columns = found.project_columns
    for column in ("project_id", "cost"):
        if column not in columns:
            yield f"PROJECTS has no column {column}."
    if "votes" not in columns and "score" not in columns:
        yield "PROJECTS has neither votes nor score."
    yield from _bad_order("PROJECTS", columns, PROJECT_ORDER)
    ids = Counter(project.get("project_id", "") for project in found.projects)
    yield from (f"project {name or '(without id)'} is there {n} times." for name, n in ids.items() if n > 1)
    budget = _decimal(found.meta.get("budget"))
    for project in found.projects:
        place = f"project {project.get('project_id') or '(without id)'}"
        if not project.get("project_id"):
            yield f"{place} has no project_id."
        for column in ("cost", "votes", "score"):
            if column in columns:
                yield from _bad_number(f"{place}: {column}", project.get(column, ""), whole=True)
        cost = _decimal(project.get("cost"))
        if cost is not None and cost <= 0:
            yield f"{place}: cost is {cost}, not above 0."
        if cost is not None and budget is not None and cost > budget:
            yield f"{place}: cost {cost} is above the budget {budget}."
        if "selected" in columns and project.get("selected") not in ("0", "1", "2", "3"):
            yield f"{place}: selected is {project.get('selected') or 'empty'}, not 0, 1, 2 or 3."
        for column in ("longitude", "latitude"):
            if project.get(column):
                yield from _bad_number(f"{place}: {column}", project[column], whole=False)


@dataclass(frozen=True)
class _Limits:
    """Inclusive bounds from META, with the defaults of the format; None: no bound."""

    length: tuple[Decimal | None, Decimal | None]
    sum_cost: tuple[Decimal | None, Decimal | None]
    points: tuple[Decimal | None, Decimal | None]
    sum_points: tuple[Decimal | None, Decimal | None]


def _limits(found: Shape) -> _Limits:
    def said(key: str) -> Decimal | None:
        return _decimal(found.meta.get(key))

    if found.meta.get("vote_type") == "choose-1":
        length = (Decimal(1), Decimal(1))
    else:
        least, most = said("min_length"), said("max_length")
        length = (
            Decimal(1) if least is None else least,
            Decimal(len(found.projects)) if most is None else most,
        )
    in_all = said("max_sum_points")
    least_on_one, most_on_one = said("min_points"), said("max_points")
    return _Limits(
        length,
        (said("min_sum_cost"), said("max_sum_cost")),
        (
            Decimal(0) if least_on_one is None else least_on_one,
            in_all if most_on_one is None else most_on_one,
        ),
        (said("min_sum_points"), in_all),
    )


def _outside(
    place: str, what: str, value: Decimal, bounds: tuple[Decimal | None, Decimal | None]
) -> Iterator[str]:
    least, most = bounds
    if least is not None and value < least:
        yield f"{place}: {what} {value} is below {least}."
    if most is not None and value > most:
        yield f"{place}: {what} {value} is above {most}."


def _votes(found: Shape) -> Iterator[str]:
    kind, columns = found.meta.get("vote_type"), found.vote_columns
    for column in ("voter_id", "vote", *(["points"] if kind == "cumulative" else [])):
        if column not in columns:
            yield f"VOTES has no column {column}."
    yield from _bad_order("VOTES", columns, VOTE_ORDER)
    ids = Counter(vote.get("voter_id", "") for vote in found.votes)
    yield from (f"voter {name or '(without id)'} is there {n} times." for name, n in ids.items() if n > 1)
    costs = {
        project.get("project_id", ""): _decimal(project.get("cost")) or Decimal(0)
        for project in found.projects
    }
    limits = _limits(found)
    for vote in found.votes:
        place = f"voter {vote.get('voter_id') or '(without id)'}"
        if not vote.get("voter_id"):
            yield f"{place} has no voter_id."
        choices = _listed(vote.get("vote", ""))
        yield from (f"{place}: project {c} is not in PROJECTS." for c in choices if c not in costs)
        yield from (f"{place}: project {c} is there {n} times." for c, n in Counter(choices).items() if n > 1)
        yield from _outside(place, "the number of projects", Decimal(len(choices)), limits.length)
        if kind == "approval":
            spent = sum((costs.get(choice, Decimal(0)) for choice in choices), Decimal(0))
            yield from _outside(place, "the sum of costs", spent, limits.sum_cost)
        if kind == "cumulative":
            yield from _points(place, len(choices), _listed(vote.get("points", "")), limits)
        for column, (form, words) in _VOTE_FORMS.items():
            if vote.get(column) and not re.fullmatch(form, vote[column]):
                yield f"{place}: {column} is {vote[column]}, not {words}."


def _points(place: str, choices: int, cells: list[str], limits: _Limits) -> Iterator[str]:
    if len(cells) != choices:
        yield f"{place}: {len(cells)} points stand for {choices} projects."
    points = [number for cell in cells if (number := _whole(cell)) is not None]
    if len(points) != len(cells):
        yield f"{place}: points are not all whole numbers."
        return
    if points != sorted(points, reverse=True):
        yield f"{place}: points do not fall."
    for number in points:
        yield from _outside(place, "points", Decimal(number), limits.points)
    yield from _outside(place, "the sum of points", Decimal(sum(points)), limits.sum_points)


def _counted(found: Shape) -> Iterator[str]:
    """`votes` and `score` against a recount. A rank is worth the length of its ballot, falling to 1."""
    kind = found.meta.get("vote_type")
    votes: Counter[str] = Counter()
    score: Counter[str] = Counter()
    for vote in found.votes:
        choices = _listed(vote.get("vote", ""))
        votes.update(choices)
        if kind == "ordinal":
            worth: list[int | None] = list(range(len(choices), 0, -1))
        else:
            worth = [_whole(cell) for cell in _listed(vote.get("points", ""))]
        for choice, points in zip(choices, worth, strict=False):
            score[choice] += points or 0
    if "score" in found.project_columns and kind in ("approval", "choose-1"):
        yield f"PROJECTS has a score, and {kind} has no points to sum."
        score = votes
    for project in found.projects:
        name = project.get("project_id", "")
        for column, counted in (("votes", votes), ("score", score)):
            written = _whole(project.get(column))
            if written is not None and written != counted[name]:
                yield f"project {name}: {column} is {written}, and a recount gives {counted[name]}."


def _selected(found: Shape) -> Iterator[str]:
    """Winners against the budget and, for greedy, against the walk down the ranking.

    A tie may be broken either way: within equal results, the selected come first.
    """
    budget = _decimal(found.meta.get("budget"))
    if budget is None or "selected" not in found.project_columns:
        return
    rows = [
        (project, cost) for project in found.projects if (cost := _decimal(project.get("cost"))) is not None
    ]
    spent = sum((cost for project, cost in rows if project.get("selected") == "1"), Decimal(0))
    if spent > budget:
        yield f"The selected projects cost {spent}, above the budget {budget}."
        return
    if found.meta.get("rule") != "greedy":
        return
    column = "score" if "score" in found.project_columns else "votes"
    threshold = _decimal(found.meta.get("min_project_score_threshold"))
    ranked = sorted(rows, key=lambda row: -(_whole(row[0].get(column)) or 0))
    left = budget
    for result, tied in groupby(ranked, key=lambda row: _whole(row[0].get(column)) or 0):
        group = list(tied)
        left -= sum((cost for project, cost in group if project.get("selected") == "1"), Decimal(0))
        for project, cost in group:
            if project.get("selected") != "0" or (threshold is not None and result < threshold):
                continue
            name = project.get("project_id", "")
            if cost <= budget - spent:
                yield f"project {name}: not selected, and the budget left, {budget - spent}, would pay it."
            elif cost <= left:
                yield f"project {name}: not selected, and greedy would have taken it with {left} left."
