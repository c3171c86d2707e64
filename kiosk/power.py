"""Whether the machine draws its power from the wall, and how full its battery is, as Linux tells it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

SUPPLIES = Path("/sys/class/power_supply")
OnMains = Callable[[], bool | None]
"""Whether the machine is on mains power; None when nobody knows."""
_FROM_OUTSIDE = frozenset({"Mains", "USB", "Wireless"})


def on_mains(supplies: Path = SUPPLIES) -> bool | None:
    """Whether a supply from outside is connected; None where the machine says nothing.

    Source: Documentation/ABI/testing/sysfs-class-power: ``type``, ``online``, ``scope``.
    """
    try:
        folders = sorted(supplies.iterdir())
    except OSError:
        return None
    # The battery of a mouse is a supply too.
    own = [folder for folder in folders if _says(folder, "scope") != "Device"]
    told = [_says(folder, "online") for folder in own if _says(folder, "type") in _FROM_OUTSIDE]
    if any(told):
        return any(value not in {"", "0"} for value in told)
    charge = {_says(folder, "status") for folder in own if _says(folder, "type") == "Battery"}
    if charge & {"Charging", "Full", "Not charging"}:
        return True
    return False if "Discharging" in charge else None


def battery_percent(supplies: Path = SUPPLIES) -> int | None:
    """How full the machine's own battery is, 0 to 100, or the emptiest of several; None where there is none.

    Source: Documentation/ABI/testing/sysfs-class-power: ``capacity``.
    """
    try:
        folders = sorted(supplies.iterdir())
    except OSError:
        return None
    own = (folder for folder in folders if _says(folder, "scope") != "Device")
    told = [_says(folder, "capacity") for folder in own if _says(folder, "type") == "Battery"]
    levels = [int(level) for level in told if level.isdecimal() and int(level) <= 100]
    return min(levels, default=None)


def _says(folder: Path, name: str) -> str:
    try:
        return (folder / name).read_text(encoding="ascii", errors="replace").strip()
    except OSError:
        return ""
