"""Writing a .pb file as strictly as the format page and the checker ask."""

from __future__ import annotations

import csv
import io
import unicodedata
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal

from kiosk.errors import PabulibError
from kiosk.pabulib.amounts import plain
from kiosk.pabulib.fields import (
    ABSENT,
    META_DECIMAL,
    META_OBLIGATORY,
    META_ORDER,
    META_WHOLE,
    PROJECT_ORDER,
    SECTIONS,
)
from kiosk.pabulib.model import PabulibFile, PabulibProject, PabulibVote

_BREAKING = {"Cc", "Cs", "Zl", "Zp"}
"""Unicode categories that end a line for some reader, or that UTF-8 cannot hold."""


def write(file: PabulibFile) -> str:
    """The text of a .pb file: documented order, minimal quoting, `\\n`; save it as UTF-8.

    `num_projects` and `num_votes` are the rows written. Control characters in texts become a space.
    Cumulative votes are put in falling points. Raises `PabulibError` for what the format cannot say:
    a missing obligatory key, a project without cost, a blank ballot, a vote with a problem, an id
    that is repeated or holds a separator.
    """
    _check_ids(file)
    out = io.StringIO()
    rows = csv.writer(out, delimiter=";", lineterminator="\n")
    rows.writerow(["META"])
    rows.writerow(["key", "value"])
    rows.writerows(_meta(file))
    rows.writerow(["PROJECTS"])
    rows.writerows(_projects(file))
    rows.writerow(["VOTES"])
    rows.writerows(_votes(file))
    return out.getvalue()


def one_line(text: str) -> str:
    """`text` with a space for each control character and line end, and nothing blank at its edges."""
    return "".join(" " if unicodedata.category(char) in _BREAKING else char for char in text).strip()


def _check_ids(file: PabulibFile) -> None:
    for kind, ids in (
        ("project_id", [project.id for project in file.projects]),
        ("voter_id", [vote.voter_id for vote in file.votes]),
        ("META key", list(file.meta)),
    ):
        for name, times in Counter(ids).items():
            if times > 1:
                raise PabulibError(f"{file.name}: {kind} {name!r} is there {times} times; ids must differ.")
            if (
                not name
                or name != one_line(name)
                or name.lower() == ABSENT
                or name.upper() in SECTIONS
                or (kind == "project_id" and "," in name)
            ):
                raise PabulibError(f"{file.name}: {kind} {name!r} cannot be written; choose another one.")


def _meta(file: PabulibFile) -> Iterator[tuple[str, str]]:
    said = {key: _meta_value(file, key) for key in file.meta if file.explicit(key)}
    said |= {"num_projects": str(len(file.projects)), "num_votes": str(len(file.votes))}
    said["vote_type"] = file.vote_type
    obligatory = META_OBLIGATORY + (("max_sum_points",) if file.vote_type == "cumulative" else ())
    missing = [key for key in obligatory if not said.get(key)]
    if missing:
        raise PabulibError(f"{file.name}: META must also give {', '.join(missing)}.")
    for key in (*META_ORDER, *(key for key in said if key not in META_ORDER)):
        if said.get(key):
            yield key, said[key]


def _meta_value(file: PabulibFile, key: str) -> str:
    if key in META_WHOLE:
        return str(file.whole(key))
    number = file.number(key) if key in META_DECIMAL else None
    return one_line(file.meta[key]) if number is None else plain(number)


def _projects(file: PabulibFile) -> Iterator[list[str]]:
    rows = [_project(file, project) for project in file.projects]
    used = {column for row in rows for column, cell in row.items() if cell}
    extra = dict.fromkeys(column for row in rows for column in row if column not in PROJECT_ORDER)
    header = [column for column in (*PROJECT_ORDER, *extra) if column in used]
    yield header
    yield from ([row.get(column, "") for column in header] for row in rows)


def _project(file: PabulibFile, project: PabulibProject) -> dict[str, str]:
    if project.cost is None:
        raise PabulibError(f"{file.name}: project {project.id} has no cost; the format asks for one.")
    further = {one_line(column): one_line(cell) for column, cell in project.other.items()}
    return further | {
        "project_id": project.id,
        "cost": plain(project.cost),
        "votes": _written(project.votes),
        "score": _written(project.score),
        "name": one_line(project.name),
        "selected": _written(project.selected),
        "neighborhood": one_line(project.neighborhood),
    }


def _written(number: int | Decimal | None) -> str:
    return "" if number is None else plain(Decimal(number))


def _votes(file: PabulibFile) -> Iterator[list[str]]:
    with_points = file.vote_type == "cumulative"
    known = {project.id for project in file.projects}
    yield ["voter_id", "vote", "points"] if with_points else ["voter_id", "vote"]
    for vote in file.votes:
        if vote.problem or not vote.choices or not known.issuperset(vote.choices):
            raise PabulibError(
                f"{file.name}: the vote of {vote.voter_id} is blank, names an unknown project or has a"
                " problem; leave it out and give the number of such votes in comment."
            )
        if with_points:
            yield [vote.voter_id, *_falling(file, vote)]
        else:
            yield [vote.voter_id, ",".join(vote.choices)]


def _falling(file: PabulibFile, vote: PabulibVote) -> tuple[str, str]:
    if len(vote.points) != len(vote.choices):
        raise PabulibError(
            f"{file.name}: the vote of {vote.voter_id} gives {len(vote.points)} points"
            f" for {len(vote.choices)} projects; give one number for each."
        )
    pairs = sorted(zip(vote.choices, vote.points, strict=True), key=lambda pair: -pair[1])
    return ",".join(choice for choice, _ in pairs), ",".join(str(points) for _, points in pairs)
