"""The public pages as one application, below the hub's."""

from __future__ import annotations

from importlib.resources import files

from fastapi import FastAPI, Request, Response
from sqlalchemy.exc import OperationalError
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kiosk.errors import KioskError
from kiosk.i18n import translator
from kiosk.ids import Mode
from sync.hub.public.languages import InItsLanguage
from sync.hub.public.pages import about, consultations, home, receipts, votes
from sync.hub.public.site import GET, NOT_KEPT, Site, kept, language_of

HEADERS = {
    "content-security-policy": (
        "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; "
        "frame-ancestors 'none'"
    ),
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), browsing-topics=()",
}
"""On every answer: nothing is loaded but our own style and pictures, and nothing runs."""
_STATIC = {"public.css": "text/css; charset=utf-8", "icon.svg": "image/svg+xml"}
_YEAR = "public, max-age=31536000, immutable"
_RETRY_SECONDS = 60


def public_app(site: Site) -> FastAPI:
    """The pages for everyone; the store of `site` stays the caller's to close."""
    app = FastAPI(
        title="Public pages", docs_url=None, redoc_url=None, openapi_url=None, redirect_slashes=False
    )
    for pages in (receipts, votes, consultations, about, home):
        app.include_router(pages.router(site))

    @app.api_route("/static/{name}", methods=GET)
    def static(request: Request, name: str) -> Response:
        if name not in _STATIC:
            raise HTTPException(404)
        content = (files("sync.hub.public") / "static" / name).read_bytes()
        keeping = _YEAR if request.query_params.get("v") else "public, max-age=3600"
        return kept(request, Response(content, headers={"cache-control": keeping}, media_type=_STATIC[name]))

    @app.api_route("/robots.txt", methods=GET)
    def robots(request: Request) -> Response:
        private = ["/"] if site.store.mode is Mode.TEST else ["/recu/", "/*/recu/"]
        lines = ["User-agent: *", *(f"Disallow: {path}" for path in private)]
        return kept(request, Response("\n".join(lines) + "\n", media_type="text/plain; charset=utf-8"))

    @app.exception_handler(HTTPException)
    async def refused(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)  # noqa: S101 - by its registration
        return await run_in_threadpool(_refused, site, request, error)

    async def unanswered(request: Request, _error: Exception) -> Response:
        return await run_in_threadpool(_broken, site, request, 503)

    async def failed(request: Request, _error: Exception) -> Response:
        return await run_in_threadpool(_broken, site, request, 500)

    for kind in (KioskError, OperationalError, OSError):
        app.add_exception_handler(kind, unanswered)
    app.add_exception_handler(Exception, failed)
    app.add_middleware(InItsLanguage)
    app.add_middleware(_Careful)
    return app


class _Careful:
    """Puts `HEADERS` on every answer."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(HEADERS)
            await send(message)

        await self._app(scope, receive, with_headers)


def _refused(site: Site, request: Request, error: HTTPException) -> Response:
    tr = translator(language_of(request))
    sentences = {
        404: (
            tr("There is no such page."),
            tr("Nothing is shown before it is published. Or a letter of the address is wrong."),
        ),
        405: (tr("These pages are only for reading."), tr("Nothing was changed.")),
    }
    heading, sentence = sentences.get(error.status_code, sentences[404])
    return site.page(
        request,
        "not_now.html",
        {"heading": heading, "sentences": [sentence]},
        status=error.status_code,
        keeping=NOT_KEPT,
        headers=error.headers,
    )


def _broken(site: Site, request: Request, status: int) -> Response:
    """Without a word from the store, which may be what does not answer."""
    tr = translator(language_of(request))
    return site.page(
        request,
        "not_now.html",
        {
            "heading": tr("These pages cannot be shown now."),
            "sentences": [tr("Nothing is lost. Try again in a minute.")],
        },
        status=status,
        keeping=NOT_KEPT,
        headers={"retry-after": str(_RETRY_SECONDS), **HEADERS},
        asking_store=False,
    )
