"""When has an app done what it was asked? When its event loop has nothing left to do.

Textual's `Pilot` waits until the processor is idle, in steps of 20 ms. On a busy machine another process
makes it wait for nothing, and a test of a hundred touches spends most of its time so. Here it waits for
the loop itself: no callback is ready, no timer is due before the next picture, and no thread works for it.
"""

from __future__ import annotations

import asyncio
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import textual.app
import textual.pilot
from textual._wait import wait_for_idle

_PICTURE_SECONDS = 1 / 50
"""Textual draws 60 times a second: what is due later than this belongs to no touch that was already made."""
_PATIENCE_SECONDS = 10.0
"""A busy machine may take so long for one screen; a loop that never rests is waited for no longer."""
_ROUNDS = 3
"""So many turns of the loop in a row have nothing to do: a message may wake a task that sends another."""


async def quiet(min_sleep: float = 0.0, max_sleep: float = _PATIENCE_SECONDS) -> None:
    """Wait until the running loop is quiet, and `min_sleep` seconds at least; `max_sleep` at most."""
    loop: Any = asyncio.get_running_loop()
    began = time.monotonic()
    rounds = 0
    while rounds < _ROUNDS:
        if _threads_work(loop):
            await wait_for_idle(0)
        await asyncio.sleep(0)
        waited = time.monotonic() - began
        if waited >= max_sleep:
            return
        due = [handle.when() - loop.time() for handle in loop._scheduled if not handle.cancelled()]
        soon = min((seconds for seconds in due if seconds <= _PICTURE_SECONDS), default=None)
        if soon is not None:
            await asyncio.sleep(max(0.0, soon))
        elif waited < min_sleep:
            await asyncio.sleep(min_sleep - waited)
        rounds = 0 if loop._ready or soon is not None else rounds + 1


def _threads_work(loop: Any) -> bool:
    """Whether something runs in `asyncio.to_thread`."""
    executor = loop._default_executor
    if not isinstance(executor, ThreadPoolExecutor):
        return False
    pool: Any = executor
    return bool(pool._work_queue.qsize() or pool._idle_semaphore._value < len(pool._threads))


def install() -> None:
    """Let every pilot wait so, and the app that it presses keys on."""
    textual.app.wait_for_idle = textual.pilot.wait_for_idle = quiet  # type: ignore[attr-defined]
