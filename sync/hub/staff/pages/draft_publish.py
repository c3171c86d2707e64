"""The last steps of a draft: voting codes, preview, what changes, and the publication itself."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from fastapi import APIRouter, HTTPException, Request, Response

from kiosk.errors import CatalogueError, ContentError, StaleError
from kiosk.i18n import LANGUAGE_NAMES, N_
from sync.hub.drafts.codes import CODES_MAX, add_codes, number_of_codes
from sync.hub.drafts.content import LANGUAGES, activities, digest, text_in, title_of
from sync.hub.drafts.finding import Place as Spot
from sync.hub.drafts.finding import Step
from sync.hub.drafts.preview import SIZES, PreviewError, Previews
from sync.hub.drafts.publication import Make, base, prepared, put_out, settle, with_draft, without
from sync.hub.drafts.shelf import Draft
from sync.hub.drafts.wording import read
from sync.hub.paper.code_sheet import code_sheet
from sync.hub.staff.drafting import Drafting, Typed, value_of
from sync.hub.staff.face import Face, account_of, needs
from sync.hub.staff.navigation import Place
from sync.hub.staff.pages.draft_activities import held_activity
from sync.hub.staff.rights import Right

PLACES: tuple[Place, ...] = ()
_VALID_DAYS = 90
_SCREENS = {
    "home": N_("First screen"),
    "consultation": N_("The consultation"),
    "projects": N_("The projects"),
    "project": N_("What a project is"),
}
_NO_PREVIEW = {
    "busy": N_("Another preview is being drawn. Try again in a minute."),
    "slow": N_("Drawing took too long and was stopped. Try again; if it happens again, publish without it."),
    "refused": N_(
        "The screens cannot show this draft yet. Complete it first: the list is on its first page."
    ),
    "failed": N_("The screens could not be drawn on this machine. You can publish without a preview."),
}
SOMEBODY_PUBLISHED = N_(
    "Somebody else has published meanwhile. Nothing was published now: look at what changes, then publish "
    "again."
)


def router(face: Face) -> APIRouter:
    """The routes."""
    routes = APIRouter()
    drafting = Drafting(face)
    _add_codes(routes, drafting)
    _add_preview(routes, drafting)
    _add_publication(routes, drafting)
    return routes


# -- codes -----------------------------------------------------------------------------------------


def _add_codes(routes: APIRouter, drafting: Drafting) -> None:
    face, may = drafting.face, [needs(Right.CODES)]

    @routes.get("/consultations/{name}/codes", dependencies=may)
    def codes(request: Request, name: str) -> Response:
        return _codes_page(drafting, request, drafting.draft(name))

    @routes.post("/consultations/{name}/codes", dependencies=may)
    def draw(request: Request, name: str, typed: Typed) -> Response:
        draft = drafting.draft(name)
        which, quartier = value_of(typed, "activity"), value_of(typed, "quartier")
        vote = held_activity(draft, which)
        written = value_of(typed, "number")
        number = int(written) if written.isascii() and written.isdigit() and len(written) < 7 else 0
        if not 1 <= number <= CODES_MAX or vote.get("claim") != "code":
            said = face.tr("Between 1 and {most} codes can be drawn at once.", most=CODES_MAX)
            return _codes_page(drafting, request, draft, errors={f"number-{which}": said}, status_code=422)
        budgets = vote.get("quartier_budgets") or {}
        if bool(budgets) != bool(quartier) or (quartier and quartier not in budgets):
            said = face.tr("Say for which quartier.")
            return _codes_page(drafting, request, draft, errors={f"quartier-{which}": said}, status_code=422)
        quartiers, _ = drafting.around(draft.content)
        printed = add_codes(drafting.shelf, draft.id, which, quartier or None, number, account_of(request).id)
        face.audit(request, "codes_drawn", f"{which} {quartier} {number}".replace("  ", " "))
        sheet = code_sheet(
            printed, title=text_in(vote.get("title")), quartier=quartiers.get(quartier, ""), tr=face.tr
        )
        file = f"codes-{which}{'-' + quartier if quartier else ''}.pdf"
        headers = {"content-disposition": f'attachment; filename="{file}"'}
        return Response(sheet, media_type="application/pdf", headers=headers)


def _codes_page(drafting: Drafting, request: Request, draft: Draft, **values: Any) -> Response:
    quartiers, _ = drafting.around(draft.content)
    votes = []
    for one in activities(draft.content):
        if one.get("kind") == "ballot" and one.get("claim") == "code":
            which = str(one.get("id"))
            budgets = one.get("quartier_budgets") or {}
            known = number_of_codes(drafting.face.store, draft.content, which)
            votes.append(
                {
                    "id": which,
                    "title": text_in(one.get("title")) or which,
                    "number": sum(known.values()),
                    "quartiers": [(q, quartiers.get(q, q), known.get(q, 0)) for q in budgets],
                }
            )
    return drafting.page(request, draft, "draft_codes.html", votes=votes, most=CODES_MAX, **values)


# -- preview ---------------------------------------------------------------------------------------


def _add_preview(routes: APIRouter, drafting: Drafting) -> None:
    face, may = drafting.face, [needs(Right.CATALOGUES)]
    previews = Previews(face.store, drafting.shelf)

    def language_of(written: str) -> str:
        return written if written in LANGUAGES else "fr"

    @routes.get("/consultations/{name}/preview", dependencies=may)
    def preview(request: Request, name: str, language: str = "fr") -> Response:
        return page(request, drafting.draft(name), language_of(language))

    @routes.post("/consultations/{name}/preview", dependencies=may)
    def draw(request: Request, name: str, typed: Typed) -> Response:
        draft, language = drafting.draft(name), language_of(value_of(typed, "language"))
        try:
            previews.draw(draft.content, language)
        except PreviewError as error:
            said = face.tr(_NO_PREVIEW[error.reason])
            return page(request, draft, language, errors={"main": said}, status_code=503)
        except ContentError:
            said = face.tr(_NO_PREVIEW["refused"])
            return page(request, draft, language, errors={"main": said}, status_code=409)
        where = f"/consultations/{name}/preview"
        answer = face.done(request, where, face.tr("This is what tablets will show."))
        answer.headers["location"] += f"?language={language}"
        return answer

    @routes.get("/consultations/{name}/preview/{key}/{picture}", dependencies=may)
    def picture(name: str, key: str, picture: str) -> Response:
        drafting.draft(name)
        found = previews.picture(key, picture)
        if found is None:
            raise HTTPException(404)
        return Response(found, media_type="image/svg+xml")

    def page(request: Request, draft: Draft, language: str, **values: Any) -> Response:
        tr = face.tr
        try:
            key = previews.key(draft.content, language)
        except ContentError:
            key = ""
        names = previews.drawn(key) if key else []
        return drafting.page(
            request,
            draft,
            "draft_preview.html",
            **{
                "key": key,
                "sets": [
                    (
                        size.replace("x", " × "),
                        size,
                        [(n, tr(_SCREENS[n.partition("-")[0]])) for n in names if n.endswith(f"-{size}.svg")],
                    )
                    for size in SIZES
                ]
                if names
                else [],
                "language": "fr",
                "shown_language": language,
                "language_names": LANGUAGE_NAMES,
            }
            | values,
        )


# -- publication -----------------------------------------------------------------------------------


def _add_publication(routes: APIRouter, drafting: Drafting) -> None:
    face, may = drafting.face, [needs(Right.CATALOGUES)]

    @routes.get("/consultations/{name}/publish", dependencies=may)
    def look(request: Request, name: str) -> Response:
        return publish_page(drafting, request, drafting.draft(name))

    @routes.post("/consultations/{name}/publish", dependencies=may)
    def publish(request: Request, name: str, typed: Typed) -> Response:
        draft = drafting.draft(name)
        if value_of(typed, "seen") != digest(draft.content):
            said = face.tr(
                "{who} has changed the draft meanwhile. Nothing was published: look at what changes again.",
                who=draft.saved_by,
            )
            return publish_page(drafting, request, draft, errors={"main": said}, status_code=409)
        refused, version = publish_now(drafting, request, with_draft(draft.content), typed)
        if refused:
            return publish_page(drafting, request, draft, errors=refused, status_code=409)
        settle(drafting.shelf, name, account_of(request).id)
        said = face.tr(
            "Catalogue {version} is published. Tablets fetch it at their next contact.", version=version
        )
        return face.done(request, f"/consultations/{name}", said)

    @routes.post("/consultations/{name}/withdraw", dependencies=may)
    def withdraw(request: Request, name: str, typed: Typed) -> Response:
        draft = drafting.draft(name)
        if value_of(typed, "sure") != "yes":
            said = face.tr("Nothing was taken away: tick the box first if you are sure.")
            return publish_page(drafting, request, draft, errors={"sure": said}, status_code=422)
        refused, version = publish_now(drafting, request, without(name), typed)
        if refused:
            return publish_page(drafting, request, draft, errors=refused, status_code=409)
        said = face.tr("Catalogue {version} is published, without this consultation.", version=version)
        return face.done(request, f"/consultations/{name}", said)


def publish_now(drafting: Drafting, request: Request, make: Make, typed: Typed) -> tuple[dict[str, str], int]:
    """Publish; gives what stands in the way, by field, and the version."""
    face = drafting.face
    today = face.clock().astimezone().date()
    try:
        until = date.fromisoformat(value_of(typed, "valid_until"))
    except ValueError:
        return {"valid_until": face.tr("Say until which day tablets may use the catalogue.")}, 0
    if not today < until <= today + timedelta(days=3660):
        return {"valid_until": face.tr("Choose a day after today, within ten years.")}, 0
    written = value_of(typed, "follows")
    follows = int(written) if written.isascii() and written.isdigit() and len(written) < 10 else -1
    try:
        catalogue = put_out(
            face.store, drafting.shelf, make, follows=follows, valid_until=until, by=account_of(request).id
        )
    except StaleError:
        return {"main": face.tr(SOMEBODY_PUBLISHED)}, 0
    except CatalogueError as error:
        said = read(str(error))
        return {"main": said.finding(said.about[1]).sentence(face.tr)}, 0
    return {}, catalogue.version


def publish_page(drafting: Drafting, request: Request, draft: Draft, **values: Any) -> Response:
    """What stands in the way, what changes, and the button."""
    face = drafting.face
    found = drafting.findings(draft)
    follows, held = base(face.store, drafting.shelf)
    changes: list[str] = []
    until = face.clock().astimezone().date() + timedelta(days=_VALID_DAYS)
    closing: list[str] = []
    if not any(one.blocks for one in found):
        ready = prepared(face.store, drafting.shelf, with_draft(draft.content))
        changes = [one.sentence(face.tr) for one in ready.changes if one.what != "valid_until"]
        ends = [
            (phase.closes.astimezone().date(), one.title.within("fr"))
            for one in ready.catalogue.consultations
            for phase in one.phases
            if phase.closes > face.clock()
        ]
        last = max(ends, default=(until, ""))
        until = max(until, last[0] + timedelta(days=1))
        closing = [
            face.tr("{title} closes on {day}", title=title, day=face.tr.day(end))
            for end, title in sorted(ends)
        ]
    return drafting.page(
        request,
        draft,
        "draft_publish.html",
        **{
            "findings": found,
            "follows": follows,
            "next_version": follows + 1,
            "changes": changes,
            "closing": closing,
            "until": until.isoformat(),
            "seen": digest(draft.content),
            "is_on_tablets": any(one["id"] == draft.id for one in held["consultations"]),
            "title": title_of(draft.content),
            "place": Spot(Step.PUBLISH),
        }
        | values,
    )
