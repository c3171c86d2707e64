"""Several processes behind one socket: the kernel hands each connection to one of them."""

from __future__ import annotations

import multiprocessing
import signal
import socket
import threading
import time
from multiprocessing.connection import wait
from multiprocessing.process import BaseProcess
from pathlib import Path

from kiosk.settings import HubSettings
from sync.hub.server import serve
from sync.hub.store import HubStore
from sync.hub.web import BODY_BYTES_MAX

PROCESSES_MAX = 32
_END_SECONDS = 25
"""For the requests under way; systemd waits a little longer before it kills."""
_PAUSE_SECONDS = 1.0
"""Before a process that died is replaced: what kills each of them at once is not tried all the time."""


def serve_in_processes(
    store: HubStore,
    listening: socket.socket,
    processes: int,
    *,
    body_bytes_max: int = BODY_BYTES_MAX,
    settings: HubSettings | None = None,
) -> None:
    """Serve until a signal ends it; a process that dies is noted in the journal and replaced.

    Args:
        store: the hub, up to date; each process opens it for itself.
        listening: where all of them accept.
        processes: how many.
        body_bytes_max: a larger request is refused.
        settings: of the pages.
    """
    asked_to_end = threading.Event()
    awake, wake = socket.socketpair()

    def end(*_: object) -> None:
        asked_to_end.set()
        wake.send(b"x")

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, end)
    # spawn: a forked child would share the open connections to the database.
    context = multiprocessing.get_context("spawn")

    def start() -> BaseProcess:
        what = (store.folder.path, store.database, listening, body_bytes_max, settings)
        process = context.Process(target=_serve_alone, args=what, daemon=False)
        process.start()
        return process

    running = [start() for _ in range(processes)]
    try:
        while not asked_to_end.is_set():
            wait([awake, *(process.sentinel for process in running)])
            for place, process in enumerate(running):
                if not process.is_alive() and not asked_to_end.is_set():
                    store.log("process_died", f"exit code {process.exitcode}")
                    time.sleep(_PAUSE_SECONDS)
                    running[place] = start()
    finally:
        deadline = time.monotonic() + _END_SECONDS
        while any(process.is_alive() for process in running) and time.monotonic() < deadline:
            for process in running:
                process.terminate()  # again: one that was just starting may not have listened yet
            wait([process.sentinel for process in running if process.is_alive()], _PAUSE_SECONDS)
        for process in running:
            process.kill()
            process.join()


def _serve_alone(
    folder: Path, database: str, listening: socket.socket, body_bytes_max: int, settings: HubSettings | None
) -> None:
    """One of the processes. It ends as `serve` does, and when the one that started it is gone."""
    store = HubStore(folder, database=database)
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_end_after, args=(parent,), daemon=True).start()
    try:
        serve(store, listening, body_bytes_max=body_bytes_max, settings=settings)
    finally:
        store.close()


def _end_after(parent: BaseProcess) -> None:
    parent.join()
    while True:  # until somebody listens: the server may just be starting
        signal.raise_signal(signal.SIGTERM)
        time.sleep(_PAUSE_SECONDS)
