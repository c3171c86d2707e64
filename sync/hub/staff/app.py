"""The application behind /staff: the gate, the pages, and what is said when something is refused."""

from __future__ import annotations

from fastapi import Depends, FastAPI, HTTPException, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response
from fastapi.staticfiles import StaticFiles
from starlette.exceptions import HTTPException as StarletteHTTPException

from kiosk.errors import KioskError, VaultError
from kiosk.i18n import N_
from kiosk.settings import HubSettings
from sync.hub.staff.face import STATIC, Face, checked_form
from sync.hub.staff.gate import Gate
from sync.hub.staff.pages import (
    accounts,
    city,
    codes,
    consultations,
    count,
    draft_activities,
    draft_publish,
    draft_spreadsheet,
    draft_steps,
    fleet,
    home,
    log,
    password,
    sign_in,
)
from sync.hub.store import HubStore

PAGES = (
    sign_in,
    home,
    password,
    consultations,
    city,
    draft_publish,
    draft_spreadsheet,
    draft_steps,
    draft_activities,
    fleet,
    codes,
    count,
    accounts,
    log,
)
"""Every file of `pages`, in the order of the navigation; each has `PLACES` and `router`."""

_SENTENCES = {
    400: N_("This request could not be read. Go back and try again."),
    401: N_("You are not signed in any more. Sign in again."),
    403: N_("Your account may not do this. Ask an administrator if you need to."),
    404: N_("There is no such page."),
    405: N_("This page cannot be used like this. Go back and try again."),
    413: N_("This file is too large."),
    429: N_("Too many requests. Wait a little."),
}
_FORM_IS_OLD = N_("This form is too old. Nothing was changed: open the page again and fill it in once more.")


def staff_app(store: HubStore, settings: HubSettings) -> FastAPI:
    """The pages of `store`. Their OpenAPI is served to nobody; ``openapi()`` makes it for tests."""
    app = FastAPI(
        title="Kiosk hub, staff",
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        dependencies=[Depends(checked_form)],
    )
    face = Face(store, settings, tuple(place for page in PAGES for place in page.PLACES))
    for page in PAGES:
        app.include_router(page.router(face))
    app.mount("/static", StaticFiles(directory=STATIC), name="static")
    app.add_middleware(
        Gate,
        store=store,
        life=face.life,
        body_bytes_max=settings.body_bytes_max,
    )
    _refuse_in_words(app, face)
    return app


def _refuse_in_words(app: FastAPI, face: Face) -> None:
    def page(request: Request, status: int, sentence: str, detail: str = "") -> Response:
        return face.render(request, "error.html", status_code=status, sentence=sentence, detail=detail)

    @app.exception_handler(StarletteHTTPException)
    def refused(request: Request, error: HTTPException) -> Response:
        sentence = _FORM_IS_OLD if error.detail == "form" else _SENTENCES.get(error.status_code)
        answer = page(request, error.status_code, face.tr(sentence or _SENTENCES[400]))
        answer.headers.update(error.headers or {})
        return answer

    @app.exception_handler(RequestValidationError)
    def incomplete(request: Request, _error: RequestValidationError) -> Response:
        return page(request, 422, face.tr("Something is missing in this form, or cannot be understood."))

    @app.exception_handler(KioskError)
    def not_done(request: Request, error: KioskError) -> Response:
        status = 503 if isinstance(error, VaultError) else 409
        return page(request, status, face.tr("This was not done. The hub says:"), str(error))

    @app.exception_handler(500)
    def broken(request: Request, _error: Exception) -> Response:
        return page(
            request, 500, face.tr("Something went wrong here. What you did may not have been recorded: look.")
        )
