"""Memory and battery."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kiosk.doctor.check import Check, good, look, mend
from kiosk.doctor.machine import Machine

AVAILABLE_MIB_MIN, AVAILABLE_MIB_EASY = 150, 300
_CHARGE_MIN, _CHARGE_EASY = 15, 50


def look_at_memory(machine: Machine) -> Iterator[Check]:
    """Memory that is left, and whether what was in it can end on a disk."""
    line = re.search(r"^MemAvailable:\s+(\d+) kB", machine.read("/proc/meminfo") or "", re.MULTILINE)
    if line is not None:
        mib = int(line[1]) // 1024
        if mib < AVAILABLE_MIB_MIN:
            yield mend(
                "memory", f"{mib} MiB are left; the kiosk takes up to 150.", "End what else runs here."
            )
        elif mib < AVAILABLE_MIB_EASY:
            yield look("memory", f"{mib} MiB are left.", "See what else runs here.")
        else:
            yield good("memory", f"{mib} MiB are left.")
    areas = [
        fields for row in (machine.read("/proc/swaps") or "").splitlines()[1:] if (fields := row.split())
    ]
    if any("zram" not in area[0] for area in areas):
        yield look(
            "swap",
            "Memory may be written to a disk, and with it what a resident has typed.",
            "Switch swapping off (swapoff -a, and its line in /etc/fstab), or encrypt it.",
        )


def look_at_battery(machine: Machine) -> Iterator[Check]:
    """Each battery that says how full it is."""
    for folder in machine.paths("/sys/class/power_supply/*"):
        if (machine.read(f"{folder}/type") or "").strip() != "Battery":
            continue
        if (machine.read(f"{folder}/scope") or "").strip() == "Device":
            continue  # a mouse or a pen
        charge = (machine.read(f"{folder}/capacity") or "").strip()
        if not charge.isdecimal():
            continue
        charging = (machine.read(f"{folder}/status") or "").strip() != "Discharging"
        found = f"{charge} %, {'on the mains' if charging else 'running down'}."
        if charging or int(charge) >= _CHARGE_EASY:
            yield good("battery", found)
        elif int(charge) >= _CHARGE_MIN:
            yield look("battery", found, "Take the charger along.")
        else:
            yield mend("battery", found, "Charge it before it goes out.")
