"""Slowing down whoever guesses receipts. No address is kept: a digest of it, in memory, for a minute."""

from __future__ import annotations

import hashlib
import secrets
import time
from collections.abc import Callable
from ipaddress import IPv6Address, ip_address

MISSES_MAX = 30
"""Receipts that are not here, from one address in a window. A hall full of people may share an address."""
WINDOW_SECONDS = 60.0
_ADDRESSES_MAX = 20_000


class Guesses:
    """Counts the receipts that were asked for and are not here.

    A receipt has 45 bits. Among a million deposits, one address that guesses all day for a year finds
    less than one, and learns that a deposit exists.
    """

    def __init__(self, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._now, self._key = monotonic, secrets.token_bytes(32)
        self._missed: dict[bytes, tuple[float, int]] = {}

    def wait_seconds(self, address: str) -> int:
        """0 where one more may be asked for; else how long to wait."""
        self._forget()
        since, number = self._missed.get(self._digest(address), (0.0, 0))
        return 0 if number < MISSES_MAX else max(1, round(since + WINDOW_SECONDS - self._now()))

    def note_miss(self, address: str) -> None:
        """One more that is not here."""
        digest = self._digest(address)
        since, number = self._missed.get(digest, (self._now(), 0))
        if number == 0 and len(self._missed) >= _ADDRESSES_MAX:
            del self._missed[next(iter(self._missed))]
        self._missed[digest] = (since, number + 1)

    def _forget(self) -> None:
        """Windows end in the order in which they began, which is the order of the table."""
        over = self._now() - WINDOW_SECONDS
        for digest, (since, _) in list(self._missed.items()):
            if since > over:
                return
            del self._missed[digest]

    def _digest(self, address: str) -> bytes:
        try:
            parsed = ip_address(address)
        except ValueError:
            network = address
        else:
            # Whoever has one IPv6 address has 2^64 of them.
            network = parsed.exploded[:19] if isinstance(parsed, IPv6Address) else str(parsed)
        return hashlib.blake2b(network.encode(), key=self._key, digest_size=16).digest()
