"""The keys of a paired tablet: there, its own, and nobody else's to read."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from kiosk.catalogue.model import Keys
from kiosk.doctor.check import Check, good, look, mend
from kiosk.doctor.machine import Machine

KEY_FILE = "tablet.key"


def look_at_keys(machine: Machine, folder: Path, keys: Keys | None) -> Iterator[Check]:
    """`folder` is the tablet's; `keys` are those of its catalogue, if it has one."""
    key, around = machine.state(folder / KEY_FILE), machine.state(folder)
    if key is None or around is None:
        yield mend(
            "keys", f"{folder / KEY_FILE} is missing.", "Keep the folder, and ask who looks after the hub."
        )
        return
    if key.mode & 0o177 or around.mode & 0o077:
        yield mend(
            "keys",
            f"Others can read the signing key: {key.mode:o} on the file, {around.mode:o} on its folder.",
            f"chmod 700 {folder}; chmod 600 {folder / KEY_FILE}. If others were on this machine, pair anew.",
        )
    elif not key.is_ours:
        yield look(
            "keys",
            "The signing key belongs to another user than the one who asks.",
            "Run kiosk doctor as the user that runs the kiosk.",
        )
    else:
        yield good("keys", "The signing key is there, and nobody else can read it.")
    if keys is None:
        return
    if not keys.contributions:
        yield look(
            "catalogue keys",
            "The catalogue has no key for contributions: only votes can be sealed.",
            "Sign a catalogue with a hub of this version, if people shall contribute.",
        )
    else:
        yield good("catalogue keys", "The catalogue has a key for each thing that is sealed.")
