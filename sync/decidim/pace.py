"""At most one request a second: all kiosks and people behind the city's address share its allowance."""

from __future__ import annotations

import time
from collections.abc import Callable

SECONDS_BETWEEN = 1.0


class Pace:
    """Waits before a request until it may go out."""

    def __init__(
        self,
        seconds: float = SECONDS_BETWEEN,
        *,
        timer: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        """Keep `seconds` between the starts of two requests.

        `timer` gives seconds that never go back; `sleep` waits so many seconds.
        """
        self._seconds, self._timer, self._sleep = seconds, timer, sleep
        self._last: float | None = None

    def wait(self) -> None:
        """Return when the next request may go out, and count it as gone."""
        if self._last is not None:
            left = self._last + self._seconds - self._timer()
            if left > 0:
                self._sleep(left)
        self._last = self._timer()

    def rest(self, seconds: float) -> None:
        """Wait so long, as the platform asked or after a failure."""
        if seconds > 0:
            self._sleep(seconds)

    def elapsed_since(self, start: float) -> float:
        """Seconds since the timer showed `start`."""
        return self._timer() - start

    def now(self) -> float:
        """What the timer shows."""
        return self._timer()
