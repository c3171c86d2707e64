"""The hidden gesture of the waiting screen: five touches in the corner of the place's name."""

from __future__ import annotations

from collections import deque

from textual.geometry import Offset, Size

TOUCHES = 5
WITHIN_SECONDS = 5.0
PAUSE_SECONDS = 1.2
"""After so long without another touch in the corner it was somebody who wants to begin."""


class Knock:
    """Counts touches; the time comes in with each."""

    def __init__(self) -> None:
        self._touches: deque[float] = deque(maxlen=TOUCHES)

    def touched(self, at_seconds: float) -> bool:
        """Whether this touch is the fifth within five seconds; then counting begins anew."""
        self._touches.append(at_seconds)
        if len(self._touches) < TOUCHES or at_seconds - self._touches[0] > WITHIN_SECONDS:
            return False
        self._touches.clear()
        return True


def in_corner(place: Offset, size: Size) -> bool:
    """Whether a touch is at the top left: a fifth of the width, as high as a button."""
    return place.x < max(10, size.width // 5) and place.y < max(3, size.height // 5)
