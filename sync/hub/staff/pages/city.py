"""What the city says about itself on every tablet: name, charter, privacy notice, places, people."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from fastapi import APIRouter, Request, Response

from kiosk.i18n import N_
from sync.hub.drafts.check import city_checked
from sync.hub.drafts.content import Content, digest, text_in
from sync.hub.drafts.forms.consultation import CITY as FIELDS
from sync.hub.drafts.forms.values import taken
from sync.hub.drafts.publication import CITY_PARTS, base, prepared, settle, with_city
from sync.hub.drafts.shelf import CITY, DraftChanged
from sync.hub.staff.drafting import Drafting, Typed, showing, value_of
from sync.hub.staff.face import Face, account_of, needs
from sync.hub.staff.navigation import Place
from sync.hub.staff.pages.draft_publish import publish_now
from sync.hub.staff.rights import Right

PLACES: tuple[Place, ...] = ()
_VALID_DAYS = 90
_LEAD = N_("These texts are for all consultations. Saving publishes nothing.")


def router(face: Face) -> APIRouter:
    """The routes."""
    routes = APIRouter()
    drafting = Drafting(face)
    may = [needs(Right.CATALOGUES)]

    @routes.get("/city", dependencies=may)
    def city(request: Request) -> Response:
        return _page(drafting, request)

    @routes.post("/city", dependencies=may)
    def save(request: Request, typed: Typed) -> Response:
        def change(content: Content) -> None:
            made = _whole(taken(FIELDS, typed, content))
            content.clear()
            content.update(made)

        start = _texts(drafting)
        try:
            drafting.shelf.edit_city(value_of(typed, "seen"), start, change, account_of(request).id)
        except DraftChanged as clash:
            return _page(drafting, request, changed=clash, typed=typed, status_code=409)
        return face.done(request, "/city", face.tr("Saved."))

    @routes.post("/city/publish", dependencies=may)
    def publish(request: Request, typed: Typed) -> Response:
        texts = _texts(drafting)
        if value_of(typed, "seen") != digest(texts):
            said = face.tr("Somebody has changed these texts meanwhile. Nothing was published: look again.")
            return _page(drafting, request, errors={"main": said}, status_code=409)
        refused, version = publish_now(drafting, request, with_city(texts), typed)
        if refused:
            return _page(drafting, request, errors=refused, status_code=409)
        settle(drafting.shelf, CITY, account_of(request).id)
        said = face.tr(
            "Catalogue {version} is published. Tablets fetch it at their next contact.", version=version
        )
        return face.done(request, "/city", said)

    return routes


def _whole(texts: Content) -> Content:
    """Parts that a catalogue knows only as a whole go when there is nothing in them."""
    farewell = texts.get("farewell")
    if isinstance(farewell, dict) and not farewell.get("age_bands"):
        farewell["age_bands"] = []
    if isinstance(texts.get("charter"), dict) and texts["charter"].get("text"):
        texts["charter"].setdefault("version", 1)
    return texts


def _texts(drafting: Drafting) -> Content:
    """As somebody has saved them, or as they are published."""
    city = drafting.shelf.city()
    if city is not None:
        return city.content
    _, held = base(drafting.face.store, drafting.shelf)
    return {name: held[name] for name in CITY_PARTS if held.get(name) is not None}


def _page(
    drafting: Drafting,
    request: Request,
    *,
    changed: DraftChanged | None = None,
    typed: Typed | None = None,
    **values: Any,
) -> Response:
    face, texts = drafting.face, _texts(drafting)
    content = taken(FIELDS, typed, texts) if typed is not None else texts
    found = city_checked(face.store, drafting.shelf, texts)
    follows, held = base(face.store, drafting.shelf)
    changes = []
    if not found and follows:
        ready = prepared(face.store, drafting.shelf, with_city(texts))
        changes = [one.sentence(face.tr) for one in ready.changes if one.what != "valid_until"]
    until = face.clock().astimezone().date() + timedelta(days=_VALID_DAYS)
    newest = face.store.index(follows) if follows else None
    if newest is not None:
        until = max(until, newest.catalogue.valid_until.astimezone().date())
    wrong = {one.place.field or "main": one.sentence(face.tr) for one in found}
    return face.render(
        request,
        "city.html",
        **{
            "fields": FIELDS,
            "form": {"fields": FIELDS},
            "content": content,
            "seen": digest(texts),
            "changed": changed,
            "differences": [],
            "wrong": wrong,
            "options": drafting.options(None),
            "changes": changes,
            "follows": follows,
            "waits": drafting.shelf.city() is not None,
            "until": until.isoformat(),
            "lead": face.tr(_LEAD),
            "text_in": text_in,
            "held": held,
            **showing(),
        }
        | values,
    )
