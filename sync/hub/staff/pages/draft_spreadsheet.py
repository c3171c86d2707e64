"""Projects of a vote from a spreadsheet: uploaded, looked at row by row, and only then taken."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any

from fastapi import APIRouter, File, HTTPException, Request, Response, UploadFile

from kiosk.errors import ContentError
from kiosk.i18n import N_
from sync.hub.drafts.content import Content, activity, digest, text_in
from sync.hub.drafts.publication import base
from sync.hub.drafts.shelf import Draft, DraftChanged, NoSuchDraft
from sync.hub.drafts.spreadsheets.headings import IN_LANGUAGES, letter
from sync.hub.drafts.spreadsheets.projects import Outcome, merged, read_projects
from sync.hub.drafts.spreadsheets.table import FILE_BYTES_MAX, Row, Table, TableError, read_table
from sync.hub.staff.drafting import Drafting, Typed, value_of
from sync.hub.staff.face import Face, account_of, needs
from sync.hub.staff.navigation import Place
from sync.hub.staff.pages.draft_activities import held_activity, in_euros
from sync.hub.staff.rights import Right

PLACES: tuple[Place, ...] = ()
PREVIEW_ROWS = 200
"""As many rows are shown before they are taken; problems are all shown."""
FIELD_NAMES = {
    "id": N_("Id"),
    "title": N_("Name"),
    "description": N_("Description"),
    "cost": N_("Cost"),
    "quartier": N_("Quartier"),
    "category": N_("Category"),
    "latitude": N_("Latitude"),
    "longitude": N_("Longitude"),
    "picture": N_("Name of the picture"),
}
_REFUSALS = {
    "empty": N_("This file is empty."),
    "too_large": N_("This file is too large. A table of projects has at most 10 MB."),
    "unreadable": N_("This file cannot be read as a table. Save it as XLSX or CSV and try again."),
    "old_excel": N_("This is an old Excel file (XLS). Save it as XLSX or CSV and try again."),
    "too_many_rows": N_("This table has more than 10,000 rows."),
    "too_many_columns": N_("This table has more than 100 columns."),
}


def router(face: Face) -> APIRouter:
    """The routes."""
    routes = APIRouter()
    drafting = Drafting(face)
    may = [needs(Right.CATALOGUES)]
    where = "/consultations/{name}/activities/{which}/spreadsheet"

    @routes.get(where, dependencies=may)
    def show(request: Request, name: str, which: str) -> Response:
        draft = drafting.draft(name)
        _vote(draft, which)
        return _page(drafting, request, draft, which, _kept(drafting, request, name, which))

    @routes.post(where, dependencies=may)
    def upload(
        request: Request, name: str, which: str, file: Annotated[UploadFile | None, File()] = None
    ) -> Response:
        draft = drafting.draft(name)
        _vote(draft, which)
        try:
            table = read_table(file.file.read(FILE_BYTES_MAX + 1) if file is not None else b"")
            kept = _key(request, name, which)
            drafting.shelf.put_aside(kept, _written(table), account_of(request).id)
        except TableError as error:
            said = face.tr(_REFUSALS[error.reason])
            return _page(drafting, request, draft, which, None, errors={"file": said}, status_code=422)
        except ContentError:
            said = face.tr(_REFUSALS["too_large"])
            return _page(drafting, request, draft, which, None, errors={"file": said}, status_code=422)
        said = face.tr("The table is read. Nothing is taken yet: look at it first.")
        return face.done(request, f"/consultations/{name}/activities/{which}/spreadsheet", said)

    @routes.post(where + "/take", dependencies=may)
    def take(request: Request, name: str, which: str, typed: Typed) -> Response:
        draft = drafting.draft(name)
        vote = _vote(draft, which)
        table = _kept(drafting, request, name, which)
        if table is None:
            raise HTTPException(404)
        outcome = _outcome(drafting, draft, vote, table)
        if (
            outcome.refusal
            or not outcome.right
            or (outcome.problems and value_of(typed, "without-wrong") != "yes")
        ):
            said = face.tr(
                "Nothing was taken: some rows are wrong. Correct the table, or leave those rows out."
            )
            errors = {"without-wrong": said}
            return _page(drafting, request, draft, which, table, errors=errors, status_code=422)
        remove_others = value_of(typed, "others") == "remove"

        def change(content: Content) -> None:
            target = activity(content, which)
            extras = content["extras"].get(which, {})
            taken = merged(target.get("projects") or [], extras, outcome.right, remove_others=remove_others)
            target["projects"], content["extras"][which] = taken[0], taken[1]

        seen = value_of(typed, "seen")
        try:
            drafting.shelf.edit(
                draft.id, seen, lambda c: activity(c, which).get("projects"), change, account_of(request).id
            )
        except DraftChanged as clash:
            said = face.tr(
                "{who} has changed the projects meanwhile. Nothing was taken: look at the table again.",
                who=clash.draft.saved_by,
            )
            errors = {"take": said}
            return _page(drafting, request, clash.draft, which, table, errors=errors, status_code=409)
        drafting.shelf.drop(_key(request, name, which))
        said = face.tr.plural("{n} project is taken.", "{n} projects are taken.", len(outcome.right))
        return face.done(request, f"/consultations/{name}/activities/{which}/projects", said)

    @routes.post(where + "/forget", dependencies=may)
    def forget(request: Request, name: str, which: str) -> Response:
        drafting.draft(name)
        drafting.shelf.drop(_key(request, name, which))
        said = face.tr("The table is put away. Nothing was taken from it.")
        return face.done(request, f"/consultations/{name}/activities/{which}/spreadsheet", said)

    return routes


def _vote(draft: Draft, which: str) -> dict[str, Any]:
    held = held_activity(draft, which)
    if held.get("kind") != "ballot":
        raise HTTPException(404)
    return held


def _key(request: Request, name: str, which: str) -> str:
    """Where a table waits that somebody has uploaded: each person has one for each vote."""
    return f"@{name}/{which}/{account_of(request).id}"


def _written(table: Table) -> Content:
    rows = [[r.number, list(r.cells), sorted(r.formulas), sorted(r.uncomputed)] for r in table.rows]
    return {"form": table.form, "rows": rows}


def _kept(drafting: Drafting, request: Request, name: str, which: str) -> Table | None:
    try:
        content = drafting.shelf.get(_key(request, name, which)).content
    except NoSuchDraft:
        return None
    rows = (Row(n, tuple(cells), frozenset(f), frozenset(u)) for n, cells, f, u in content["rows"])
    return Table(tuple(rows), content["form"])


def _outcome(drafting: Drafting, draft: Draft, vote: dict[str, Any], table: Table) -> Outcome:
    quartiers, _ = drafting.around(draft.content)
    _, held = base(drafting.face.store, drafting.shelf)
    shapes = {
        str(one["id"]): one["shape"]
        for one in [*held.get("quartiers", ()), *draft.content["quartiers"]]
        if one.get("shape")
    }
    method = vote.get("method")
    priced = bool(vote.get("budget") or vote.get("quartier_budgets")) or (
        isinstance(method, dict) and method.get("name") == "knapsack"
    )
    return read_projects(table, _projects(vote), quartiers, priced=priced, outlines=shapes)


def _projects(vote: dict[str, Any]) -> Sequence[dict[str, Any]]:
    found = vote.get("projects")
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []


def _page(
    drafting: Drafting, request: Request, draft: Draft, which: str, table: Table | None, **values: Any
) -> Response:
    tr = drafting.face.tr
    vote = _vote(draft, which)
    outcome = _outcome(drafting, draft, vote, table) if table is not None else None
    found: dict[str, Any] = {"outcome": None}
    if outcome is not None and table is not None:
        held, extras = _projects(vote), draft.content["extras"].get(which, {})
        _, _, difference = merged(held, extras, outcome.right, remove_others=True)
        quartiers, _ = drafting.around(draft.content)
        found = {
            "outcome": outcome,
            "refusal": tr(outcome.refusal) if outcome.refusal else "",
            "form": table.form,
            "problems": [one.sentence(tr) for one in outcome.problems],
            "notes": [one.sentence(tr) for one in outcome.notes],
            "columns": [
                (letter(c.place), c.heading, tr(FIELD_NAMES[c.field]) if c.field else "", c.language)
                for c in outcome.columns
            ],
            "difference": difference,
            "rows": [
                {
                    "number": one.row,
                    "title": text_in(one.project.get("title")) or "—",
                    "more": ", ".join(sorted(set().union(*(one.project.get(n, {}) for n in IN_LANGUAGES)))),
                    "cost": in_euros(tr, one.project.get("cost")),
                    "quartier": quartiers.get(str(one.project.get("quartier")), ""),
                    "wrong": len(one.problems),
                    "is_new": not one.old,
                }
                for one in outcome.found[:PREVIEW_ROWS]
            ],
        }
    return drafting.page(
        request,
        draft,
        "draft_spreadsheet.html",
        place=f"/consultations/{draft.id}/activities/{which}",
        activity_title=text_in(vote.get("title")) or which,
        seen=digest(vote.get("projects")),
        most=PREVIEW_ROWS,
        **(found | values),
    )
