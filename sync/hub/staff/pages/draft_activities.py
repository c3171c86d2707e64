"""Activities of a draft, and what each holds many of: projects, questions, proposals, results."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from fastapi import APIRouter, HTTPException, Request, Response

from kiosk.errors import ContentError
from kiosk.i18n import Translator
from sync.hub.drafts.content import Content, activities, activity, cleaned, digest, slug, text_in
from sync.hub.drafts.finding import Place as Spot
from sync.hub.drafts.finding import Step
from sync.hub.drafts.forms.activities import FIELDS, KINDS, METHOD_FIELDS, METHODS, NEW
from sync.hub.drafts.forms.items import COLLECTION_NAMES, COLLECTIONS, collections_of, pruned_question
from sync.hub.drafts.forms.values import at
from sync.hub.drafts.shelf import Draft, DraftChanged
from sync.hub.staff.drafting import Drafting, Form, Typed, value_of
from sync.hub.staff.face import Face, account_of, needs
from sync.hub.staff.navigation import Place
from sync.hub.staff.rights import Right

PLACES: tuple[Place, ...] = ()
TITLE_LETTERS_MAX = 150
_KINDS = dict(KINDS)


@dataclass(frozen=True)
class Line:
    """One thing in a list."""

    id: str
    title: str
    kind: str = ""
    says: str = ""
    cost: str = ""
    quartier: str = ""
    wrong: str = ""
    left: int = 0


def router(face: Face) -> APIRouter:
    """The routes."""
    routes = APIRouter()
    drafting = Drafting(face)
    may = [needs(Right.CATALOGUES)]

    @routes.get("/consultations/{name}/activities", dependencies=may)
    def listed(request: Request, name: str) -> Response:
        draft = drafting.draft(name)
        return _list(drafting, request, draft)

    @routes.post("/consultations/{name}/activities", dependencies=may)
    def add(request: Request, name: str, typed: Typed) -> Response:
        draft = drafting.draft(name)
        title = cleaned(value_of(typed, "title"))[:TITLE_LETTERS_MAX]
        kind = value_of(typed, "kind")
        if not title or kind not in _KINDS:
            said = face.tr("Give the activity a title.")
            return _list(drafting, request, draft, errors={"title": said}, status_code=422)
        made = slug(title, drafting.shelf.activity_ids(), "activite")

        def change(content: Content) -> None:
            new = {"kind": kind, "id": made, "title": {"fr": title}, **NEW[kind]}
            content["consultation"]["activities"].append(new)

        drafting.shelf.change(draft.id, change, account_of(request).id)
        return face.done(
            request, f"/consultations/{name}/activities/{made}", face.tr("The activity is added.")
        )

    @routes.get("/consultations/{name}/activities/{which}", dependencies=may)
    def one(request: Request, name: str, which: str) -> Response:
        draft = drafting.draft(name)
        return _activity(drafting, request, draft, _held(draft, which))

    @routes.post("/consultations/{name}/activities/{which}", dependencies=may)
    def save(request: Request, name: str, which: str, typed: Typed) -> Response:
        draft = drafting.draft(name)
        held = _held(draft, which)
        try:
            drafting.save(request, draft, _activity_form(drafting, held), typed)
        except DraftChanged as clash:
            newer = _held(clash.draft, which)
            return _activity(drafting, request, clash.draft, newer, changed=clash, typed=typed)
        return face.done(request, f"/consultations/{name}/activities/{which}", face.tr("Saved."))

    @routes.post("/consultations/{name}/activities/{which}/remove", dependencies=may)
    def remove(request: Request, name: str, which: str) -> Response:
        draft = drafting.draft(name)
        _held(draft, which)

        def change(content: Content) -> None:
            consultation = content["consultation"]
            consultation["activities"] = [a for a in consultation["activities"] if a.get("id") != which]
            for phase in consultation["phases"]:
                phase["activities"] = [a for a in phase.get("activities") or () if a != which]
            content["codes"] = [one for one in content["codes"] if one.get("activity") != which]
            content["extras"].pop(which, None)

        drafting.shelf.change(draft.id, change, account_of(request).id)
        return face.done(request, f"/consultations/{name}/activities", face.tr("The activity is removed."))

    _add_items(routes, drafting)
    return routes


def _add_items(routes: APIRouter, drafting: Drafting) -> None:
    face, may = drafting.face, [needs(Right.CATALOGUES)]

    @routes.get("/consultations/{name}/activities/{which}/{many}", dependencies=may)
    def items(request: Request, name: str, which: str, many: str) -> Response:
        draft = drafting.draft(name)
        return _items(drafting, request, draft, _held(draft, which), many)

    @routes.get("/consultations/{name}/activities/{which}/{many}/{item}", dependencies=may)
    def item_(request: Request, name: str, which: str, many: str, item: str) -> Response:
        draft = drafting.draft(name)
        return _item(drafting, request, draft, _held(draft, which), many, item)

    @routes.post("/consultations/{name}/activities/{which}/{many}/{item}", dependencies=may)
    def save_item(request: Request, name: str, which: str, many: str, item: str, typed: Typed) -> Response:
        draft = drafting.draft(name)
        held = _held(draft, which)
        form = _item_form(drafting, held, many, item)
        try:
            drafting.save(request, draft, form, typed)
        except DraftChanged as clash:
            newer = _held(clash.draft, which)
            return _item(drafting, request, clash.draft, newer, many, item, changed=clash, typed=typed)
        _move(drafting, request, name, which, many, item, value_of(typed, "position"))
        return face.done(request, f"/consultations/{name}/activities/{which}/{many}", face.tr("Saved."))

    @routes.post("/consultations/{name}/activities/{which}/{many}/{item}/remove", dependencies=may)
    def remove_item(request: Request, name: str, which: str, many: str, item: str) -> Response:
        draft = drafting.draft(name)
        held = _held(draft, which)
        _found(held, many, item)

        def change(content: Content) -> None:
            target = activity(content, which)
            target[many] = [one for one in target.get(many) or () if one.get("id") != item]
            content["extras"].get(which, {}).pop(item, None)

        drafting.shelf.change(draft.id, change, account_of(request).id)
        return face.done(request, f"/consultations/{name}/activities/{which}/{many}", face.tr("Removed."))


def held_activity(draft: Draft, which: str) -> dict[str, Any]:
    """The activity of that id, or 404."""
    try:
        return activity(draft.content, which)
    except ContentError:
        raise HTTPException(404) from None


_held = held_activity


def _parts(held: dict[str, Any], many: str) -> list[dict[str, Any]]:
    if (str(held.get("kind")), many) not in COLLECTIONS:
        raise HTTPException(404)
    found = held.get(many)
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []


def _found(held: dict[str, Any], many: str, item: str) -> dict[str, Any]:
    found = next((one for one in _parts(held, many) if str(one.get("id")) == item), None)
    if found is None:
        raise HTTPException(404)
    return found


# -- activities ------------------------------------------------------------------------------------


def _list(drafting: Drafting, request: Request, draft: Draft, **values: Any) -> Response:
    tr = drafting.face.tr
    found = drafting.findings(draft)
    lines = []
    for one in activities(draft.content):
        kind, name = str(one.get("kind")), str(one.get("id"))
        method = dict(METHODS).get(str(at(one, "method.name")), "")
        left = sum(finding.place.activity == name for finding in found)
        title = text_in(one.get("title")) or name
        says = tr(method) if kind == "ballot" and method else ""
        lines.append(Line(name, title, tr(_KINDS[kind]) if kind in _KINDS else kind, says, left=left))
    return drafting.page(
        request, draft, "draft_activities.html", findings=found, listed=lines, kinds=KINDS, **values
    )


def _activity_form(drafting: Drafting, held: dict[str, Any]) -> Form:
    which, kind = str(held.get("id")), str(held.get("kind"))
    if kind not in FIELDS:
        raise HTTPException(404)

    def locate(content: Content) -> dict[str, Any] | None:
        return next((one for one in activities(content) if one.get("id") == which), None)

    def after(part: dict[str, Any]) -> None:
        method = part.get("method")
        if isinstance(method, dict):
            allowed = METHOD_FIELDS.get(str(method.get("name")))
            for name in set(method) - allowed if allowed is not None else ():
                del method[name]
        if part.get("kind") == "ballot" and part.get("claim") != "code":
            part.pop("code_replacement", None)

    title = text_in(held.get("title")) or which
    return Form(title, FIELDS[kind], locate, after=after, lead=drafting.face.tr(_KINDS[kind]))


def _activity(
    drafting: Drafting, request: Request, draft: Draft, held: dict[str, Any], **values: Any
) -> Response:
    which, kind = str(held["id"]), str(held.get("kind"))
    start = f"/consultations/{draft.id}/activities"
    many = [(name, COLLECTION_NAMES[kind, name], _parts(held, name)) for name in collections_of(kind)]
    shown: dict[str, Any] = {
        "up": (start, drafting.face.tr("Activities")),
        "upload": False,
        "is_new": False,
        "collections": many,
        "kind": kind,
        "at_activity": f"{start}/{which}",
    }
    return drafting.form(
        request,
        draft,
        _activity_form(drafting, held),
        place=Spot(Step.ACTIVITIES, which),
        template="draft_activity.html",
        **(shown | values),
    )


# -- items -----------------------------------------------------------------------------------------


def _items(drafting: Drafting, request: Request, draft: Draft, held: dict[str, Any], many: str) -> Response:
    tr, which, kind = drafting.face.tr, str(held["id"]), str(held.get("kind"))
    parts = _parts(held, many)
    found = drafting.findings(draft)
    wrong: dict[str, str] = {}
    for one in found:
        if (one.place.activity, one.place.collection) == (which, many):
            wrong.setdefault(one.place.item, one.sentence(tr).rpartition(" › ")[2])
    quartiers, _ = drafting.around(draft.content)
    lines = [
        Line(
            str(one.get("id")),
            _title(one),
            cost=in_euros(drafting.face.tr, one.get("cost")),
            quartier=quartiers.get(str(one.get("quartier")), str(one.get("quartier") or "")),
            wrong=wrong.get(str(one.get("id")), ""),
        )
        for one in parts
    ]
    fields = {one.name for one in COLLECTIONS[kind, many]}
    return drafting.page(
        request,
        draft,
        "draft_items.html",
        findings=found,
        title=tr(COLLECTION_NAMES[kind, many]),
        name=many,
        items=lines,
        has_cost="cost" in fields,
        has_quartier="quartier" in fields,
        is_projects=(kind, many) == ("ballot", "projects"),
        place=f"/consultations/{draft.id}/activities/{which}",
        activity_title=text_in(held.get("title")) or which,
    )


def in_euros(tr: Translator, cost: object) -> str:
    """An amount as it is read, or as it was typed when it is none."""
    if cost in (None, ""):
        return ""
    try:
        return tr.money(Decimal(str(cost)))
    except ArithmeticError:
        return str(cost)


def _title(item: dict[str, Any]) -> str:
    return text_in(item.get("title")) or text_in(item.get("body"))[:80] or str(item.get("id"))


def _item_form(drafting: Drafting, held: dict[str, Any], many: str, item: str) -> Form:
    which, kind = str(held["id"]), str(held.get("kind"))
    _parts(held, many)
    is_new = item == "new"

    def locate(content: Content) -> dict[str, Any] | None:
        if is_new:
            return None
        parts = activity(content, which).get(many)
        return next((one for one in parts or () if str(one.get("id")) == item), None)

    def add(content: Content, part: dict[str, Any]) -> None:
        if not is_new:
            raise ContentError("This was removed meanwhile; nothing was saved.")
        target = activity(content, which)
        parts = target.setdefault(many, [])
        words = text_in(part.get("title")) or text_in(part.get("body"))
        part["id"] = slug(words, {"new", *(str(one.get("id")) for one in parts)}, many)
        parts.append(part)

    def after(part: dict[str, Any]) -> None:
        if many == "questions":
            pruned_question(part)

    title = drafting.face.tr("A new one") if is_new else _title(_found(held, many, item))
    lead = drafting.face.tr(COLLECTION_NAMES[kind, many])
    start = {"kind": "single"} if many == "questions" else {}
    return Form(title, COLLECTIONS[kind, many], locate, add, after, lead, start)


def _item(
    drafting: Drafting,
    request: Request,
    draft: Draft,
    held: dict[str, Any],
    many: str,
    item: str,
    **values: Any,
) -> Response:
    which, kind = str(held["id"]), str(held.get("kind"))
    parts = _parts(held, many)
    place = next((n for n, one in enumerate(parts) if str(one.get("id")) == item), len(parts))
    start = f"/consultations/{draft.id}/activities/{which}"
    shown: dict[str, Any] = {
        "up": (f"{start}/{many}", drafting.face.tr(COLLECTION_NAMES[kind, many])),
        "upload": False,
        "is_new": item == "new",
        "position": place + 1,
        "here_of": f"{start}/{many}/{item}",
    }
    return drafting.form(
        request,
        draft,
        _item_form(drafting, held, many, item),
        place=Spot(Step.ACTIVITIES, which, many, item),
        before=parts[:place] if many == "questions" else (),
        template="draft_item.html",
        **(shown | values),
    )


def _move(
    drafting: Drafting, request: Request, name: str, which: str, many: str, item: str, written: str
) -> None:
    """Put an item to the place that was written, if it is another one."""
    if item == "new" or not (written.isascii() and written.isdigit() and len(written) < 6):
        return
    wanted = max(int(written) - 1, 0)

    def moved(parts: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
        one = [p for p in parts if str(p.get("id")) == item]
        rest = [p for p in parts if str(p.get("id")) != item]
        return [*rest[:wanted], *one, *rest[wanted:]]

    held = activity(drafting.draft(name).content, which).get(many) or []
    if digest(moved(held)) != digest(held):
        change: Callable[[Content], None] = lambda content: activity(content, which).update(  # noqa: E731
            {many: moved(activity(content, which).get(many) or [])}
        )
        drafting.shelf.change(name, change, account_of(request).id)
