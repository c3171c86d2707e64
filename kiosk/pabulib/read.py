"""Reading a .pb file as the world writes it: lenient in form, never silent about a loss."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple, NoReturn, TypeVar

from kiosk.errors import PabulibError
from kiosk.pabulib.amounts import read_number, read_whole
from kiosk.pabulib.fields import ABSENT, PROJECT_ORDER, SECTIONS
from kiosk.pabulib.model import PabulibFile, PabulibProject, PabulibVote

_T = TypeVar("_T")
_NAMED_COLUMNS = {"project_id", "cost", "votes", "score", "name", "selected", "neighborhood"}


class _Row(NamedTuple):
    line: int
    cells: list[str]


class _Table(NamedTuple):
    """A section with its header; `rows` hold the cells that are not empty, by column."""

    columns: list[str]
    rows: list[tuple[int, dict[str, str], bool]]
    """Line, cells, and whether something stands beyond the last column."""


def read(path: Path) -> PabulibFile:
    """Read the file at `path`: UTF-8 with or without a byte-order mark; Latin-1 only where UTF-8 fails.

    Raises `PabulibError` that names the file and, where there is one, the line.
    """
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise PabulibError(f"{path.name} cannot be read: {error.strerror}; check the path.") from error
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = raw.decode("latin-1")
    return parse(text, path.name)


def parse(text: str, name: str) -> PabulibFile:
    """Read `text`; `name` stands in messages. Raises `PabulibError` that names file and line.

    Section names in any case, blank lines, columns in any order, short rows, "none" for empty and
    spaces around cells are accepted. A vote that cannot be cast as written is kept with its `problem`.
    """
    sections = _sections(text.removeprefix("\ufeff"), name)
    for section in SECTIONS:
        if section not in sections:
            raise PabulibError(f"{name}: the section {section} is missing; is this a whole .pb file?")
    meta = _meta(sections["META"])
    projects = _projects(sections["PROJECTS"], name)
    vote_type = PabulibFile(name, meta, (), ()).vote_type
    votes = _votes(sections["VOTES"], {project.id for project in projects}, vote_type == "cumulative", name)
    return PabulibFile(name, meta, projects, votes)


def _refuse(name: str, line: int, why: str) -> NoReturn:
    raise PabulibError(f"{name}, line {line}: {why}")


def _sections(text: str, name: str) -> dict[str, list[_Row]]:
    lines = list(io.StringIO(text, newline=""))
    reader = csv.reader(lines, delimiter=";")
    sections: dict[str, list[_Row]] = {}
    rows: list[_Row] | None = None
    last = 0
    try:
        for raw in reader:
            first, last = last + 1, reader.line_num
            cells = [cell.strip() for cell in raw]
            while cells and not cells[-1]:
                cells.pop()
            if not cells:
                continue
            section = cells[0].upper()
            if len(cells) == 1 and section in SECTIONS:
                if section in sections:
                    _refuse(name, first, f"the section {section} is there twice; join the two.")
                rows = sections[section] = []
                continue
            if (
                len(raw) == 1
                and rows
                and len(rows[0].cells) > 1
                and cells[0].isalpha()
                and cells[0].isupper()
            ):
                # Its rows would be read as more votes or projects.
                _refuse(name, first, f"the section {cells[0][:40]} is not known; take it out.")
            if rows is None:
                _refuse(name, first, f"META is expected first, not {cells[0][:40]!r}; is this a .pb file?")
            if last > first:
                width = len(rows[0].cells) if rows else 1
                _check_swallowed(lines[first:last], width, name, first)
            rows.append(_Row(first, cells))
    except csv.Error as error:
        _refuse(
            name, reader.line_num, f"the line cannot be cut into cells ({error}); look for a stray quote."
        )
    return sections


def _check_swallowed(continuation: Sequence[str], width: int, name: str, line: int) -> None:
    """A stray quote makes the rows after it part of one cell; better to stop than to lose them."""
    for text in continuation:
        if text.count(";") >= max(1, width - 1) or text.strip().upper() in SECTIONS:
            _refuse(name, line, 'a quote " opens here and takes in the rows after it; close it or double it.')


def _meta(rows: Sequence[_Row]) -> dict[str, str]:
    meta: dict[str, str] = {}
    for place, (_, cells) in enumerate(rows):
        key = cells[0].lower()
        if place == 0 and key == "key":
            continue
        if key:
            meta[key] = ";".join(cells[1:])
    return meta


def _table(rows: Sequence[_Row], section: str, needed: Sequence[str], name: str) -> _Table:
    if not rows:
        raise PabulibError(f"{name}: {section} has no header line; it should name {', '.join(needed)}.")
    line, header = rows[0].line, [cell.lower() for cell in rows[0].cells]
    for column in needed:
        if column not in header:
            _refuse(name, line, f"{section} has no column {column}; its header names {', '.join(header)}.")
    for column in (*needed, *PROJECT_ORDER):
        if header.count(column) > 1:
            _refuse(name, line, f"{section} has the column {column} twice; leave one.")
    width = len(header)
    return _Table(
        header,
        [
            (
                line,
                {
                    column: cell
                    for column, cell in zip(header, cells, strict=False)
                    if cell and column and cell.lower() != ABSENT
                },
                len(cells) > width,
            )
            for line, cells in rows[1:]
        ],
    )


def _projects(rows: Sequence[_Row], name: str) -> tuple[PabulibProject, ...]:
    projects: dict[str, PabulibProject] = {}
    for line, cells, beyond in _table(rows, "PROJECTS", ["project_id"], name).rows:
        if beyond:
            _refuse(
                name, line, 'there are more cells than columns; put a text that holds ; between quotes ".'
            )
        project = cells.get("project_id", "")
        if not project:
            _refuse(name, line, "project_id is empty; give the project an id.")
        if project in projects:
            _refuse(name, line, f"project_id {project} is already taken by an earlier line.")
        projects[project] = PabulibProject(
            project,
            cost=_number(cells, "cost", read_number, name, line),
            votes=_number(cells, "votes", read_whole, name, line),
            score=_number(cells, "score", read_number, name, line),
            name=cells.get("name", ""),
            selected=_number(cells, "selected", read_whole, name, line),
            neighborhood=cells.get("neighborhood", ""),
            other={column: cell for column, cell in cells.items() if column not in _NAMED_COLUMNS},
        )
    if not projects:
        raise PabulibError(f"{name}: PROJECTS has no rows; there is nothing to vote on.")
    return tuple(projects.values())


def _number(
    cells: dict[str, str], column: str, reading: Callable[[str], _T], name: str, line: int
) -> _T | None:
    if column not in cells:
        return None
    try:
        return reading(cells[column])
    except ValueError:
        _refuse(name, line, f"{column} is {cells[column]!r}, which is not a number this column can hold.")


def _votes(rows: Sequence[_Row], known: set[str], with_points: bool, name: str) -> tuple[PabulibVote, ...]:
    needed = ["voter_id", "vote", "points"] if with_points else ["voter_id", "vote"]
    table = _table(rows, "VOTES", needed, name)
    return tuple(_vote(line, cells, beyond, known, with_points) for line, cells, beyond in table.rows)


def _vote(line: int, cells: dict[str, str], beyond: bool, known: set[str], with_points: bool) -> PabulibVote:
    choices = _listed(cells.get("vote", ""))
    points: tuple[int, ...] = ()
    problems = ["there are more cells than columns"] if beyond else []
    problems += [f"project {choice} is not in PROJECTS" for choice in choices if choice not in known]
    if with_points:
        try:
            points = tuple(read_whole(cell) for cell in _listed(cells.get("points", "")))
        except ValueError:
            problems.append("points are not all whole numbers")
        else:
            if len(points) != len(choices):
                problems.append(f"{len(points)} points stand for {len(choices)} projects")
    if any(_has_gap(cells.get(column, "")) for column in ("vote", "points")):
        problems.append("a place in a list is empty")
    problem = f"Line {line}: {'; '.join(problems)}." if problems else ""
    return PabulibVote(cells.get("voter_id", ""), choices, points, problem)


def _has_gap(cell: str) -> bool:
    parts = [part.strip() for part in cell.removesuffix(",").split(",")]
    return len(parts) > 1 and not all(parts)


def _listed(cell: str) -> tuple[str, ...]:
    return tuple(part for part in map(str.strip, cell.split(",")) if part)
