"""The service manager outside: it is told that the kiosk is ready and alive, and restarts it when it is not.

The protocol is sd_notify(3): one datagram a message, to the socket that `NOTIFY_SOCKET` names.
`WATCHDOG_PID` is not compared: the main process of the service is the compositor that the kiosk runs in.
"""

from __future__ import annotations

import socket
from collections.abc import Mapping
from dataclasses import dataclass

_BEATS = 4
"""Signs of life within the time that the service manager allows: three may get lost."""


@dataclass(frozen=True)
class Service:
    """Where to tell it, and how often; empty where nobody asks."""

    address: str = ""
    beat_seconds: float = 0.0
    """Between two signs of life; 0 where none are wanted."""

    @classmethod
    def of(cls, environment: Mapping[str, str]) -> Service:
        """What the service manager has left in the environment."""
        address = environment.get("NOTIFY_SOCKET", "")
        limit = environment.get("WATCHDOG_USEC", "")
        if not address.startswith(("/", "@")):
            return cls()
        return cls(address, int(limit) / 1_000_000 / _BEATS if limit.isdecimal() else 0.0)

    def ready(self) -> None:
        """The first picture is on the screen."""
        self._tell(b"READY=1")

    def alive(self) -> None:
        """The loop has come round once more."""
        self._tell(b"WATCHDOG=1")

    def stopping(self) -> None:
        """The end has begun."""
        self._tell(b"STOPPING=1")

    def _tell(self, message: bytes) -> None:
        if not self.address:
            return
        name = "\0" + self.address[1:] if self.address.startswith("@") else self.address
        try:
            with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC) as line:
                line.setblocking(False)
                line.sendto(message, name)
        except OSError:
            return  # a manager that does not listen must not stop the kiosk


NOBODY = Service()
