"""In front of every page for staff: who asks is known, or is sent to sign in; and the headers of safety.

Nothing behind the gate is reached without a session, whatever a page forgets: only the pages named in
`OPEN` and the stylesheet are for everybody. What a page needs beyond being signed in, it says with `needs`.
"""

from __future__ import annotations

import re
from urllib.parse import quote, urlsplit

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kiosk.i18n import translator
from sync.hub.staff.sessions import Session, SessionLife, session_of
from sync.hub.store import HubStore

PREFIX = "/staff"
"""Where the pages are in the hub's application."""
OPEN = frozenset({"/sign-in"})
"""What everybody may ask for, beside the files below /static."""
_BEFORE_ANYTHING = OPEN | {"/password", "/sign-out"}
"""What somebody may do whose password is known to whoever made the account."""
SECURE_COOKIE, LOOPBACK_COOKIE = "__Host-kiosk-staff", "kiosk-staff"
_LOOPBACK = frozenset({"127.0.0.1", "localhost", "[::1]", "::1"})
_BACK = re.compile(r"/staff(?:/[A-Za-z0-9._~-]+)*/?(?:\?[A-Za-z0-9._~=&%+-]*)?")
_HEADERS = {
    "content-security-policy": (
        "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'; "
        "frame-ancestors 'none'"
    ),
    "referrer-policy": "same-origin",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=()",
}


class Gate:
    """The middleware."""

    def __init__(self, app: ASGIApp, store: HubStore, life: SessionLife, body_bytes_max: int) -> None:
        self._app, self._store, self._life, self._most = app, store, life, body_bytes_max

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or hand the request on with its session."""
        if scope["type"] != "http":
            return
        request = Request(scope, receive)
        path = scope["path"].removeprefix(scope.get("root_path", ""))
        is_file = path.startswith("/static/")
        opened = _Headed(send, secret=not is_file)
        session: Session | None = None
        token = request.cookies.get(cookie_name(request), "")
        if token:
            session = await run_in_threadpool(session_of, self._store, token, self._life)
        scope.setdefault("state", {})["session"] = session
        if session is None and not is_file and path not in OPEN:
            await RedirectResponse(f"{PREFIX}/sign-in{_wanted(request)}", 303)(scope, receive, opened)
            return
        if not _same_site(request):
            tr = translator("fr", "hub")
            refusal = PlainTextResponse(tr("This request comes from another site. Nothing was changed."), 403)
            await refusal(scope, receive, opened)
            return
        if (
            session is not None
            and session.account.must_change
            and not is_file
            and path not in _BEFORE_ANYTHING
        ):
            await RedirectResponse(f"{PREFIX}/password", 303)(scope, receive, opened)
            return
        await self._app(scope, _Measured(receive, request.headers, self._most), opened)


class _Measured:
    def __init__(self, receive: Receive, headers: Headers, most: int) -> None:
        self._receive, self._left = receive, most
        length = headers.get("content-length", "")
        self._declared_too_much = length.isdecimal() and int(length[:18]) > most

    async def __call__(self) -> Message:
        if self._declared_too_much:
            raise HTTPException(413)
        message = await self._receive()
        self._left -= len(message.get("body", b""))
        if self._left < 0:
            raise HTTPException(413)
        return message


class _Headed:
    def __init__(self, send: Send, *, secret: bool) -> None:
        self._send, self._secret = send, secret

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in _HEADERS.items():
                headers[name] = value
            headers["cache-control"] = "no-store" if self._secret else "public, max-age=3600"
        await self._send(message)


def is_private_line(request: Request) -> bool:
    """Whether nobody between the browser and the hub can listen: TLS, or both on one machine."""
    return request.url.scheme == "https" or (request.url.hostname or "") in _LOOPBACK


def cookie_name(request: Request) -> str:
    """Of the session: bound to this very host under TLS; without TLS only this machine has one."""
    return SECURE_COOKIE if request.url.scheme == "https" else LOOPBACK_COOKIE


def back_to(path: str) -> str:
    """Where to go after signing in: a page of ours, or the first one. Never another site."""
    return path if _BACK.fullmatch(path) else f"{PREFIX}/"


def _wanted(request: Request) -> str:
    if request.method not in ("GET", "HEAD"):
        return ""
    path = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    return f"?next={quote(path, safe='')}" if back_to(path) == path != f"{PREFIX}/" else ""


def _same_site(request: Request) -> bool:
    """Whether a request that may change something comes from a page of ours, as far as the browser says."""
    if request.method in ("GET", "HEAD", "OPTIONS"):
        return True
    if request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        return False
    for header in ("origin", "referer"):
        said = request.headers.get(header)
        if said is not None:
            return urlsplit(said).netloc == request.headers.get("host", "")
    return True
