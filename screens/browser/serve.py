"""`kiosk run --browser`: serve the page on this machine until a signal ends it."""

from __future__ import annotations

import asyncio
import shlex
import signal
import socket
from collections.abc import Sequence

from aiohttp import web

from kiosk.errors import UsageError
from screens.browser.page import Page
from screens.browser.server import page_app
from screens.browser.session import OnlySession, Say

HOST = "127.0.0.1"


def serve_page(page: Page, command: Sequence[str], port: int, say: Say) -> int:
    """Serve until SIGTERM, SIGINT or SIGHUP; gives the exit code.

    Args:
        command: runs the app, as in a terminal.
        port: 0 takes a free one.
        say: tells whoever started it the address, and when the app had to be started again.

    Raises:
        UsageError: the port is taken.
    """
    try:
        listening = socket.create_server((HOST, port))
    except (OSError, OverflowError) as error:
        raise UsageError(
            f"The page cannot be served on {HOST} port {port}: {getattr(error, 'strerror', 'no such port')}."
        ) from None
    with listening:
        asyncio.run(_serve(page, shlex.join(command), listening, say))
    return 0


async def _serve(page: Page, command: str, listening: socket.socket, say: Say) -> None:
    stopped = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        asyncio.get_running_loop().add_signal_handler(number, stopped.set)
    port = listening.getsockname()[1]
    session = OnlySession(command, say)
    runner = web.AppRunner(page_app(page, session, port), access_log=None, shutdown_timeout=1)
    await runner.setup()
    try:
        await web.SockSite(runner, listening).start()
        say(f"The kiosk is at http://{HOST}:{port}/")
        await stopped.wait()
    finally:
        await session.close()
        await runner.cleanup()
