"""`kiosk catalogue preview`: pictures of a draft as a tablet will show it."""

from __future__ import annotations

import argparse
import re
from pathlib import Path

from kiosk.cli.options import command, read_input, with_json
from kiosk.cli.output import DONE, figures
from kiosk.i18n import LANGUAGES

_SIZE = re.compile(r"([0-9]{2,3})x([0-9]{2,3})")


def add_preview(parts: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command below ``kiosk catalogue``."""
    preview = command(
        parts,
        "preview",
        _preview,
        "draw a draft as SVG pictures, as a tablet will show it",
        "kiosk catalogue preview draft.json --consultation budget-2027 --out pictures/",
    )
    preview.add_argument("file", type=Path, metavar="FILE", help="a draft, or a catalogue that was signed")
    preview.add_argument("--consultation", default="", help="which one (default: the first)")
    preview.add_argument("--out", type=Path, required=True, metavar="DIR", help="where pictures are written")
    preview.add_argument(
        "--size", action="append", type=_size, metavar="98x26", help="columns x lines; can be repeated"
    )
    preview.add_argument("--language", choices=LANGUAGES, default="fr", help="what residents read")
    preview.add_argument(
        "--screen",
        action="append",
        choices=("home", "consultation", "projects", "project"),
        help="what is drawn; can be repeated (default: all)",
    )
    with_json(preview)


def _size(written: str) -> tuple[int, int]:
    found = _SIZE.fullmatch(written)
    size = (int(found[1]), int(found[2])) if found else (0, 0)
    if not (40 <= size[0] <= 240 and 12 <= size[1] <= 80):
        raise argparse.ArgumentTypeError("a size is columns x lines, from 40x12 to 240x80")
    return size


def _preview(arguments: argparse.Namespace) -> int:
    from screens.preview import SCREENS, SIZES, draw
    from sync.usb import write_verified

    drawn = draw(
        read_input(arguments.file),
        consultation=arguments.consultation,
        language=arguments.language,
        sizes=arguments.size or SIZES,
        screens=arguments.screen or SCREENS,
    )
    arguments.out.mkdir(parents=True, exist_ok=True)
    for name, picture in drawn.items():
        write_verified(arguments.out / name, picture.encode())
    figures({"pictures": [str(arguments.out / name) for name in drawn]}, as_json=arguments.json)
    return DONE
