"""Running the hub: in the foreground for `kiosk hub`, in a thread beside the app for `kiosk demo`."""

from __future__ import annotations

import signal
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn

from kiosk.errors import UsageError, WireError
from kiosk.settings import HubSettings
from sync.hub.store import HubStore
from sync.hub.web import BODY_BYTES_MAX, hub_app

_START_SECONDS = 20


def listening_socket(host: str, port: int) -> socket.socket:
    """A bound socket; port 0 takes a free one. Raises `UsageError` when the address is taken or wrong."""
    try:
        return socket.create_server((host, port), backlog=128)
    except (OSError, OverflowError) as error:
        raise UsageError(
            f"The hub cannot listen on {host} port {port}: {getattr(error, 'strerror', 'no such port')}."
        ) from None


def serve(
    store: HubStore,
    listening: socket.socket,
    *,
    body_bytes_max: int = BODY_BYTES_MAX,
    settings: HubSettings | None = None,
) -> None:
    """Serve until a signal ends it; requests that are under way are finished first."""
    # uvicorn sends itself the signal again once it has ended; ending when asked to is no failure.
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: None)
    _server(store, body_bytes_max, settings=settings).run(sockets=[listening])


@contextmanager
def embedded(
    store: HubStore, host: str = "127.0.0.1", port: int = 0, *, settings: HubSettings | None = None
) -> Iterator[str]:
    """Serve in a thread while the block runs; gives the hub's address.

    Raises:
        WireError: the server did not come up.
    """
    listening = listening_socket(host, port)
    # In the demo standard error is the screen: no word may go there.
    server = _server(store, BODY_BYTES_MAX, log_level="critical", settings=settings)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, name="hub", daemon=True)
    thread.start()
    deadline = time.monotonic() + _START_SECONDS
    while not server.started:
        if not thread.is_alive() or time.monotonic() > deadline:
            raise WireError("The embedded hub did not start.")
        time.sleep(0.01)
    try:
        yield f"http://{host}:{listening.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(_START_SECONDS)
        listening.close()


def _server(
    store: HubStore, body_bytes_max: int, log_level: str = "warning", settings: HubSettings | None = None
) -> uvicorn.Server:
    app = hub_app(store, body_bytes_max=body_bytes_max, settings=settings)
    # Access lines would say when each tablet came; the hub notes what matters in its database.
    return uvicorn.Server(
        uvicorn.Config(app, log_level=log_level, access_log=False, lifespan="off", limit_concurrency=256)
    )
