"""Parsing, dispatching, and the one place where a refusal becomes an exit code."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from importlib.metadata import version

from kiosk.cli import backups, ballot_box, catalogues, hubs, proofs, tablets
from kiosk.cli.output import REFUSED, WRONG_USAGE, say
from kiosk.errors import KioskError, UsageError

SIGNED = "KIOSK-SIGNED-1"
"""How a signed line begins: see `kiosk.signed`."""
_WORDS_TO_SIGNATURE = 4
"""``KIOSK-SIGNED-1 <purpose> <fingerprint> <signature>``."""


def main(argv: Sequence[str] | None = None) -> int:  # noqa: PLR0911 - one return a kind of ending
    """Run one command; gives 0 done, 1 refused or different from expected, 2 wrong usage."""
    parser = build_parser()
    arguments = parser.parse_args(scanned_as_one(sys.argv[1:] if argv is None else argv))
    command = getattr(arguments, "run", None)
    if command is None:
        parser.print_help(sys.stderr)
        return WRONG_USAGE
    try:
        return int(command(arguments))
    except UsageError as error:
        say(str(error))
        return WRONG_USAGE
    except KioskError as error:
        say(str(error))
        return REFUSED
    except BrokenPipeError:
        sys.stderr.close()
        return REFUSED
    except OSError as error:
        say(f"{error.filename or 'A file'} cannot be used: {error.strerror or error}.")
        return REFUSED
    except KeyboardInterrupt:
        say("Stopped.")
        return REFUSED


def scanned_as_one(argv: Sequence[str]) -> list[str]:
    """The words of a signed line that a scanner typed, as one word.

    One of them is the signature, and one in 64 begins with a dash: alone it would be taken for an option.
    """
    words = list(argv)
    if SIGNED not in words:
        return words
    start = words.index(SIGNED)
    end = start + _WORDS_TO_SIGNATURE
    while end < len(words) and not words[end].startswith("-"):
        end += 1
    return [*words[:start], " ".join(words[start:end]), *words[end:]]


def build_parser() -> argparse.ArgumentParser:
    """Every command with its help and an example."""
    parser = argparse.ArgumentParser(
        prog="kiosk",
        description="An offline-capable kiosk for in-person civic participation.",
        epilog="Example: kiosk demo",
    )
    parser.add_argument("--version", action="version", version=f"kiosk {version('citizens-kiosk')}")
    commands = parser.add_subparsers(metavar="COMMAND", title="commands")
    for room in (tablets, backups, hubs, catalogues, ballot_box, proofs):
        room.add_commands(commands)
    return parser
