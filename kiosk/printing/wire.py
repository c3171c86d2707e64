"""Bytes to a device and back, over a descriptor that never blocks: a dead printer costs some seconds.

python-escpos has devices of its own. They wait without end where the paper is out, or need the whole of
libusb; a receipt printer is a file for Linux (`usblp`, a serial line) or a TCP port, and needs neither.
"""

from __future__ import annotations

import ipaddress
import os
import select
import socket
import termios
import time
import tty
from collections.abc import Callable
from types import TracebackType
from typing import TYPE_CHECKING, Self

from kiosk.errors import PrinterError

if TYPE_CHECKING:
    from kiosk.settings import PrinterSettings

CONNECT_SECONDS = 3.0
STALL_SECONDS = 5.0
"""A printer that takes not one byte for so long does not answer."""
WHOLE_SECONDS = 30.0
"""A sheet takes 13 seconds over the slowest serial line."""
_GOODBYE_SECONDS = 1.0
_PIECE = 4096


class Wire:
    """An open way to a printer."""

    def __init__(
        self,
        descriptor: int,
        name: str,
        *,
        connection: socket.socket | None = None,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        """`descriptor` does not block; `name` is what sentences call the device."""
        self._descriptor, self.name, self._connection, self._monotonic = (
            descriptor,
            name,
            connection,
            monotonic,
        )

    def send(self, content: bytes, *, stall_seconds: float = STALL_SECONDS) -> None:
        """Hand over everything.

        Raises:
            PrinterError: it is gone, or takes nothing more.
        """
        rest, latest = memoryview(content), self._monotonic() + WHOLE_SECONDS
        while rest:
            left = min(stall_seconds, latest - self._monotonic())
            if left <= 0 or not self._is_ready(select.POLLOUT, left):
                raise PrinterError(f"The printer at {self.name} takes nothing: is it on, and has it paper?")
            try:
                rest = rest[os.write(self._descriptor, rest[:_PIECE]) :]
            except BlockingIOError:
                continue
            except OSError as error:
                raise PrinterError(
                    f"The printer at {self.name} cannot be written to: {error.strerror}."
                ) from None

    def ask(self, request: bytes, wait_seconds: float) -> bytes:
        """Its answer to a status request; empty where it gives none, as many cheap printers do.

        Raises:
            PrinterError: it does not even take the request.
        """
        self.send(request)
        if not self._is_ready(select.POLLIN, wait_seconds):
            return b""
        try:
            return os.read(self._descriptor, 64)
        except OSError:
            return b""

    def close(self) -> None:
        """Let go of the device, after what was sent has left."""
        if self._connection is None:
            os.close(self._descriptor)
            return
        with self._connection:
            # Unread status bytes would turn the end of the connection into its abortion, in mid-sheet.
            try:
                self._connection.shutdown(socket.SHUT_WR)
                latest = self._monotonic() + _GOODBYE_SECONDS
                while (left := latest - self._monotonic()) > 0 and self._is_ready(select.POLLIN, left):
                    if not self._connection.recv(_PIECE):
                        break
            except OSError:
                return  # the printer has hung up first

    def _is_ready(self, event: int, seconds: float) -> bool:
        poll = select.poll()
        poll.register(self._descriptor, event)
        return bool(poll.poll(seconds * 1000))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def opened(settings: PrinterSettings) -> Wire:
    """The way to the printer that is set.

    Raises:
        PrinterError: it is not there, or does not answer.
    """
    if settings.connection == "network":
        return _network(settings.address, settings.port)
    flags = (
        os.O_WRONLY | os.O_CREAT | os.O_APPEND if settings.connection == "file" else os.O_RDWR | os.O_NOCTTY
    )
    try:
        descriptor = os.open(settings.device, flags | os.O_NONBLOCK | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise PrinterError(f"There is no printer at {settings.device}: {error.strerror}.") from None
    if settings.connection == "serial":
        try:
            _set_line(descriptor, settings.baud)
        except termios.error:
            os.close(descriptor)
            raise PrinterError(f"{settings.device} is not a serial line.") from None
    return Wire(descriptor, settings.device)


def _network(address: str, port: int) -> Wire:
    family = socket.AF_INET6 if ipaddress.ip_address(address).version == 6 else socket.AF_INET
    connection = socket.socket(family, socket.SOCK_STREAM)
    connection.settimeout(CONNECT_SECONDS)
    name = f"[{address}]:{port}" if family is socket.AF_INET6 else f"{address}:{port}"
    try:
        connection.connect((address, port))
    except OSError:
        connection.close()
        raise PrinterError(
            f"The printer at {name} does not answer: is it on, and on the same network?"
        ) from None
    connection.setblocking(False)
    return Wire(connection.fileno(), name, connection=connection)


def _set_line(descriptor: int, baud: int) -> None:
    tty.setraw(descriptor)
    line = termios.tcgetattr(descriptor)
    speed = getattr(termios, f"B{baud}")
    line[2] = (
        line[2] & ~(termios.CSIZE | termios.PARENB | termios.CSTOPB)
        | termios.CS8
        | termios.CLOCAL
        | termios.CREAD
    )
    line[4] = line[5] = speed
    termios.tcsetattr(descriptor, termios.TCSANOW, line)
