"""The hub's HTTP face: what tablets ask, and where the pages of people are mounted."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from importlib.metadata import version

from anyio import CapacityLimiter, to_thread
from fastapi import FastAPI, Request, Response
from fastapi.responses import JSONResponse, RedirectResponse
from pydantic import ValidationError
from starlette.concurrency import run_in_threadpool
from starlette.routing import Match, Mount
from starlette.types import ASGIApp, Scope

from kiosk.errors import FormatError, HubRefused, KioskError, SignatureError, VaultError
from kiosk.settings import HubSettings
from kiosk.signed import signer, verify
from sync.hub.fleet import PairAnswer, PairRequest, pair
from sync.hub.intake import Intake
from sync.hub.public.app import public_app
from sync.hub.public.site import Site
from sync.hub.staff.app import staff_app
from sync.hub.staff.gate import PREFIX
from sync.hub.store import HubStore, KnownTablet
from sync.parcel import PARCEL

REQUEST = "request"
"""Purpose of what a tablet signs to show who asks."""
BODY_BYTES_MAX = 16 * 1024 * 1024
PARCELS_AT_ONCE = 4
"""One process takes so many side by side. The others wait: each needs several times its size in memory."""
_PAIRING_BYTES_MAX = 4096
_START_BYTES = 256
"""Enough to hold the two text lines of a signed container."""


def hub_app(
    store: HubStore,
    *,
    body_bytes_max: int = BODY_BYTES_MAX,
    settings: HubSettings | None = None,
    site: Site | None = None,
) -> FastAPI:
    """The application; `store` stays the caller's to close.

    Args:
        store: the hub.
        body_bytes_max: a larger request of a tablet is refused.
        settings: those of the pages.
        site: the public pages, where they know more than the store and the settings.
    """
    settings = settings or HubSettings()
    app = FastAPI(title="Kiosk hub", docs_url=None, redoc_url=None, openapi_url=None)
    intake = Intake(store)
    taking = CapacityLimiter(PARCELS_AT_ONCE)

    @app.exception_handler(KioskError)
    async def refuse(_request: Request, error: Exception) -> JSONResponse:
        status = {SignatureError: 400, FormatError: 400, HubRefused: 403, VaultError: 503}
        reason = str(error) if isinstance(error, HubRefused) else type(error).__name__
        sentence = str(error)
        if reason == "too_large":
            sentence = f"A request has at most {body_bytes_max // 2**20} MiB."
        code = next((status[kind] for kind in type(error).__mro__ if kind in status), 400)
        code = 413 if reason == "too_large" else code
        return JSONResponse({"reason": reason, "sentence": sentence}, code)

    @app.get("/v1/health")
    async def health() -> dict[str, str]:
        return {"status": "ok", "version": version("citizens-kiosk"), "mode": store.mode.value}

    @app.post("/v1/pair")
    async def admit(request: Request) -> PairAnswer:
        body = await _body(request, _PAIRING_BYTES_MAX)
        try:
            asked = PairRequest.model_validate_json(body)
        except (ValidationError, RecursionError):
            raise FormatError("This is not a pairing request.") from None
        return await run_in_threadpool(pair, store, asked)

    @app.get("/v1/catalogue")
    async def catalogue(request: Request) -> Response:
        await run_in_threadpool(_asking_tablet, store, request)
        newest = await run_in_threadpool(store.newest_catalogue)
        if newest is None:
            return Response(status_code=204)
        tag = f'"{newest[0]}"'
        if request.headers.get("if-none-match") == tag:
            return Response(status_code=304, headers={"etag": tag})
        return Response(newest[1], media_type="application/octet-stream", headers={"etag": tag})

    @app.post("/v1/parcels")
    async def parcels(request: Request) -> Response:
        body = await _body(request, body_bytes_max, lambda start: _known_signer(store, start))
        answer = await to_thread.run_sync(intake.take, body, limiter=taking)
        return Response(answer, media_type="application/octet-stream")

    @app.get(PREFIX)
    async def to_the_staff() -> RedirectResponse:
        return RedirectResponse(f"{PREFIX}/")

    app.mount(PREFIX, staff_app(store, settings))
    app.router.routes.append(_Pages(app=public_app(site or Site(store, settings.contact))))
    return app


class _Pages(Mount):
    """Everything that is not for tablets: their mistakes are answered as JSON."""

    def __init__(self, app: ASGIApp) -> None:
        super().__init__("/", app, name="public")

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """Whatever is no address of tablets."""
        path = str(scope.get("path", ""))
        if scope["type"] != "http" or path == "/v1" or path.startswith("/v1/"):
            return Match.NONE, {}
        return Match.FULL, {"endpoint": self.app, "path_params": {}}


async def _body(
    request: Request, most: int, check_start: Callable[[bytes], None] = lambda _start: None
) -> bytes:
    """The whole body, looked at once its first bytes are here: a stranger's is not kept."""
    body, looked = bytearray(), False
    async for chunk in request.stream():
        body += chunk
        if len(body) > most:
            raise HubRefused("too_large")
        if not looked and len(body) >= _START_BYTES:
            await run_in_threadpool(check_start, bytes(body[:_START_BYTES]))
            looked = True
    return bytes(body)


def _known_signer(store: HubStore, start: bytes) -> None:
    if store.tablet(fingerprint=signer(start, PARCEL)) is None:
        raise HubRefused("unknown_tablet")


def _asking_tablet(store: HubStore, request: Request) -> KnownTablet:
    scheme, _, encoded = request.headers.get("authorization", "").partition(" ")
    try:
        container = base64.b64decode(encoded, validate=True)
    except ValueError:  # also a header that is not ASCII
        container = b""
    if scheme.lower() != "kiosk" or not container:
        raise HubRefused("unsigned_request")
    tablet = store.tablet(fingerprint=signer(container, REQUEST))
    if tablet is None:
        raise HubRefused("unknown_tablet")
    if tablet.revoked_at is not None:
        raise HubRefused("tablet_revoked")
    payload = verify(container, REQUEST, tablet.verify_key)
    try:
        asked = json.loads(payload)
    except (ValueError, RecursionError):
        raise FormatError("The signed request does not parse.") from None
    if asked != {"tablet": tablet.id, "path": request.url.path}:
        raise HubRefused("unsigned_request")
    return tablet
