"""One page and the process of the app behind it; never two at a time, for there is one vault."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from aiohttp import WSCloseCode, WSMsgType, web
from textual_serve.app_service import AppService
from textual_serve.download_manager import DownloadManager

TAKEN_OVER = 4001
"""Close code for a page whose place another page has taken. The page script knows it."""
_DRIVER = "screens.browser.driver:PageDriver"
_PATIENCE_SECONDS = 3.0
_LOOKS, _LOOK_SECONDS = 20, 0.05
_CELLS_MAX = 500
Say = Callable[[str], None]


class Line:
    """The line to one page."""

    def __init__(self, request: web.Request, socket: web.WebSocketResponse) -> None:
        self._request, self.socket = request, socket

    async def hang_up(self, code: int) -> None:
        """Close it; one whose page no longer reads is cut, so that nothing waits for it."""
        transport = self._request.transport
        if transport is not None and not await _is_read(transport):
            transport.abort()  # before it is closed: afterwards it would wait for its buffer for ever
        await self.socket.close(code=code)


class AppProcess(AppService):
    """The app in its own process. Links and files that it might offer do not leave it."""

    def __init__(self, command: str, line: Line, say: Say) -> None:
        # A pipe of errors would be kept in memory as long as the app runs; nothing belongs there anyway.
        super().__init__(
            f"exec {command} 2>/dev/null",
            write_bytes=line.socket.send_bytes,
            write_str=line.socket.send_str,
            close=self._nothing,
            download_manager=DownloadManager(),
        )
        self._line, self._say, self._stopping = line, say, False

    async def _nothing(self) -> None:
        """The page is closed when the process is gone, not when the app says that it goes."""

    def _build_environment(self, width: int = 80, height: int = 24) -> dict[str, str]:
        return super()._build_environment(width, height) | {"TEXTUAL_DRIVER": _DRIVER}

    async def run(self) -> None:
        """Carry what the app paints to the page until the app has ended; then the page knows."""
        await super().run()
        if self._process is None:
            return
        code = await self._process.wait()
        if not self._stopping:
            self._say(f"The app ended with code {code}. The page starts it again.")
            await self._line.hang_up(WSCloseCode.GOING_AWAY)

    async def on_data(self, payload: bytes) -> None:
        """Paint. A page that is gone keeps nobody waiting: the app must be able to end."""
        with suppress(ConnectionError, RuntimeError):
            await super().on_data(payload)

    async def on_meta(self, data: bytes) -> None:
        """Leave out what the app asks of a browser: no links, no files."""

    async def on_packed(self, payload: bytes) -> None:
        """Leave out parts of files."""

    async def stop(self) -> None:
        """End the app and wait until its process is gone: the next one opens the same vault."""
        process, task = self._process, self._task
        if process is None or task is None:
            return
        self._stopping = True
        for end in (process.terminate, process.kill):
            try:
                async with asyncio.timeout(_PATIENCE_SECONDS):
                    await self.send_meta({"type": "quit"})
                    await process.wait()
                break
            except TimeoutError:
                with suppress(ProcessLookupError):
                    end()
        await process.wait()
        task.cancel()  # something the app had started may still hold the pipe
        await asyncio.wait([task])


class Session:
    """A page that is connected, from its first message to the end of its process."""

    def __init__(self, line: Line, command: str, say: Say) -> None:
        self._line = line
        self._app = AppProcess(command, line, say)

    async def start(self, width: int, height: int) -> None:
        """Start the app on a grid of that size."""
        await self._app.start(_cells(width), _cells(height))

    async def follow(self) -> None:
        """Pass on what the page sends until it is gone."""
        async for message in self._line.socket:
            if message.type is WSMsgType.TEXT:
                await self._take(message.data)

    async def _take(self, text: str) -> None:
        try:
            content: Any = json.loads(text)
        except (ValueError, RecursionError):
            return
        match content:
            case ["stdin", str(keys)]:
                await self._app.send_bytes(keys.encode("utf-8", "replace"))
            case ["resize", {"width": int(width), "height": int(height)}]:
                await self._app.set_terminal_size(_cells(width), _cells(height))

    async def end(self, code: int = WSCloseCode.OK) -> None:
        """Close the page, end the app; returns when its process is gone."""
        await self._line.hang_up(code)
        await self._app.stop()


class OnlySession:
    """The place of the one session. Whoever comes last has it: a page that was loaded again must get in."""

    def __init__(self, command: str, say: Say) -> None:
        self._command, self._say = command, say
        self._present: Session | None = None
        self._turn = asyncio.Lock()
        self._open = True

    async def serve(self, line: Line, width: int, height: int) -> None:
        """End what runs, then run the app for a page until it is gone."""
        async with self._turn:
            await self._end_present(TAKEN_OVER)
            if not self._open or line.socket.closed:
                return
            session = self._present = Session(line, self._command, self._say)
            await session.start(width, height)
        try:
            await session.follow()
        finally:
            await asyncio.shield(session.end())

    async def close(self) -> None:
        """End what runs and let nobody in any more."""
        self._open = False
        async with self._turn:
            await self._end_present(WSCloseCode.GOING_AWAY)

    async def _end_present(self, code: int) -> None:
        if self._present is not None:
            await self._present.end(code)
            self._present = None


async def _is_read(transport: asyncio.WriteTransport) -> bool:
    for _ in range(_LOOKS):
        if not transport.get_write_buffer_size():
            return True
        await asyncio.sleep(_LOOK_SECONDS)
    return False


def _cells(number: int) -> int:
    return min(max(number, 1), _CELLS_MAX)
