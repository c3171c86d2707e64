"""The language of a page: in its address, asked for once, or what the browser prefers."""

from __future__ import annotations

import re
from urllib.parse import parse_qs

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kiosk.i18n import LANGUAGES

LANGUAGE = "kiosk.language"
"""Where a request's scope holds the language of its page."""
_RANGE = re.compile(
    r"\s*([A-Za-z]{1,8})(?:[-_][A-Za-z0-9_-]{1,40})?\s*(?:;\s*q\s*=\s*([01](?:\.\d{0,3})?)\s*)?"
)
_HEADER_MAX = 500
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
"""In an address: no page of ours has one, and no route looks past a line's end."""


class InItsLanguage:
    """Takes ``/es`` off the front of an address, so that each page is written once.

    Without it, ``?lang=es`` decides, then ``Accept-Language``; French where nothing does.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, with its language beside it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        path = _UNPRINTABLE.sub("\N{REPLACEMENT CHARACTER}", str(scope["path"]))
        # A slash at the end is no other page; a redirect would name the host that the request claims.
        path = path.rstrip("/") or "/"
        scope = {**scope, "path": path}
        _, first, rest = [*path.split("/", 2), "", ""][:3]
        if first in LANGUAGES:
            scope = {**scope, "path": f"/{rest}", LANGUAGE: first}
            await self._app(scope, receive, send)
            return
        asked = parse_qs(str(scope.get("query_string", b""), "latin-1")).get("lang", [""])[0]
        header = Headers(scope=scope).get("accept-language", "")
        scope = {**scope, LANGUAGE: asked if asked in LANGUAGES else preferred(header)}

        async def varied(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).add_vary_header("Accept-Language")
            await send(message)

        await self._app(scope, receive, varied)


def preferred(header: str) -> str:
    """The best of our languages by an ``Accept-Language`` header (RFC 9110, 12.5.4), else French."""
    best, weight = LANGUAGES[0], 0.0
    for part in header[:_HEADER_MAX].split(","):
        match = _RANGE.fullmatch(part)
        language = match[1].lower() if match else ""
        wanted = float(match[2] or 1) if match else 0.0
        if language in LANGUAGES and wanted > weight:
            best, weight = language, wanted
    return best
