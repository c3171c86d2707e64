"""When tablets try: arithmetic alone, so that many that come back at once do not all come at once.

A tablet's place in the row is its own for good (`place_of`), which spreads sixty tablets that one
switch turns on; a drawn part on top of it keeps apart two that have nearly the same place.
"""

from __future__ import annotations

import hashlib
import random
from collections.abc import Callable

from kiosk.ids import TabletId

Draw = Callable[[], float]
"""Gives a number from 0 up to 1."""
system_draw: Draw = random.SystemRandom().random
_DRAWN = 0.1
"""How much of a spread is drawn; the rest is the tablet's place in it."""


def place_of(tablet: TabletId) -> float:
    """Where this tablet stands among all, from 0 up to 1: always the same, and even over many tablets."""
    return int.from_bytes(hashlib.sha256(tablet.encode()).digest()[:8], "big") / 2**64


def spread_seconds(tablet: TabletId, over_seconds: float, draw: Draw = system_draw) -> float:
    """How long this tablet waits when all of them would begin now; at most `over_seconds`."""
    return over_seconds * ((1 - _DRAWN) * place_of(tablet) + _DRAWN * draw())


def interval_seconds(every_seconds: float, draw: Draw = system_draw) -> float:
    """The next of a row of attempts: a tenth earlier or later, so that two do not walk in step."""
    return every_seconds * (0.9 + 0.2 * draw())


def back_off_seconds(
    failures: int, *, first: float = 5, most: float = 900, draw: Draw = system_draw
) -> float:
    """How long to wait after so many failures in a row: doubling, with "full jitter".

    Sixty tablets that come back at once spread over the whole interval.
    Source: AWS Architecture Blog, "Exponential Backoff And Jitter", 2015.
    """
    ceiling = min(most, first * 2 ** min(max(failures, 1) - 1, 16))
    return float(max(1.0, ceiling * draw()))
