"""Commands that keep a hub safe: hub backup, hub restore."""

from __future__ import annotations

import argparse
from datetime import UTC
from pathlib import Path
from typing import TYPE_CHECKING

from kiosk.cli.options import command, database_of, open_hub, settings_of, with_hub, with_json
from kiosk.cli.output import DONE, Bar, figures, say

if TYPE_CHECKING:
    from sync.hub.backup import Backup


def add_parts(parts: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add this file's parts of ``kiosk hub``."""
    backup = command(
        parts,
        "backup",
        _backup,
        "write the whole hub to one new file, as secret as the hub itself",
        "kiosk hub backup /media/safe/hub-2027-03-10.tar",
    )
    backup.add_argument(
        "file",
        type=Path,
        metavar="FILE",
        help="a new file on another disk, or a folder: it is named by the time",
    )
    backup.add_argument(
        "--keep", type=int, metavar="N", help="keep only the newest N that were named so in that folder"
    )
    restore = command(
        parts,
        "restore",
        _restore,
        "make the hub of a backup anew, in a new folder and an empty database",
        "kiosk hub restore /media/safe/hub-2027-03-10.tar --folder /var/lib/kiosk-hub",
    )
    restore.add_argument("file", type=Path, metavar="FILE", help="what kiosk hub backup wrote")
    for part in (backup, restore):
        with_json(with_hub(part))


def _backup(arguments: argparse.Namespace) -> int:
    from kiosk.errors import UsageError
    from sync.hub.backup import back_up

    place: Path = arguments.file
    if arguments.keep is not None and (arguments.keep < 1 or not place.is_dir()):
        raise UsageError("--keep is 1 or more, for backups in a folder: name the folder.")
    store = open_hub(arguments)
    bar = Bar("backup")
    try:
        named = place / f"hub-{store.clock().astimezone(UTC):%Y-%m-%d-%H%M%S}.tar"
        arguments.file = named if place.is_dir() else place
        _tell(back_up(store, arguments.file, bar), arguments)
    finally:
        bar.close()
        store.close()
    for old in sorted(place.glob("hub-????-??-??-??????.tar"))[: -arguments.keep] if arguments.keep else ():
        old.unlink()
    return DONE


def _restore(arguments: argparse.Namespace) -> int:
    from sync.hub.backup import restore

    folder = arguments.folder or settings_of(arguments).hub_folder
    bar = Bar("restore")
    try:
        _tell(restore(arguments.file, folder, database_of(arguments), bar), arguments)
    finally:
        bar.close()
    say("Tablets go on as before. What they sent after the backup was made is not here: kiosk hub tablets.")
    return DONE


def _tell(done: Backup, arguments: argparse.Namespace) -> None:
    figures(
        {
            "file": str(arguments.file),
            "mode": done.manifest.mode.value,
            "made": done.manifest.made,
            "deposits": done.deposits,
            "bytes": done.bytes_used,
        },
        as_json=arguments.json,
    )
