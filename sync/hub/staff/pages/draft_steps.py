"""The steps of a draft: overview, texts, phases, documents; each is one form."""

from __future__ import annotations

import base64
from typing import Annotated, Any

from fastapi import APIRouter, File, Request, Response, UploadFile

from kiosk.i18n import N_
from sync.hub.drafts.content import Content, cleaned
from sync.hub.drafts.finding import Place as Spot
from sync.hub.drafts.finding import Step
from sync.hub.drafts.forms.consultation import DOCUMENTS, PHASES, TEXTS
from sync.hub.drafts.pictures import PictureError, catalogue_picture
from sync.hub.drafts.publication import is_published
from sync.hub.drafts.shelf import Draft, DraftChanged
from sync.hub.staff.drafting import Drafting, Form, Typed, value_of
from sync.hub.staff.face import Face, account_of, needs
from sync.hub.staff.navigation import Place
from sync.hub.staff.pages.consultations import copy_of, note_in_words, state_of
from sync.hub.staff.rights import Right

PLACES: tuple[Place, ...] = ()
_UPLOAD_BYTES_MAX = 10_000_000
_STEPS = {
    "texts": (Step.TEXTS, N_("Texts"), TEXTS, ""),
    "phases": (
        Step.PHASES,
        N_("Phases and dates"),
        PHASES,
        N_("A phase opens some of the activities between two moments. Hours are those of the hub."),
    ),
    "documents": (
        Step.DOCUMENTS,
        N_("Documents and decisions"),
        DOCUMENTS,
        N_("What can be read on the tablet beside the activities. All of it can stay empty."),
    ),
}


def consultation_of(content: Content) -> dict[str, Any]:
    """The consultation itself."""
    found: dict[str, Any] = content["consultation"]
    return found


def router(face: Face) -> APIRouter:
    """The routes."""
    routes = APIRouter()
    drafting = Drafting(face)
    may = [needs(Right.CATALOGUES)]

    @routes.get("/consultations/{name}", dependencies=may)
    def overview(request: Request, name: str) -> Response:
        draft = drafting.draft(name)
        notes = [note_in_words(one) for one in draft.notes]
        return drafting.page(
            request,
            draft,
            "draft.html",
            notes=notes,
            state=state_of(drafting, draft),
            as_published=is_published(face.store, draft.content),
        )

    @routes.post("/consultations/{name}/copy", dependencies=may)
    def copied(request: Request, name: str, typed: Typed) -> Response:
        drafting.draft(name)
        return copy_of(drafting, request, name, value_of(typed, "title"))

    @routes.post("/consultations/{name}/remove", dependencies=may)
    def removed(request: Request, name: str) -> Response:
        drafting.draft(name)
        drafting.shelf.remove(name, account_of(request).id)
        return face.done(request, "/consultations", face.tr("The draft is thrown away."))

    def steps(step: str) -> Form:
        _, title, fields, lead = _STEPS[step]
        return Form(face.tr(title), fields, consultation_of, lead=face.tr(lead) if lead else "")

    def show(request: Request, draft: Draft, step: str, **values: Any) -> Response:
        more: dict[str, Any] = {"up": None, "upload": False, "is_new": False}
        if step == "texts":
            picture = draft.content["consultation"].get("picture")
            more |= {"template": "draft_texts.html", "upload": True}
            more["picture"] = picture if isinstance(picture, dict) else None
        return drafting.form(request, draft, steps(step), place=Spot(_STEPS[step][0]), **(more | values))

    def save(request: Request, name: str, step: str, typed: Typed) -> Response:
        draft = drafting.draft(name)
        try:
            drafting.save(request, draft, steps(step), typed)
        except DraftChanged as clash:
            return show(request, clash.draft, step, changed=clash, typed=typed)
        return face.done(request, f"/consultations/{name}/{step}", face.tr("Saved."))

    @routes.get("/consultations/{name}/texts", dependencies=may)
    def texts(request: Request, name: str) -> Response:
        return show(request, drafting.draft(name), "texts")

    @routes.post("/consultations/{name}/texts", dependencies=may)
    def save_texts(
        request: Request,
        name: str,
        typed: Typed,
        new_picture: Annotated[UploadFile | None, File(alias="new-picture")] = None,
    ) -> Response:
        raw = new_picture.file.read(_UPLOAD_BYTES_MAX + 1) if new_picture is not None else b""
        try:
            content = catalogue_picture(raw) if raw else b""
        except PictureError:
            said = face.tr("This is not a picture that can be used: a PNG or JPEG of at most 10 MB.")
            return show(request, drafting.draft(name), "texts", typed=typed, errors={"new-picture": said})
        answer = save(request, name, "texts", typed)
        if answer.status_code == 303:
            _put_picture(drafting, request, name, typed, content)
        return answer

    @routes.get("/consultations/{name}/picture", dependencies=may)
    def picture(name: str) -> Response:
        held = drafting.draft(name).content["consultation"].get("picture")
        encoded = held.get("content") if isinstance(held, dict) else None
        try:
            content = base64.b64decode(encoded or "", validate=True)
        except (ValueError, TypeError):
            content = b""
        kind = "image/png" if content.startswith(b"\x89PNG") else "image/jpeg"
        return Response(content, 200 if content else 404, media_type=kind)

    @routes.get("/consultations/{name}/phases", dependencies=may)
    def phases(request: Request, name: str) -> Response:
        return show(request, drafting.draft(name), "phases")

    @routes.post("/consultations/{name}/phases", dependencies=may)
    def save_phases(request: Request, name: str, typed: Typed) -> Response:
        return save(request, name, "phases", typed)

    @routes.get("/consultations/{name}/documents", dependencies=may)
    def documents(request: Request, name: str) -> Response:
        return show(request, drafting.draft(name), "documents")

    @routes.post("/consultations/{name}/documents", dependencies=may)
    def save_documents(request: Request, name: str, typed: Typed) -> Response:
        return save(request, name, "documents", typed)

    return routes


def _put_picture(drafting: Drafting, request: Request, name: str, typed: Typed, content: bytes) -> None:
    """Keep a new picture, take the old one away, or change its words, where the form says so."""
    words, gone = cleaned(value_of(typed, "picture-words")), value_of(typed, "remove-picture") == "yes"

    def change(draft: Content) -> None:
        consultation = draft["consultation"]
        held = consultation.get("picture")
        if content:
            consultation["picture"] = {"content": base64.b64encode(content).decode(), "words": {"fr": words}}
        elif gone:
            consultation.pop("picture", None)
        elif isinstance(held, dict):
            said = held.get("words")
            kept = said if isinstance(said, dict) else {}
            consultation["picture"] = held | {"words": {**kept, "fr": words}}

    held = drafting.draft(name).content["consultation"].get("picture")
    if content or (held is not None):
        drafting.shelf.change(name, change, account_of(request).id)
