"""Commands for those who took part online or on paper: hub channel import, show, drop, strike."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from kiosk.cli.options import command, open_hub, read_input, with_hub, with_json
from kiosk.cli.output import DONE, figures, plain, say


def add_parts(parts: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add ``kiosk hub channel``."""
    channel = command(
        parts,
        "channel",
        _show,
        "keep the lists of those who took part online or on paper; the register looks at them at the count",
        "kiosk hub channel show",
    )
    with_json(with_hub(channel))
    channel.set_defaults(activity=None)
    acts = channel.add_subparsers(metavar="ACT")
    take = command(
        acts,
        "import",
        _import,
        "take in a list (CSV in UTF-8, or XLSX) with a column code, or first_name, last_name and birth_date",
        "kiosk hub channel import budget-2027 --channel online online.csv",
    )
    take.add_argument("activity", help="the vote's id in the catalogue")
    take.add_argument("file", type=Path, metavar="FILE", help="the list; its first row names the columns")
    take.add_argument("--channel", choices=["online", "paper"], required=True, help="where they took part")
    show = command(
        acts, "show", _show, "list what was imported, in figures", "kiosk hub channel show budget-2027 --json"
    )
    show.add_argument("activity", nargs="?", help="of this vote alone")
    drop = command(
        acts, "drop", _drop, "take a list out again, before the count", "kiosk hub channel drop c-0123abcd"
    )
    drop.add_argument("list", metavar="LIST", help="its id, as kiosk hub channel show lists it")
    strike = command(
        acts,
        "strike",
        _strike,
        "after the count, write whom the other channel must strike; needs the register's key, and is noted",
        "kiosk hub channel strike budget-2027 --csv strike.csv",
    )
    strike.add_argument("activity", help="the vote's id in the catalogue")
    strike.add_argument("--csv", type=Path, required=True, metavar="FILE", help="write a new spreadsheet")
    for act in (take, show, drop, strike):
        with_json(with_hub(act))


def _import(arguments: argparse.Namespace) -> int:
    from sync.hub.channels.lists import import_list

    content = read_input(arguments.file)
    with open_hub(arguments) as store:
        taken = import_list(store, arguments.activity, arguments.channel, content)
    figures(taken.record(), as_json=arguments.json)
    if taken.unknown:
        say(f"{taken.unknown} codes on the list are none of this vote's; look whether it is the right list.")
    say("The hub keeps the list sealed. Erase your copy when nobody needs it.")
    return DONE


def _show(arguments: argparse.Namespace) -> int:
    from sync.hub.channels.lists import channel_list_figures

    with open_hub(arguments) as store:
        lists = channel_list_figures(store, arguments.activity)
    if arguments.json:
        print(json.dumps([one.record() for one in lists], ensure_ascii=False))
        return DONE
    for one in lists:
        counts = f"{one.people} people, {one.repeated} repeated, {one.unknown} unknown"
        print(plain(f"{one.id}  {one.activity}  {one.channel}  {one.imported_on}  {counts}"))
    if not lists:
        say("No list was imported. Import one: kiosk hub channel import --help.")
    return DONE


def _drop(arguments: argparse.Namespace) -> int:
    from sync.hub.channels.lists import drop_list

    with open_hub(arguments) as store:
        dropped = drop_list(store, arguments.list)
    figures(dropped.record() | {"dropped": True}, as_json=arguments.json)
    return DONE


def _strike(arguments: argparse.Namespace) -> int:
    from kiosk.errors import UsageError
    from kiosk.secret_file import write_secret
    from sync.hub.channels.strike import strike_list
    from sync.hub.exports.csv_file import csv_bytes

    if arguments.csv.exists():
        raise UsageError(f"{arguments.csv} is there already, and is never written over.")
    with open_hub(arguments) as store:
        found = strike_list(store, arguments.activity)
    write_secret(arguments.csv, csv_bytes(found.headings, found.rows))
    figures({"file": str(arguments.csv), "to_strike": len(found.rows)}, as_json=arguments.json)
    say("This list says who took part twice. Give it to whoever runs the other channel, then erase it.")
    return DONE
