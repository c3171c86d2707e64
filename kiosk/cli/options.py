"""Options that several commands share."""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from kiosk.errors import UnpairedError, UsageError

if TYPE_CHECKING:
    from kiosk.settings import Settings
    from kiosk.tablet import Tablet
    from sync.hub.store import HubStore

DATABASE_VARIABLE = "KIOSK_HUB_DATABASE"
"""Names the hub's database where its password may stand in no file and on no command line."""
Commands = "argparse._SubParsersAction[argparse.ArgumentParser]"


def command(
    commands: argparse._SubParsersAction[argparse.ArgumentParser],
    name: str,
    run: Callable[[argparse.Namespace], int] | None,
    summary: str,
    example: str,
) -> argparse.ArgumentParser:
    """Add a command with its help and an example."""
    parser = commands.add_parser(
        name,
        help=summary,
        description=summary[0].upper() + summary[1:] + ".",
        epilog=f"Example: {example}",
    )
    if run is not None:
        parser.set_defaults(run=run)
    return parser


def with_settings(parser: argparse.ArgumentParser) -> argparse.ArgumentParser:
    """Let the command take --config."""
    parser.add_argument("--config", type=Path, metavar="FILE", help="settings (default: kiosk.toml here)")
    return parser


def with_json(parser: argparse.ArgumentParser) -> argparse.ArgumentParser:
    """Let the command take --json."""
    parser.add_argument("--json", action="store_true", help="print figures as JSON")
    return parser


def with_hub(parser: argparse.ArgumentParser) -> argparse.ArgumentParser:
    """Let the command take --folder and --database, the hub's."""
    parser.add_argument("--folder", type=Path, metavar="DIR", help="the hub's folder (default: hub.data)")
    return with_settings(with_database(parser))


def with_database(parser: argparse.ArgumentParser) -> argparse.ArgumentParser:
    """Let the command take --database, the hub's."""
    parser.add_argument(
        "--database",
        metavar="ADDRESS",
        help=f"the hub's database (default: {DATABASE_VARIABLE}, or hub.database)",
    )
    return parser


def settings_of(arguments: argparse.Namespace) -> Settings:
    """The settings the command runs under."""
    from kiosk.settings import load

    return load(arguments.config)


def open_hub(arguments: argparse.Namespace) -> HubStore:
    """The hub the command is about."""
    from sync.hub.store import HubStore

    return HubStore(arguments.folder or settings_of(arguments).hub_folder, database=database_of(arguments))


def database_of(arguments: argparse.Namespace) -> str:
    """The address of the hub's database; empty for SQLite in its folder."""
    said: str | None = arguments.database
    if said is None:
        said = os.environ.get(DATABASE_VARIABLE)
    return settings_of(arguments).hub.database if said is None else said


def open_tablet(settings: Settings) -> Tablet:
    """The tablet of this machine, in the mode it was last paired in."""
    from kiosk.ids import Mode
    from kiosk.staff.factory import finish_erasing
    from kiosk.tablet import Tablet

    finish_erasing(settings.data_folder)
    marker = settings.data_folder / "mode"
    written = marker.read_text(encoding="utf-8").strip() if marker.exists() else ""
    known = {mode.value for mode in Mode}
    if written not in known:
        raise UnpairedError(
            f"No tablet is paired in {settings.data_folder}. Pair it first: kiosk pair --help."
        )
    return Tablet(settings.data_folder / written, company=settings.sync.company)


def read_input(path: Path) -> bytes:
    """The bytes of a file that was named on the command line."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror}.") from None
