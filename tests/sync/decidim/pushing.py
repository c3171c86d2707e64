"""A warm process that forks pushers and lets each of them die by SIGKILL where the order says.

`python -m tests.sync.decidim.pushing` reads one order a line (JSON, see `Order`) and answers with one
line when the pusher has ended: how, and how many lines of `sync/decidim` it ran.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from subprocess import PIPE, Popen
from types import FrameType
from typing import Any

import httpx

from sync.decidim.bridge import Decidim
from sync.decidim.client import DecidimClient, http_client
from sync.decidim.credentials import Credentials
from sync.decidim.ledger import Row
from sync.decidim.pace import Pace
from sync.decidim.push import push
from sync.hub.store import HubStore
from tests.sync.decidim.server import KEY, SECRET

ROOM = str(Path(__file__).parents[3] / "sync" / "decidim")


@dataclass(frozen=True)
class Order:
    """What a pusher does and where it dies."""

    folder: str
    address: str
    at: str = ""
    """Name of a step, ``before call`` or ``after call``; empty: nowhere."""
    time: int = 1
    """At which time it comes to this step."""
    line: int = 0
    """Not 0: at this line of our own code instead."""


class Pushers:
    """The tests' side of the warm process."""

    def __enter__(self) -> Pushers:
        self._process = Popen([sys.executable, "-m", __name__], stdin=PIPE, stdout=PIPE, text=True)
        return self

    def __exit__(self, *_: object) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait(20)
        assert self._process.stdout is not None
        self._process.stdout.close()

    def run(self, order: Order) -> tuple[str, int]:
        """Let one push until it dies or has finished: ``killed`` or ``done``, and its lines when done."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        print(json.dumps(asdict(order)), file=self._process.stdin, flush=True)
        how, lines = self._process.stdout.readline().split()
        return how, int(lines)


class DyingTransport(httpx.HTTPTransport):
    """Ends the process right before a mutation leaves, or when its answer has begun to come."""

    def __init__(self, step: Callable[[str], None]) -> None:
        super().__init__(limits=httpx.Limits(max_keepalive_connections=0))
        self._step = step

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """As it is, but for the ends."""
        writes = b"mutation" in request.read()
        if writes:
            self._step("before call")
        response = super().handle_request(request)
        if writes:
            self._step("after call")
        return response


def die() -> None:
    """End this process as a power cut would."""
    os.kill(os.getpid(), signal.SIGKILL)


def _push(order: Order, told: int) -> None:
    seen: dict[str, int] = {}
    lines = 0

    def step(name: str) -> None:
        seen[name] = seen.get(name, 0) + 1
        if name == order.at and seen[name] == order.time:
            die()

    def watch(name: str, _row: Row) -> None:
        step(name)

    def trace(frame: FrameType, event: str, _argument: Any) -> Any:
        nonlocal lines
        if not frame.f_code.co_filename.startswith(ROOM):
            return None
        if event == "line":
            lines += 1
            if lines == order.line:
                die()
        return trace

    store = HubStore(Path(order.folder))
    with http_client() as plain, httpx.Client(transport=DyingTransport(step), headers=plain.headers) as http:
        client = DecidimClient(order.address, http, pace=Pace(0), credentials=Credentials(KEY, SECRET))
        sys.settrace(trace)
        push(store, Decidim(client, "0.32"), watch=watch)
        sys.settrace(None)
    store.close()
    os.write(told, str(lines).encode())


def main() -> None:
    """Serve orders until the input ends."""
    for line in sys.stdin:
        order = Order(**json.loads(line))
        read, write = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(read)
            _push(order, write)
            os._exit(0)
        os.close(write)
        with os.fdopen(read) as told:
            lines = told.read()
        _, status = os.waitpid(child, 0)
        how = "killed" if os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL else "done"
        sys.stdout.write(f"{how if lines or how == 'killed' else 'failed'} {lines or 0}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
