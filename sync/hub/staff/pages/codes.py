"""Voting codes: sheets of cards, voided and replaced ones, and how many are used."""

from __future__ import annotations

import re
from typing import Annotated

from fastapi import APIRouter, Form, HTTPException, Request, Response

from kiosk.catalogue.lookup import Found
from kiosk.errors import ContentError, CountError
from kiosk.i18n import N_, Translator, translator
from sync.hub.code_office import (
    AT_ONCE_MOST,
    SMALL_CELL,
    CodeError,
    draw_more,
    replace,
    use_of_codes,
    void,
    votes_with_codes,
)
from sync.hub.paper.code_sheet import code_sheet
from sync.hub.staff.face import Face, needs
from sync.hub.staff.navigation import Place
from sync.hub.staff.pages.fleet import paper
from sync.hub.staff.rights import Right
from sync.hub.store import HubStore

PLACES = (Place("/codes", N_("Codes"), N_("Print voting codes, void and replace them."), Right.CODES),)
_CODES_MOST = 40_000
"""Letters of a field with many codes."""
_NOT_PUBLISHED = N_(
    "The catalogue that tablets use cannot be published again like this. Nothing was changed."
)
_LINES = re.compile(r"[\n,;]+")


def router(face: Face) -> APIRouter:
    """The routes."""
    routes = APIRouter()
    store = face.store
    may = [needs(Right.CODES)]

    def vote(activity: str) -> Found:
        for found in votes_with_codes(store):
            if found.activity_id == activity:
                return found
        raise HTTPException(404)

    def page(
        request: Request, activity: str, *, status_code: int = 200, errors: dict[str, str] | None = None
    ) -> Response:
        found = vote(activity)
        version, quartiers, drawn = _held(store, found)
        return face.render(
            request,
            "codes_of_vote.html",
            status_code=status_code,
            errors=errors or {},
            vote=found,
            title=found.activity.title.within("fr"),
            quartiers=quartiers,
            drawn=drawn,
            version=version,
            most=AT_ONCE_MOST,
        )

    @routes.get("/codes", dependencies=may)
    def votes(request: Request) -> Response:
        return face.render(request, "codes.html", votes=votes_with_codes(store))

    @routes.get("/codes/{activity}", dependencies=may)
    def show(request: Request, activity: str) -> Response:
        return page(request, activity)

    @routes.post("/codes/{activity}/print", dependencies=may)
    def print_more(
        request: Request,
        activity: str,
        number: Annotated[int, Form(ge=-(2**31), le=2**31)] = 0,
        quartier: Annotated[str, Form(max_length=80)] = "",
    ) -> Response:
        found, tr = vote(activity), face.tr
        if found.activity.by_quartier and quartier not in found.contests:
            return page(request, activity, status_code=422, errors={"quartier": tr("Choose a quartier.")})
        try:
            drawn = draw_more(store, activity, quartier if found.activity.by_quartier else None, number)
        except CodeError:
            wrong = tr("1 to {most} codes can be drawn at once.", most=tr.number(AT_ONCE_MOST))
            return page(request, activity, status_code=422, errors={"number": wrong})
        except ContentError:
            return page(request, activity, status_code=409, errors={"top": tr(_NOT_PUBLISHED)})
        face.audit(request, "codes_drawn", f"{activity} {quartier} {len(drawn.printed)}".replace("  ", " "))
        sheets = code_sheet(
            drawn.printed,
            title=drawn.title.within("fr"),
            quartier=drawn.quartier_name,
            tr=translator("fr"),
        )
        return paper(sheets, f"codes-{activity}{f'-{quartier}' if quartier else ''}.pdf")

    @routes.post("/codes/{activity}/void", dependencies=may)
    def void_codes(
        request: Request, activity: str, codes: Annotated[str, Form(max_length=_CODES_MOST)] = ""
    ) -> Response:
        vote(activity)
        tr = face.tr
        written = [line.strip() for line in _LINES.split(codes.replace("\r", "\n")) if line.strip()]
        try:
            number = void(store, activity, written)
        except CodeError as error:
            return page(request, activity, status_code=422, errors={"codes": _said(tr, error)})
        except (ContentError, CountError):
            return page(request, activity, status_code=409, errors={"top": tr(_NOT_PUBLISHED)})
        face.audit(request, "codes_voided", f"{activity} {number}")
        said = tr.plural(
            "{n} code is void. Tablets know it once they have synced.",
            "{n} codes are void. Tablets know it once they have synced.",
            number,
        )
        return face.done(request, f"/codes/{activity}", said)

    @routes.post("/codes/{activity}/replace", dependencies=may)
    def replace_code(
        request: Request,
        activity: str,
        old: Annotated[str, Form(max_length=80)] = "",
        reserve: Annotated[str, Form(max_length=80)] = "",
    ) -> Response:
        vote(activity)
        tr = face.tr
        try:
            replace(store, activity, old, reserve)
        except CodeError as error:
            field = "reserve" if str(error) == "2" else "old"
            return page(request, activity, status_code=422, errors={field: _said(tr, error)})
        except (ContentError, CountError):
            return page(request, activity, status_code=409, errors={"top": tr(_NOT_PUBLISHED)})
        face.audit(request, "code_replaced", activity)
        said = tr("The old code is void. Hand out the reserve card: it is good already.")
        return face.done(request, f"/codes/{activity}", said)

    @routes.post("/codes/{activity}/use", dependencies=may)
    def use(request: Request, activity: str) -> Response:
        found = vote(activity)
        figures = use_of_codes(store, activity)
        face.audit(request, "code_use_looked_at", activity)
        return face.render(
            request,
            "codes_use.html",
            vote=found,
            title=found.activity.title.within("fr"),
            figures=figures,
            least=SMALL_CELL,
        )

    return routes


def _held(store: HubStore, found: Found) -> tuple[int, list[tuple[str, str]], int]:
    """Version of the newest catalogue, the quartiers that vote apart, and how many codes are good."""
    newest = store.newest_catalogue()
    index = store.index(newest[0]) if newest else None
    if newest is None or index is None:
        return 0, [], 0
    quartiers = [(quartier, index.quartier_name(quartier)) for quartier in found.contests if quartier]
    return newest[0], quartiers, len(index.codes.get(found.activity_id, {}))


def _said(tr: Translator, error: CodeError) -> str:
    """What is wrong, in words; a code is named by its place and never repeated."""
    return {
        "none_given": tr("No code was given."),
        "mistyped": tr("Code {place} is mistyped or not complete. Nothing was changed.", place=error),
        "not_known": tr("Code {place} is not one of this vote, or is void already.", place=error),
        "same": tr("This is the same code twice."),
        "other_quartier": tr("The reserve card is of another quartier."),
    }.get(error.reason, str(error))
