"""The font of the kiosk's terminal, and whether it has the signs that screens are drawn with."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kiosk.doctor.check import Check, good, look
from kiosk.doctor.machine import Machine

PROFILE = "/etc/kiosk/foot-normal.ini"
SIGNS = "▀▄█▏■□●○◐▲▼◀▶→←✔✕☑☐−⇧⌫␣’«»…œ€"
"""Half blocks for codes and edges, marks of every state, the keys of the keyboard."""
_USUAL = "DejaVu Sans Mono"


def look_at_fonts(machine: Machine) -> Iterator[Check]:
    """The font that foot's profile names, or the usual one."""
    font = _of_profile(machine.read(PROFILE) or "")
    found = machine.run("fc-list", f":family={font}", "family")
    if found is None:
        yield look(
            "font",
            "The fonts of this machine cannot be listed.",
            "Install fontconfig and fonts-dejavu-core, if the kiosk is shown on this machine.",
        )
        return
    if not found.strip():
        yield look("font", f"{font} is not installed.", "Install fonts-dejavu-core: signs may be missing.")
        return
    codes = " ".join(f"{ord(sign):x}" for sign in SIGNS)
    if not (machine.run("fc-list", f":family={font}:charset={codes}", "family") or "").strip():
        yield look("font", f"{font} lacks some signs of the screens.", "Take DejaVu Sans Mono.")
        return
    yield good("font", f"{font}, with half blocks and every sign.")


def _of_profile(profile: str) -> str:
    line = re.search(r"^\s*font\s*=\s*([^:,\n]+)", profile, re.MULTILINE)
    return line[1].strip() if line else _USUAL
