"""At most one request a second: all kiosks and people behind the city's address share its allowance."""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Callable
from pathlib import Path

SECONDS_BETWEEN = 1.0


class Pace:
    """Waits before a request until it may go out."""

    def __init__(
        self,
        seconds: float = SECONDS_BETWEEN,
        *,
        timer: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
        file: Path | None = None,
    ) -> None:
        """Keep `seconds` between the starts of two requests.

        Args:
            seconds: 0: no waiting.
            timer: gives seconds that never go back.
            sleep: waits so many seconds.
            file: shared by all processes that are to keep this pace together; made when it is not there.
        """
        self._seconds, self._timer, self._sleep, self._file = seconds, timer, sleep, file
        self._last: float | None = None

    def wait(self) -> None:
        """Return when the next request may go out, and count it as gone.

        Raises:
            OSError: the shared file cannot be written.
        """
        if self._file is not None:
            self._wait_for_others(self._file)
        if self._last is not None:
            left = self._last + self._seconds - self._timer()
            if left > 0:
                self._sleep(left)
        self._last = self._timer()

    def _wait_for_others(self, file: Path) -> None:
        file.parent.mkdir(parents=True, exist_ok=True)
        held = os.open(file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(held, fcntl.LOCK_EX)
            # The file's own time is that of the last request; a clock that was set back waits once at most.
            left = os.fstat(held).st_mtime + self._seconds - time.time()
            if os.fstat(held).st_size and left > 0:
                self._sleep(min(left, self._seconds))
            os.truncate(held, 0)
            os.write(held, b".")
        finally:
            os.close(held)

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
