"""Commands of the backup: write and check it, restore it on a replacement."""

from __future__ import annotations

import argparse
from pathlib import Path

from kiosk.cli.options import command, open_tablet, settings_of, with_json, with_settings
from kiosk.cli.output import DONE, figures, say


def add_commands(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add this file's commands."""
    backup = command(
        commands, "backup", _backup, "write the encrypted backup on the card and read it back", "kiosk backup"
    )
    restore = command(
        commands,
        "restore",
        _restore,
        "take over what a lost tablet held, from its card, on a new tablet",
        "kiosk restore /media/card --code 0123-… --reason 'Lost in the street'",
    )
    restore.add_argument("card", type=Path, metavar="CARD", help="the card's folder, or a file of it")
    restore.add_argument("--code", required=True, help="the recovery code: kiosk hub recovery gives it")
    restore.add_argument("--reason", required=True, help="why; it is written into the log")
    restore.add_argument("--pin", help="an administrator's PIN; without it, it is asked for")
    for part in (backup, restore):
        with_settings(with_json(part))


def _backup(arguments: argparse.Namespace) -> int:
    from kiosk.backup.keeper import keeper_of
    from kiosk.backup.snapshot import snapshot_of
    from kiosk.errors import UsageError

    settings = settings_of(arguments)
    tablet = open_tablet(settings)
    try:
        keeper = keeper_of(tablet, settings)
        if keeper is None:
            raise UsageError("No backup is set up: backup.folder in kiosk.toml says where the card is.")
        state = keeper.write_now()
        figures(
            {
                "tablet": tablet.pairing.tablet,
                "state": state.value,
                "deposits": len(snapshot_of(tablet.vault).deposits),
                "file": str(keeper.card.path_of(tablet.pairing.tablet)),
            },
            as_json=arguments.json,
        )
        return DONE
    finally:
        tablet.close_files()


def _restore(arguments: argparse.Namespace) -> int:
    from getpass import getpass

    from kiosk.backup.card import only_backup
    from kiosk.backup.restore import check_backup, restore_backup
    from kiosk.backup.sealing import parse_code
    from kiosk.staff.desk import StaffDesk

    key = parse_code(arguments.code)
    tablet = open_tablet(settings_of(arguments))
    try:
        path = only_backup(arguments.card)
        check_backup(tablet, path)
        desk = StaffDesk.enter(tablet, arguments.pin or getpass("PIN: "))
        done = restore_backup(desk, path, key, arguments.reason)
        figures(
            {"from_tablet": done.tablet, "restored": done.deposits, "cast_there": done.cast},
            as_json=arguments.json,
        )
        say("They are aboard here now. Sync this tablet; the hub counts none of them twice.")
        return DONE
    finally:
        tablet.close_files()
