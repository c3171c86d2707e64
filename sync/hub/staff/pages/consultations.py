"""The list of consultations: drafts, what is published, and every way to begin a new one."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, File, HTTPException, Request, Response, UploadFile

from kiosk.catalogue.lookup import CatalogueIndex
from kiosk.catalogue.model import Consultation
from kiosk.errors import ContentError
from kiosk.i18n import N_, Translator
from sync.hub.drafts.content import CONTENT_BYTES_MAX, cleaned, of_text, text_in, title_of
from sync.hub.drafts.forms.consultation import NATURES
from sync.hub.drafts.publication import is_published
from sync.hub.drafts.shelf import Draft, DraftExists, NoSuchDraft
from sync.hub.staff.drafting import Drafting, Typed, value_of
from sync.hub.staff.face import Face, account_of, needs
from sync.hub.staff.navigation import Place
from sync.hub.staff.rights import Right

PLACES = (
    Place(
        "/consultations",
        N_("Consultations"),
        N_("Write consultations, look at them as tablets will, publish them."),
        Right.CATALOGUES,
    ),
)
TITLE_LETTERS_MAX = 150
_SIDECAR = ".origin.json"
"""Ends the name of what an importer writes beside a draft."""
_NATURES = {name for name, _ in NATURES}


@dataclass(frozen=True)
class Row:
    """One consultation in the list."""

    id: str
    title: str
    draft: Draft | None
    on_tablets: str
    state: str
    open: bool


@dataclass(frozen=True)
class Pulled:
    """A draft that an importer left in the hub's folder."""

    name: str
    title: str


def router(face: Face) -> APIRouter:
    """The routes."""
    routes = APIRouter()
    drafting = Drafting(face)
    may = [needs(Right.CATALOGUES)]

    @routes.get("/consultations", dependencies=may)
    def listed(request: Request) -> Response:
        return _page(drafting, request)

    @routes.post("/consultations", dependencies=may)
    def new(request: Request, typed: Typed) -> Response:
        title = cleaned(value_of(typed, "title"))[:TITLE_LETTERS_MAX]
        nature = value_of(typed, "nature")
        if not title or nature not in _NATURES:
            return _page(drafting, request, title=face.tr("Give the consultation a title."))
        draft = drafting.shelf.create(title, nature, account_of(request).id)
        said = face.tr("The consultation is begun. Nothing is published before you say so.")
        return face.done(request, f"/consultations/{draft.id}/texts", said)

    @routes.post("/consultations/adopt", dependencies=may)
    def adopt(request: Request, typed: Typed) -> Response:
        name = value_of(typed, "id")
        try:
            drafting.shelf.adopt(name, account_of(request).id)
        except DraftExists:
            pass  # somebody else has begun: go on together
        except NoSuchDraft:
            raise HTTPException(404) from None
        return face.done(request, f"/consultations/{name}", face.tr("This is a draft of what is published."))

    @routes.post("/consultations/copy", dependencies=may)
    def copied(request: Request, typed: Typed) -> Response:
        return copy_of(drafting, request, value_of(typed, "from"), value_of(typed, "title"))

    @routes.post("/consultations/import", dependencies=may)
    def imported(request: Request, file: Annotated[UploadFile | None, File()] = None) -> Response:
        raw = file.file.read(CONTENT_BYTES_MAX + 1) if file is not None else b""
        return _take(drafting, request, raw, [])

    @routes.post("/consultations/pulled", dependencies=may)
    def pulled(request: Request, typed: Typed) -> Response:
        wanted = value_of(typed, "name")
        found = next((one for one in _pulled_files(face) if one.name == wanted), None)
        if found is None:
            raise HTTPException(404)
        return _take(drafting, request, found.read_bytes(), _sidecar(found))

    return routes


def copy_of(drafting: Drafting, request: Request, name: str, title: str) -> Response:
    """Copy a consultation, then go to the copy."""
    face = drafting.face
    title = cleaned(title)[:TITLE_LETTERS_MAX]
    if not title:
        return _page(drafting, request, **{"copy-title": face.tr("Give the copy a title.")})
    try:
        draft = drafting.shelf.copy(name, title, account_of(request).id)
    except NoSuchDraft:
        raise HTTPException(404) from None
    said = face.tr("The consultation is copied. Its dates are empty: write the new ones.")
    return face.done(request, f"/consultations/{draft.id}", said)


