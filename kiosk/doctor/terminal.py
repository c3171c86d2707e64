"""The terminal: its name, its letters, its size, its colours, and whether a touch reaches us."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from kiosk.doctor.check import Check, good, look, mend
from kiosk.doctor.machine import Machine

SMALLEST = (40, 12)
_ROOMY = (60, 20)
_BUTTONS, _CELLS = 1000, 1006
"""DEC modes: report buttons; report them with plain coordinates, beyond column 223 too."""
_MODE = re.compile(rb"\x1b\[\?(\d+);(\d+)\$y")


def look_at_terminal(machine: Machine) -> Iterator[Check]:
    """All about the terminal that the command runs in."""
    yield _letters(machine.environment)
    glass = machine.glass
    if glass is None:
        yield look(
            "terminal",
            "This is not run in a terminal, so its size, colours and touch were not looked at.",
            "Run kiosk doctor once in the terminal that the kiosk uses.",
        )
        return
    yield _name(machine.environment)
    yield _size(*glass.cells)
    yield _colours(machine.environment)
    yield _touch(glass.ask(b"".join(b"\x1b[?%d$p" % mode for mode in (_BUTTONS, _CELLS))))


def _letters(environment: Mapping[str, str]) -> Check:
    locale = next((environment[name] for name in ("LC_ALL", "LC_CTYPE", "LANG") if environment.get(name)), "")
    if re.search(r"utf-?8", locale, re.IGNORECASE):
        return good("letters", f"The locale is {locale}: accents and signs are shown.")
    return mend(
        "letters",
        f"The locale is {locale or 'not set'}: accents and signs may be shown wrongly.",
        "Set LANG=C.UTF-8 for the user that runs the kiosk.",
    )


def _name(environment: Mapping[str, str]) -> Check:
    name = environment.get("TERM", "")
    if name in ("", "dumb", "unknown", "linux"):
        return mend(
            "terminal",
            f"TERM is {name or 'not set'}: this terminal cannot show the kiosk.",
            "Start the kiosk inside foot, as assets/device does.",
        )
    return good("terminal", f"TERM is {name}.")


def _size(columns: int, lines: int) -> Check:
    found = f"{columns} columns and {lines} lines."
    if columns < SMALLEST[0] or lines < SMALLEST[1]:
        return mend("size", found, "At least 40 columns and 12 lines are needed: take a smaller font.")
    if columns < _ROOMY[0] or lines < _ROOMY[1]:
        return look("size", found + " Screens come in more steps.", "Take a smaller font if eyes allow it.")
    return good("size", found)


def _colours(environment: Mapping[str, str]) -> Check:
    if environment.get("NO_COLOR"):
        return look(
            "colours", "NO_COLOR is set: everything is grey.", "Take NO_COLOR out of the environment."
        )
    if environment.get("COLORTERM", "").lower() in ("truecolor", "24bit"):
        return good("colours", "All colours.")
    return look(
        "colours",
        "COLORTERM does not say that all colours are shown: contrast may be less than was measured.",
        "Set COLORTERM=truecolor if this terminal shows all colours.",
    )


def _touch(answer: bytes) -> Check:
    # 0: not known; 1, 2: set, not set; 3, 4: always, never.
    said = {int(mode): int(state) for mode, state in _MODE.findall(answer)}
    states = [said.get(_BUTTONS), said.get(_CELLS)]
    if all(state in (1, 2, 3) for state in states):
        return good("touch", "The terminal reports where it is touched.")
    if any(state in (0, 4) for state in states):
        return mend(
            "touch",
            "The terminal does not report where it is touched: only keys work.",
            "Use a terminal that reports the mouse by SGR (1006), such as foot 1.21.",
        )
    return look(
        "touch",
        "The terminal does not say whether it reports touches.",
        "Touch the first screen of the kiosk: it must answer.",
    )
