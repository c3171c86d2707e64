"""Commands that keep a hub safe: hub backup, hub restore."""

from __future__ import annotations

import argparse
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
    backup.add_argument("file", type=Path, metavar="FILE", help="a new file, on another disk")
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
    from sync.hub.backup import back_up

    store = open_hub(arguments)
    bar = Bar("backup")
    try:
        _tell(back_up(store, arguments.file, bar), arguments)
    finally:
        bar.close()
        store.close()
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
