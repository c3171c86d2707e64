"""What a tablet tells the hub of itself, beside what it carries: for whoever looks after many of them."""

from __future__ import annotations

import shutil
from functools import cache
from importlib.metadata import version
from pathlib import Path

from kiosk.carrying import carrying_of
from kiosk.power import SUPPLIES, battery_percent, on_mains
from kiosk.tablet import Tablet


def told_by(tablet: Tablet, supplies: Path = SUPPLIES) -> dict[str, object]:
    """The tablet's statement with its health; see `sync.parcel.Health`.

    No time in it is finer than the day, and what the machine does not say is left out.
    """
    since = carrying_of(tablet).waiting_since
    health = {
        "version": _version(),
        "waiting_since": since.isoformat() if since else None,
        "battery_percent": battery_percent(supplies),
        "on_mains": on_mains(supplies),
        "disk_free_mib": _free_mib(tablet.folder),
    }
    said = {name: value for name, value in health.items() if value is not None}
    return tablet.statement() | {"health": said}


@cache
def _version() -> str:
    return version("citizens-kiosk")


def _free_mib(folder: Path) -> int | None:
    try:
        return shutil.disk_usage(folder).free // 2**20
    except OSError:
        return None
