"""From the rows of a table to the projects of a vote, and what that changes. Nothing is saved here."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from kiosk.geography import Point
from kiosk.geography import Ring as Outline
from kiosk.i18n import N_, Translator
from sync.hub.drafts.amounts import AmountError, amount_of
from sync.hub.drafts.content import cleaned, slug, text_in
from sync.hub.drafts.spreadsheets.headings import IN_LANGUAGES, Column, columns_of, flat, letter
from sync.hub.drafts.spreadsheets.table import Row, Table

TITLE_LETTERS_MAX = 150
EXTRAS = ("category", "latitude", "longitude", "picture")
"""What a tablet does not show; kept beside the draft for maps and exports."""
_ID = re.compile(r"(?!(?:new|remove)$)[^\s,;/?#%\\]{1,64}")
"""As a catalogue takes them, and safe in the address of a page."""
_SENTENCES = {
    "title": N_("Row {row}, column {column} ({heading}): the name is missing."),
    "long_title": N_("Row {row}, column {column} ({heading}): the name has more than {limit} letters."),
    "not_an_amount": N_("Row {row}, column {column} ({heading}): “{cell}” is not an amount."),
    "two_readings": N_(
        "Row {row}, column {column} ({heading}): “{cell}” can be read in two ways; write it without "
        "separators, or with cents."
    ),
    "negative": N_("Row {row}, column {column} ({heading}): “{cell}” is less than nothing."),
    "too_large": N_("Row {row}, column {column} ({heading}): “{cell}” is too large."),
    "no_cost": N_("Row {row}, column {column} ({heading}): the cost is missing."),
    "quartier": N_("Row {row}, column {column} ({heading}): no quartier is called “{cell}”."),
    "id": N_(
        "Row {row}, column {column} ({heading}): “{cell}” cannot be an id: no space, comma, semicolon or "
        "slash."
    ),
    "same_id": N_("Row {row}, column {column} ({heading}): “{cell}” is also the id of row {other}."),
    "same_title": N_("Row {row}, column {column} ({heading}): “{cell}” is also the name of row {other}."),
    "degrees": N_("Row {row}, column {column} ({heading}): “{cell}” is not a latitude or longitude."),
    "uncomputed": N_(
        "Row {row}, column {column} ({heading}): the cell holds a formula without its value. Copy the column "
        "and paste it as values."
    ),
}
NOTES = {
    "left_out": N_("Column {column} (“{heading}”) is not known and is left out."),
    "computed": N_("Column {column} ({heading}) holds formulas; the values they had were taken."),
    "kept_aside": N_("Column {column} ({heading}) is kept with the draft; tablets do not show it."),
    "quartier_by_place": N_("The quartier of {n} projects was found by where they are."),
}
NO_TITLES = N_("No column holds names: one heading must be “Nom” or “Titre”.")
NO_ROWS = N_("There is a heading and no project under it.")


@dataclass(frozen=True)
class Problem:
    """One cell that cannot be taken."""

    row: int
    reason: str
    values: Mapping[str, str]

    def sentence(self, tr: Translator) -> str:
        """For whoever made the table."""
        return tr(_SENTENCES[self.reason], row=str(self.row), **self.values)


@dataclass(frozen=True)
class Note:
    """What should be known about the whole of it."""

    reason: str
    values: Mapping[str, str]

    def sentence(self, tr: Translator) -> str:
        """For whoever made the table."""
        return tr(NOTES[self.reason], **self.values)


@dataclass
class Found:
    """One row as a project."""

    row: int
    project: dict[str, Any]
    extras: dict[str, str]
    fields: frozenset[str]
    """What the table has a column for: other things of a project stay as they were."""
    old: str = ""
    """The id of the project that it is, when there was one."""
    problems: list[Problem] = field(default_factory=list)


@dataclass(frozen=True)
class Outcome:
    """What taking the table would do."""

    columns: list[Column]
    found: list[Found]
    notes: list[Note]
    refusal: str = ""
    """An English sentence to be translated: why nothing of the table can be taken."""

    @property
    def problems(self) -> list[Problem]:
        """Everything that is wrong, by row."""
        return [problem for one in self.found for problem in one.problems]

    @property
    def right(self) -> list[Found]:
        """The rows without a problem."""
        return [one for one in self.found if not one.problems]


@dataclass(frozen=True)
class Difference:
    """What is not as before, by title."""

    added: list[str]
    changed: list[str]
    removed: list[str]
    same: int


def read_projects(
    table: Table,
    held: Sequence[dict[str, Any]],
    quartiers: Mapping[str, str],
    *,
    priced: bool,
    outlines: Mapping[str, Sequence[Outline]] | None = None,
) -> Outcome:
    """The projects in a table.

    Args:
        table: its first row is the heading.
        held: the projects that the vote has: a row is one of them by its id, or by its name.
        quartiers: id to name of those a project can be in.
        priced: whether the vote needs the cost of each.
        outlines: (longitude, latitude) of each quartier's corners, to find a project's by where it is.
    """
    columns = columns_of(table.rows[0].cells)
    fields = frozenset(column.field for column in columns if column.field)
    if not any(column.field == "title" for column in columns):
        return Outcome(columns, [], [], NO_TITLES)
    if len(table.rows) < 2:
        return Outcome(columns, [], [], NO_ROWS)
    reading = _Reading(columns, fields, quartiers, priced, outlines or {})
    found = [reading.row(row) for row in table.rows[1:]]
    _match(found, held)
    _tell_doubles(found, columns)
    return Outcome(columns, found, [*_notes(table, columns), *reading.notes()])


class _Reading:
    def __init__(
        self,
        columns: Sequence[Column],
        fields: frozenset[str],
        quartiers: Mapping[str, str],
        priced: bool,
        outlines: Mapping[str, Sequence[Outline]],
    ) -> None:
        self._columns, self._fields, self._priced, self._outlines = columns, fields, priced, outlines
        self._quartiers = {flat(text): one for one, name in quartiers.items() for text in (one, name)}
        self._placed = 0

    def notes(self) -> list[Note]:
        return [Note("quartier_by_place", {"n": str(self._placed)})] if self._placed else []

    def row(self, row: Row) -> Found:
        found = Found(row.number, {}, {}, self._fields)
        texts: dict[str, dict[str, str]] = {name: {} for name in IN_LANGUAGES}
        for column in self._columns:
            if not column.field:
                continue
            written = cleaned(row.cells[column.place]) if column.place < len(row.cells) else ""
            if column.place in row.uncomputed:
                found.problems.append(_problem(row, "uncomputed", column, ""))
            elif column.field in IN_LANGUAGES:
                if written:
                    texts[column.field][column.language] = written
            else:
                self._take(found, row, column, written)
        found.project |= {name: text for name, text in texts.items() if text}
        self._check_title(found, row, texts["title"])
        self._find_quartier(found)
        return found

    def _take(self, found: Found, row: Row, column: Column, written: str) -> None:
        reason = ""
        match column.field:
            case "cost":
                reason = self._cost(found, column, written)
            case "id" if written:
                if _ID.fullmatch(written):
                    found.project["id"] = written
                else:
                    reason = "id"
            case "quartier" if written:
                quartier = self._quartiers.get(flat(written))
                if quartier is None:
                    reason = "quartier"
                else:
                    found.project["quartier"] = quartier
            case "latitude" | "longitude" if written:
                degrees = _degrees(written, 90 if column.field == "latitude" else 180)
                if degrees:
                    found.extras[column.field] = degrees
                else:
                    reason = "degrees"
            case "category" | "picture" if written:
                found.extras[column.field] = written
        if reason:
            found.problems.append(_problem(row, reason, column, written))

    def _cost(self, found: Found, column: Column, written: str) -> str:
        if not written:
            return "no_cost" if self._priced else ""
        try:
            bare = not re.search(r"[€a-zA-Z]", written)
            found.project["cost"] = str(amount_of(written + column.unit if bare else written))
        except AmountError as error:
            return error.reason
        return ""

    def _check_title(self, found: Found, row: Row, title: dict[str, str]) -> None:
        column = next(c for c in self._columns if c.field == "title")
        if not title:
            found.problems.append(_problem(row, "title", column, ""))
        for language, text in title.items():
            if len(text) > TITLE_LETTERS_MAX:
                where = next(c for c in self._columns if (c.field, c.language) == ("title", language))
                found.problems.append(_problem(row, "long_title", where, "", limit=str(TITLE_LETTERS_MAX)))

    def _find_quartier(self, found: Found) -> None:
        if "quartier" in found.project or not {"latitude", "longitude"} <= found.extras.keys():
            return
        where = float(found.extras["longitude"]), float(found.extras["latitude"])
        inside = [one for one, rings in self._outlines.items() if any(_within(where, r) for r in rings)]
        if len(inside) == 1:
            found.project["quartier"] = inside[0]
            found.fields |= {"quartier"}
            self._placed += 1


def _problem(row: Row, reason: str, column: Column, written: str, **more: str) -> Problem:
    shown = written if len(written) <= 40 else written[:39] + "…"
    about = {"column": letter(column.place), "heading": column.heading[:40], "cell": shown}
    return Problem(row.number, reason, about | more)


def _degrees(written: str, most: int) -> str:
    try:
        degrees = Decimal(written.replace(",", ".").rstrip("°"))
    except ArithmeticError:
        return ""
    return str(degrees) if degrees.is_finite() and abs(degrees) <= most else ""


def _within(where: Point, ring: Outline) -> bool:
    """Whether a place lies in an outline: a ray to the east meets it an odd number of times."""
    x, y = where
    inside = False
    for (ax, ay), (bx, by) in zip(ring, (*ring[1:], ring[0]), strict=True):
        if (ay > y) != (by > y) and x < (bx - ax) * (y - ay) / (by - ay) + ax:
            inside = not inside
    return inside


def _match(found: Sequence[Found], held: Sequence[dict[str, Any]]) -> None:
    """Give each row the id of the project that it is; new ones get ids of their own.

    By its id, else by its name: a table without ids comes again with other prices and the same names.
    """
    known = {str(one.get("id")): one for one in held}
    by_title: dict[str, str] = {}
    for name, project in known.items():
        by_title.setdefault(flat(text_in(project.get("title"))), name)
    claimed = {one.project["id"] for one in found if "id" in one.project}
    for one in found:
        name = one.project.get("id") or by_title.get(flat(text_in(one.project.get("title"))), "")
        if "id" not in one.project and name in claimed:
            name = ""
        if name in known:
            one.project["id"] = one.old = name
            claimed.add(name)
    taken = claimed | known.keys()
    for one in found:
        if "id" not in one.project:
            one.project["id"] = slug(text_in(one.project.get("title")), taken, "projet")
            taken.add(one.project["id"])


def _tell_doubles(found: Sequence[Found], columns: Sequence[Column]) -> None:
    for name in ("id", "title"):
        column = next((c for c in columns if c.field == name), None)
        first: dict[str, int] = {}
        for one in found:
            title = text_in(one.project.get("title"))
            cell = str(one.project["id"]) if name == "id" else title
            key = cell if name == "id" else flat(title)
            other = first.setdefault(key, one.row)
            if key and column is not None and other != one.row:
                problem = _problem(Row(one.row, ()), f"same_{name}", column, cell, other=str(other))
                one.problems.append(problem)


def _notes(table: Table, columns: Iterable[Column]) -> list[Note]:
    notes = []
    for column in columns:
        about = {"column": letter(column.place), "heading": column.heading[:40]}
        filled = any(column.place < len(r.cells) and r.cells[column.place].strip() for r in table.rows)
        if not column.field and filled:
            notes.append(Note("left_out", about))
        elif column.field in EXTRAS and filled:
            notes.append(Note("kept_aside", about))
        if column.field and any(column.place in row.formulas for row in table.rows[1:]):
            notes.append(Note("computed", about))
    return notes


def merged(
    held: Sequence[dict[str, Any]],
    extras: Mapping[str, Any],
    rows: Sequence[Found],
    *,
    remove_others: bool,
) -> tuple[list[dict[str, Any]], dict[str, Any], Difference]:
    """Projects and extras of the vote once `rows` are taken, in the order of the table, and what changed.

    Args:
        held: the projects so far.
        extras: what was kept beside them, by project.
        rows: those to take.
        remove_others: whether projects that are in no row go; otherwise they stay, after the others.
    """
    known = {str(one.get("id")): one for one in held}
    projects, aside = [], dict[str, Any]()
    added, changed, same = list[str](), list[str](), 0
    for row in rows:
        before = known.get(row.old, {})
        project = _renewed(before, row)
        name = str(project["id"])
        beside = dict(extras.get(name) or {})
        for field_ in EXTRAS:
            if field_ in row.fields:
                beside.pop(field_, None)
        beside |= row.extras
        if beside:
            aside[name] = beside
        projects.append(project)
        title = text_in(project.get("title"))
        if not before:
            added.append(title)
        elif project != before or beside != (extras.get(name) or {}):
            changed.append(title)
        else:
            same += 1
    taken = {str(one["id"]) for one in projects}
    others = [one for name, one in known.items() if name not in taken]
    if not remove_others:
        projects += others
        aside |= {str(o["id"]): extras[str(o["id"])] for o in others if str(o.get("id")) in extras}
    removed = [text_in(one.get("title")) for one in others] if remove_others else []
    return projects, aside, Difference(added, changed, removed, same)


def _renewed(before: dict[str, Any], row: Found) -> dict[str, Any]:
    """A project with what the row says; languages and fields without a column stay as they were."""
    project = dict(before)
    for name in ("cost", "quartier"):
        if name in row.fields:
            project.pop(name, None)
    for name, value in row.project.items():
        if name in IN_LANGUAGES and isinstance(before.get(name), dict):
            project[name] = before[name] | value
        else:
            project[name] = value
    if project.get("cost") is not None and before.get("cost") is not None:
        # 390000 and 390000.00 are one amount: nothing changed.
        with suppress(ArithmeticError):
            if Decimal(str(before["cost"])) == Decimal(project["cost"]):
                project["cost"] = before["cost"]
    return project
