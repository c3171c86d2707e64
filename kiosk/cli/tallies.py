"""Command that reads the hands that were raised: hub tallies."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING

from kiosk.cli.options import command, open_hub, with_hub, with_json
from kiosk.cli.output import DONE, figures, plain, say

if TYPE_CHECKING:
    from sync.hub.contributions import Read


def add_parts(parts: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add this file's part of ``kiosk hub``."""
    read = command(
        parts,
        "tallies",
        _tallies,
        "read the hands that were raised in rooms: numbers that staff counted, and no votes",
        "kiosk hub tallies --csv hands.csv",
    )
    read.add_argument("--csv", type=Path, metavar="FILE", help="write a new spreadsheet: one row an answer")
    with_json(with_hub(read))


def _tallies(arguments: argparse.Namespace) -> int:
    from kiosk.contributions.tally import TALLIES
    from kiosk.secret_file import write_secret
    from sync.hub.contribution_table import as_object, tallies_as_spreadsheet
    from sync.hub.contributions import Refused, contributions

    with open_hub(arguments) as store:
        found = list(contributions(store, TALLIES))
    refused = sum(isinstance(one, Refused) for one in found)
    if arguments.csv:
        write_secret(arguments.csv, tallies_as_spreadsheet(found))
        written = {"file": str(arguments.csv), "read": len(found) - refused, "refused": refused}
        figures(written, as_json=arguments.json)
        return DONE
    for one in found:
        if arguments.json:
            print(json.dumps(as_object(one), ensure_ascii=False))
        elif isinstance(one, Refused):
            print(plain(f"▲ {one.receipt}  refused: {one.reason}"))
        else:
            _print(one)
    if not found:
        say("No hands were counted on any tablet, or their tallies have not arrived yet.")
    return DONE


def _print(found: Read) -> None:
    from sync.hub.contribution_table import as_object

    said = as_object(found)
    print(plain(f"{said['receipt']}  hands raised  {said['day']}  {said['question']}"))
    rule = "one hand each at most" if said["one_hand_each"] else "several hands each"
    print(plain(f"    {'people':<24} {said['people']:>5}   ({rule})"))
    for option in said["options"]:
        print(plain(f"    {option['title']:<24} {option['hands']:>5}"))
    if said["remarks"]:
        print(plain(f"    {said['remarks']}"))
    print()
