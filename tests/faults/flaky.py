"""A bad line: a proxy before the hub that cuts each connection where a script says."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from enum import StrEnum


class Cut(StrEnum):
    """Where one request breaks off."""

    NOWHERE = "nowhere"
    AT_ONCE = "at_once"
    """The hub is down."""
    IN_THE_REQUEST = "in_the_request"
    """A part of the parcel came, and no more."""
    BEFORE_THE_ANSWER = "before_the_answer"
    """The hub has the whole parcel; the answer goes nowhere."""
    IN_THE_ANSWER = "in_the_answer"


@contextmanager
def bad_line(address: str, next_cut: Callable[[], Cut]) -> Iterator[str]:
    """A proxy to the hub at `address`; `next_cut` says where each connection ends. Gives its own address."""
    host, _, port = address.removeprefix("http://").partition(":")
    listening = socket.create_server(("127.0.0.1", 0))
    workers: list[threading.Thread] = []

    def accept() -> None:
        while True:
            try:
                client, _ = listening.accept()
            except OSError:
                return
            worker = threading.Thread(target=_serve, args=(client, (host, int(port)), next_cut()))
            worker.start()
            workers.append(worker)

    accepting = threading.Thread(target=accept)
    accepting.start()
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    finally:
        listening.shutdown(socket.SHUT_RDWR)
        listening.close()
        accepting.join()
        for worker in workers:
            worker.join()


def _serve(client: socket.socket, hub: tuple[str, int], cut: Cut) -> None:
    """One connection, one request: the answer is told to close it, so that each request is cut on its own."""
    with client, suppress(OSError):
        if cut is Cut.AT_ONCE:
            return
        request = _request(client)
        if cut is Cut.IN_THE_REQUEST:
            request = request[: max(1, len(request) // 2)]
        with socket.create_connection(hub) as server:
            server.sendall(request.replace(b"Connection: keep-alive", b"Connection: close     ", 1))
            if cut is Cut.IN_THE_REQUEST:
                return
            answer = b""
            while piece := server.recv(65536):
                answer += piece
        if cut is Cut.BEFORE_THE_ANSWER:
            return
        client.sendall(answer[: len(answer) // 2] if cut is Cut.IN_THE_ANSWER else answer)


def _request(client: socket.socket) -> bytes:
    """The bytes of one request, head and body."""
    received = b""
    while b"\r\n\r\n" not in received:
        piece = client.recv(65536)
        if not piece:
            return received
        received += piece
    head, _, body = received.partition(b"\r\n\r\n")
    length = next(
        (
            int(line.partition(b":")[2])
            for line in head.split(b"\r\n")
            if line.lower().startswith(b"content-length")
        ),
        0,
    )
    while len(body) < length:
        piece = client.recv(65536)
        if not piece:
            break
        body += piece
    return head + b"\r\n\r\n" + body
