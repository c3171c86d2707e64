"""What the page may ask of this machine, and who may ask."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

import textual_serve
from aiohttp import web
from aiohttp.typedefs import Handler

from screens.browser.page import Page
from screens.browser.session import Line, OnlySession

_OF_TEXTUAL = Path(textual_serve.__file__).parent / "static"
_OURS = Path(str(files("assets")))
FILES = {
    "textual.js": _OF_TEXTUAL / "js" / "textual.js",
    "xterm.css": _OF_TEXTUAL / "css" / "xterm.css",
    "page.js": _OURS / "browser" / "page.js",
    "touch.js": _OURS / "browser" / "touch.js",
    "page.css": _OURS / "browser" / "page.css",
    "kiosk.ttf": _OURS / "fonts" / "DejaVuSansMono.ttf",
}
"""Every file that is served, by its name."""
_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self' 'unsafe-inline'",  # the terminal writes its own styles into the page
        "font-src 'self'",
        "connect-src 'self'",
        "img-src data:",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
    )
)
_HEADERS = {
    "Content-Security-Policy": _POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
_HEARTBEAT_SECONDS = 15
_MESSAGE_BYTES_MAX = 64 * 1024


def page_app(page: Page, session: OnlySession, port: int) -> web.Application:
    """The web application that serves one page on `port` of this machine, and nobody else's pages."""
    ours = {f"{name}:{port}" for name in ("127.0.0.1", "localhost")}

    @web.middleware
    async def only_ours(request: web.Request, handler: Handler) -> web.StreamResponse:
        """Refuse another name for this machine (DNS rebinding) and what another site's page asks for."""
        origin = request.headers.get("Origin")
        if (
            request.host not in ours
            or (origin is not None and origin != f"http://{request.host}")
            or request.headers.get("Sec-Fetch-Site", "none") not in ("none", "same-origin")
        ):
            raise web.HTTPForbidden(text="")
        return await handler(request)

    async def index(request: web.Request) -> web.Response:
        return web.Response(
            text=page.html(request.host), content_type="text/html", headers={"Cache-Control": "no-store"}
        )

    async def file(request: web.Request) -> web.FileResponse:
        path = FILES.get(request.match_info["name"])
        if path is None:
            raise web.HTTPNotFound(text="")
        return web.FileResponse(path, headers={"Cache-Control": "no-cache"})

    async def ready(_: web.Request) -> web.Response:
        return web.Response(status=204, headers={"Cache-Control": "no-store"})

    async def line(request: web.Request) -> web.WebSocketResponse:
        if "Origin" not in request.headers:  # every browser says where its page comes from
            raise web.HTTPForbidden(text="")
        socket = web.WebSocketResponse(
            timeout=1, heartbeat=_HEARTBEAT_SECONDS, max_msg_size=_MESSAGE_BYTES_MAX
        )
        await socket.prepare(request)
        width, height = (_number(request.query.get(name, "")) for name in ("width", "height"))
        await session.serve(Line(request, socket), width or 80, height or 24)
        return socket

    async def with_headers(_: web.Request, response: web.StreamResponse) -> None:
        response.headers.update(_HEADERS)

    app = web.Application(middlewares=[only_ours])
    app.on_response_prepare.append(with_headers)
    app.add_routes(
        [
            web.get("/", index),
            web.get("/ready", ready),
            web.get("/ws", line),
            web.get("/static/{name}", file),
        ]
    )
    return app


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 5 else 0
