"""How fast a carrying goes, from its own figures: nothing is said before it was measured twice."""

from __future__ import annotations

_NEWEST = 0.4
"""The share of the newest measurement in the smoothed speed; one slow parcel does not throw it over."""
_ENOUGH = 2
"""Measurements before anything is said: the first one holds the time in which the hub was called."""


class Pace:
    """Takes what a carrying reports, and gives speed and time left once they are known."""

    def __init__(self) -> None:
        self._seconds, self._sent, self._done = 0.0, 0, 0
        self._measured = 0
        self._per_second = 0.0
        self._done_per_second = 0.0

    def note(self, seconds: float, sent: int, done: int) -> None:
        """Take a measurement.

        Args:
            seconds: since the carrying began.
            sent: bytes that went out and have an answer.
            done: bytes of contents that have an answer.
        """
        took = seconds - self._seconds
        if sent <= self._sent or took <= 0:
            return
        share = _NEWEST if self._measured else 1.0
        self._per_second += share * ((sent - self._sent) / took - self._per_second)
        self._done_per_second += share * ((done - self._done) / took - self._done_per_second)
        self._seconds, self._sent, self._done = seconds, sent, done
        self._measured += 1

    @property
    def bytes_per_second(self) -> float | None:
        """Speed; None until it was measured twice."""
        return self._per_second if self._measured >= _ENOUGH else None

    def seconds_left(self, total: int) -> float | None:
        """For what is left of `total` bytes of contents; None until the speed was measured twice."""
        if self._measured < _ENOUGH or self._done_per_second <= 0:
            return None
        return max(0, total - self._done) / self._done_per_second
