"""The terminal of this process, asked questions that every terminal answers in its input."""

from __future__ import annotations

import os
import re
import select
import sys
import termios
import time
import tty

_WHO_ARE_YOU = b"\x1b[c"
_IDENTITY = re.compile(rb"\x1b\[\?[0-9;]*c")
"""The answer to "who are you" (DA1), which every terminal gives, and in the order of the questions."""
_ANSWER_SECONDS = 1.0


class OwnGlass:
    """A real terminal, by its descriptors."""

    def __init__(self, reading: int, writing: int) -> None:
        self._reading, self._writing = reading, writing

    @property
    def cells(self) -> tuple[int, int]:
        """Columns and lines."""
        size = os.get_terminal_size(self._writing)
        return size.columns, size.lines

    def ask(self, question: bytes) -> bytes:
        """Send a question; what comes back is not echoed, and not left for the shell."""
        before = termios.tcgetattr(self._reading)
        latest = time.monotonic() + _ANSWER_SECONDS
        heard = b""
        try:
            tty.setcbreak(self._reading)
            os.write(self._writing, question + _WHO_ARE_YOU)
            while (left := latest - time.monotonic()) > 0 and not _IDENTITY.search(heard):
                if not select.select([self._reading], [], [], left)[0]:
                    break
                heard += os.read(self._reading, 256)
        finally:
            termios.tcsetattr(self._reading, termios.TCSAFLUSH, before)
        return heard


def own_glass() -> OwnGlass | None:
    """The terminal that both input and output are; None where one of them is not."""
    try:
        reading, writing = sys.stdin.fileno(), sys.stdout.fileno()
    except (OSError, ValueError, AttributeError):
        return None
    return OwnGlass(reading, writing) if os.isatty(reading) and os.isatty(writing) else None
