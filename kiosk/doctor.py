"""What `kiosk doctor` looks at before a tablet goes out."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass

from kiosk.errors import KioskError
from kiosk.i18n import translator
from kiosk.settings import Settings
from kiosk.tablet import Tablet

_FREE_BYTES_MIN = 200 * 1024 * 1024


@dataclass(frozen=True)
class Check:
    """One finding."""

    name: str
    good: bool
    sentence: str


def findings(settings: Settings, open_tablet: Callable[[], Tablet]) -> list[Check]:
    """Look at languages, disk and, where one is paired, the tablet."""
    checks = [_languages(settings), _disk(settings), _sqlite()]
    try:
        tablet = open_tablet()
    except KioskError as error:
        return [*checks, Check("tablet", False, str(error))]
    try:
        return [*checks, *_tablet(tablet)]
    finally:
        tablet.close_files()


def _languages(settings: Settings) -> Check:
    try:
        for language in settings.tablet.languages:
            translator(language)
    except OSError:
        return Check("languages", False, "A language has no compiled catalogue. Run make messages.")
    return Check("languages", True, ", ".join(settings.tablet.languages))


def _disk(settings: Settings) -> Check:
    folder = settings.data_folder
    while not folder.exists():
        folder = folder.parent
    free = shutil.disk_usage(folder).free
    return Check("disk", free >= _FREE_BYTES_MIN, f"{free // 2**20} MiB free; 200 are needed.")


def _sqlite() -> Check:
    good = sqlite3.sqlite_version_info >= (3, 37)
    return Check("sqlite", good, f"SQLite {sqlite3.sqlite_version}; 3.37 or newer is needed.")


def _tablet(tablet: Tablet) -> list[Check]:
    index, now = tablet.index, tablet.clock()
    lines = tablet.vault.account()
    integrity = tablet.vault.integrity()
    behind = tablet.clock_is_behind()
    version = index.catalogue.version if index else None
    valid = index is not None and index.catalogue.valid_until > now
    until = f", valid until {index.catalogue.valid_until:%Y-%m-%d}" if index else ""
    return [
        Check(
            "clock",
            not behind,
            "It is behind the last event here. Set it." if behind else f"{now:%Y-%m-%d %H:%M} UTC",
        ),
        Check("vault", integrity == "ok", integrity),
        Check(
            "equation", all(line.holds for line in lines), "cast = aboard + carried + acknowledged + refused"
        ),
        Check("catalogue", valid, f"version {version}{until}"),
        Check(
            "tablet",
            True,
            f"{tablet.pairing.tablet}, {tablet.pairing.mode.value} mode, {tablet.status.value}",
        ),
    ]
