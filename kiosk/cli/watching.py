"""The command for a staff laptop at the end of the day: sticks as they come in, and every tablet."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from kiosk.cli.options import command, open_hub, with_hub, with_json
from kiosk.cli.output import DONE, REFUSED

_SECONDS = 2.0


def add_watch(parts: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `kiosk hub watch`."""
    watch = command(
        parts,
        "watch",
        watch_sticks,
        "take parcels from sticks as they come in, and show which tablets are complete",
        "kiosk hub watch /media --folder hub",
    )
    watch.add_argument(
        "mounts",
        nargs="*",
        type=Path,
        metavar="DIR",
        help="sticks, or folders where they appear (default: /media, /run/media, /mnt)",
    )
    with_watching(watch)
    with_json(with_hub(watch))


def with_watching(parser: argparse.ArgumentParser) -> None:
    """Let the command take --once and --every."""
    parser.add_argument("--once", action="store_true", help="look once and end: 1 when a file was not taken")
    parser.add_argument(
        "--every", type=float, default=_SECONDS, metavar="SECONDS", help="between two looks (default: 2)"
    )


def watch_sticks(arguments: argparse.Namespace) -> int:
    """Look until somebody ends it with Ctrl+C; every look is one that may end it without a loss."""
    import json
    import time

    from kiosk.errors import UsageError
    from sync.hub.watch import MOUNTS, Watch, table

    missing = [str(path) for path in arguments.mounts if not path.is_dir()]
    if missing:
        raise UsageError(f"{missing[0]} is not a folder. Name the stick, or the folder where sticks appear.")
    if not 0.1 <= arguments.every <= 3600:
        raise UsageError(f"--every is 0.1 to 3600 seconds, not {arguments.every:g}.")
    store = open_hub(arguments)
    watch = Watch(store, arguments.mounts or MOUNTS)
    before = ""
    try:
        while True:
            seen = watch.look()
            now = json.dumps(seen.record(), ensure_ascii=False) if arguments.json else table(seen)
            if now != before:
                _show(now, clear=not arguments.json and not arguments.once)
            if arguments.once:
                return DONE if seen.good else REFUSED
            before = now
            time.sleep(arguments.every)
    except KeyboardInterrupt:
        return DONE
    finally:
        store.close()


def _show(text: str, *, clear: bool) -> None:
    start = "\x1b[H\x1b[J" if clear and sys.stdout.isatty() else ""
    print(start + text, flush=True)
