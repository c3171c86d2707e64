"""A PIN asked for at the terminal, or read from a file; never from the command line, which others see."""

from __future__ import annotations

import getpass
import sys
from collections.abc import Callable
from pathlib import Path

from kiosk.cli.options import read_input
from kiosk.cli.output import say
from kiosk.errors import StaffError, UsageError

_TRIES = 3


def first_pin(file: Path | None, ask: Callable[[str], str] = getpass.getpass) -> str:
    """The PIN of a tablet's administrator, before anything is paired.

    Args:
        file: holds it on its first line; without one it is asked for twice, and nobody sees it.
        ask: shows its words and gives what was typed.

    Raises:
        UsageError: it is weak, or there is neither a file nor a terminal to ask at.
    """
    from kiosk.staff.first_pin import check_first_pin

    if file is not None:
        pin = read_input(file).decode("utf-8", "replace").partition("\n")[0].strip()
        try:
            check_first_pin(pin, pin)
        except StaffError as error:
            raise UsageError(f"{file}: {error}") from None
        return pin
    if ask is getpass.getpass and not sys.stdin.isatty():
        raise UsageError("A tablet needs an administrator's PIN: give --pin-file, or pair it at a terminal.")
    for _ in range(_TRIES):
        pin = ask("PIN of the tablet's administrator, at least 6 figures: ")
        try:
            check_first_pin(pin, ask("The same PIN once more: "))
        except StaffError as error:
            say(str(error))
        else:
            return pin
    raise UsageError("No PIN was chosen. Nothing was paired.")