def _take(drafting: Drafting, request: Request, raw: bytes, notes: list[Any]) -> Response:
    face = drafting.face
    try:
        draft = drafting.shelf.import_draft(raw, notes, account_of(request).id)
    except ContentError:
        said = face.tr(
            "This file is no draft of one consultation, or its ids belong to another one. "
            "Nothing was imported."
        )
        return _page(drafting, request, file=said)
    return face.done(request, f"/consultations/{draft.id}", face.tr("The draft is imported."))


def _page(drafting: Drafting, request: Request, **errors: str) -> Response:
    face = drafting.face
    newest = face.store.newest_catalogue()
    index = face.store.index(newest[0]) if newest else None
    published = face.tr("No catalogue is published yet.")
    if index is not None:
        published = face.tr(
            "Catalogue {version}, valid until {day}",
            version=index.catalogue.version,
            day=face.tr.day(index.catalogue.valid_until.astimezone().date()),
        )
    return face.render(
        request,
        "consultations.html",
        rows=list(_rows(drafting, index)),
        published=published,
        natures=NATURES,
        pulled=list(_pulled(face)),
        errors=errors,
        status_code=422 if errors else 200,
    )


def _rows(drafting: Drafting, index: CatalogueIndex | None) -> Iterator[Row]:
    tr, now = drafting.face.tr, drafting.face.clock()
    drafts = {draft.id: draft for draft in drafting.shelf.all()}
    known = index.consultations if index else {}
    for name, draft in drafts.items():
        held = known.get(name)
        open_, words = when(tr, held, now) if held else (False, tr("not yet"))
        yield Row(name, title_of(draft.content), draft, words, state_of(drafting, draft), open_)
    for name, held in known.items():
        if name not in drafts:
            open_, words = when(tr, held, now)
            yield Row(name, held.title.within("fr"), None, words, tr("as published"), open_)


def state_of(drafting: Drafting, draft: Draft) -> str:
    """How the draft stands to what is published."""
    tr = drafting.face.tr
    if is_published(drafting.face.store, draft.content):
        return tr("as published")
    newest = drafting.face.store.newest_catalogue()
    index = drafting.face.store.index(newest[0]) if newest else None
    if index is not None and draft.id in index.consultations:
        return tr("changed since it was published")
    return tr("never published")


def when(tr: Translator, held: Consultation, now: datetime) -> tuple[bool, str]:
    """Whether a consultation is open, and that in words."""
    opens = sorted(phase.opens for phase in held.phases)
    closes = max((phase.closes for phase in held.phases), default=None)
    if not opens or closes is None:
        return False, tr("to read, without dates")
    running = [phase for phase in held.phases if phase.opens <= now < phase.closes]
    if running:
        until = max(phase.closes for phase in running)
        return True, tr("open until {day}", day=tr.day(until.astimezone().date()))
    coming = [moment for moment in opens if moment > now]
    if coming:
        return False, tr("opens on {day}", day=tr.day(coming[0].astimezone().date()))
    return False, tr("closed since {day}", day=tr.day(closes.astimezone().date()))


def _pulled_files(face: Face) -> list[Path]:
    folder = face.store.folder.path / "drafts"
    found = folder.glob("*.json") if folder.is_dir() else ()
    return sorted(path for path in found if not path.name.endswith(_SIDECAR))


def _pulled(face: Face) -> Iterator[Pulled]:
    for path_ in _pulled_files(face):
        try:
            content = of_text(path_.read_bytes())
        except (ContentError, OSError):
            continue
        yield Pulled(path_.name, title_of(content))


def _sidecar(path_: Path) -> list[Any]:
    """What an importer wrote beside a draft: questions that nobody has answered, and notes."""
    try:
        found = json.loads(path_.with_name(path_.stem + _SIDECAR).read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return []
    if not isinstance(found, dict):
        return []
    asked, notes = found.get("questions"), found.get("notes")
    still_open = [
        one
        for one in (asked if isinstance(asked, list) else ())
        if not isinstance(one, dict) or one.get("answer") is None
    ]
    return [*still_open, *(notes if isinstance(notes, list) else ())]


def note_in_words(note: object) -> str:
    """An open question of an import as one sentence."""
    if isinstance(note, dict):
        for name in ("question", "sentence", "text", "says"):
            said = note.get(name)
            if isinstance(said, dict):
                return text_in(said)
            if said:
                return cleaned(str(said))
        return cleaned(json.dumps(note, ensure_ascii=False))
    return cleaned(str(note))
