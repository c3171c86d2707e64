"""The printer of this tablet: a sheet in, paper out, or one sentence why not."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import AbstractContextManager
from enum import Enum, auto
from typing import TYPE_CHECKING, Protocol

from kiosk.errors import PrinterError
from kiosk.printing.commands import Paper, commands
from kiosk.printing.sheet import Sheet
from kiosk.printing.wire import WHOLE_SECONDS, opened

if TYPE_CHECKING:
    from kiosk.settings import PrinterSettings

_PAPER_STATUS = b"\x10\x04\x04"
"""DLE EOT 4: the paper sensors, answered at once even while printing."""
_FIXED_MASK, _FIXED = 0x93, 0x12
_OUT, _NEAR_END = 0x60, 0x0C
_STATUS_SECONDS = 0.5


class PaperState(Enum):
    """What the printer says of its roll."""

    ENOUGH = auto()
    NEAR_END = auto()
    OUT = auto()
    UNKNOWN = auto()
    """It gives no answer that could be understood: many printers have no sensor to ask."""


class Way(Protocol):
    """What a printer needs of `kiosk.printing.wire.Wire`."""

    def send(self, content: bytes) -> None:
        """Hand over everything."""

    def ask(self, request: bytes, wait_seconds: float) -> bytes:
        """The answer, or nothing."""


class Printer:
    """One device; one sheet at a time."""

    def __init__(
        self,
        settings: PrinterSettings,
        open_way: Callable[[PrinterSettings], AbstractContextManager[Way]] = opened,
    ) -> None:
        self._settings, self._open_way = settings, open_way
        self._paper = Paper(settings.columns, settings.code_page, settings.code_page_number)
        self._one_at_a_time = threading.Lock()

    def print(self, sheet: Sheet) -> None:
        """Print and cut; waits for the device, so call it in a thread.

        Raises:
            PrinterError: it does not answer, or its paper is out.
        """
        content = commands(sheet, self._paper)
        if not self._one_at_a_time.acquire(timeout=WHOLE_SECONDS):
            raise PrinterError("The printer is still busy with another sheet.")
        try:
            with self._open_way(self._settings) as way:
                if self._settings.connection != "file" and _paper_of(way) is PaperState.OUT:
                    raise PrinterError("The printer has no paper: put in a new roll.")
                way.send(content)
        finally:
            self._one_at_a_time.release()

    def look(self) -> PaperState:
        """Ask for its paper.

        Raises:
            PrinterError: it does not answer at all.
        """
        with self._open_way(self._settings) as way:
            return PaperState.UNKNOWN if self._settings.connection == "file" else _paper_of(way)


def _paper_of(way: Way) -> PaperState:
    answer = way.ask(_PAPER_STATUS, _STATUS_SECONDS)
    if not answer or answer[-1] & _FIXED_MASK != _FIXED:
        return PaperState.UNKNOWN
    if answer[-1] & _OUT:
        return PaperState.OUT
    return PaperState.NEAR_END if answer[-1] & _NEAR_END else PaperState.ENOUGH


def printer_of(settings: PrinterSettings) -> Printer | None:
    """The printer that is set, or None."""
    return None if settings.connection == "none" else Printer(settings)
