"""The hub's HTTP face for tablets."""

from __future__ import annotations

import base64
import json
from importlib.metadata import version

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.concurrency import run_in_threadpool

from kiosk.errors import FormatError, HubRefused, KioskError, SignatureError, VaultError
from kiosk.signed import signer, verify
from sync.hub.fleet import PairAnswer, PairRequest, pair
from sync.hub.intake import Intake
from sync.hub.store import HubStore, KnownTablet

REQUEST = "request"
"""Purpose of what a tablet signs to show who asks."""
BODY_BYTES_MAX = 16 * 1024 * 1024


def hub_app(store: HubStore, *, body_bytes_max: int = BODY_BYTES_MAX) -> FastAPI:
    """The application; `store` stays the caller's to close."""
    app = FastAPI(title="Kiosk hub", docs_url=None, redoc_url=None, openapi_url=None)
    intake = Intake(store)

    @app.exception_handler(KioskError)
    async def refuse(_request: Request, error: Exception) -> JSONResponse:
        status = {SignatureError: 400, FormatError: 400, HubRefused: 403, VaultError: 503}
        reason = str(error) if isinstance(error, HubRefused) else type(error).__name__
        code = next((status[kind] for kind in type(error).__mro__ if kind in status), 400)
        return JSONResponse({"reason": reason, "sentence": str(error)}, code)

    @app.exception_handler(RequestValidationError)
    async def refuse_malformed(_request: Request, error: Exception) -> JSONResponse:
        # FastAPI's own answer quotes the input, which may be anything.
        steps = error.errors()[0]["loc"] if isinstance(error, RequestValidationError) else ()
        place = ascii(".".join(map(str, steps)))
        return JSONResponse({"reason": "malformed", "sentence": f"The request is wrong at {place}."}, 422)

    @app.get("/v1/health")
    async def health() -> dict[str, str]:
        return {"status": "ok", "version": version("citizens-kiosk"), "mode": store.mode.value}

    @app.post("/v1/pair")
    async def admit(request: PairRequest) -> PairAnswer:
        return await run_in_threadpool(pair, store, request)

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
        body = bytearray()
        async for chunk in request.stream():
            body += chunk
            if len(body) > body_bytes_max:
                limit = body_bytes_max // 2**20
                return JSONResponse(
                    {"reason": "too_large", "sentence": f"A parcel has at most {limit} MiB."}, 413
                )
        answer = await run_in_threadpool(intake.take, bytes(body))
        return Response(answer, media_type="application/octet-stream")

    return app


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
    except ValueError:
        raise FormatError("The signed request does not parse.") from None
    if asked != {"tablet": tablet.id, "path": request.url.path}:
        raise HubRefused("unsigned_request")
    return tablet
