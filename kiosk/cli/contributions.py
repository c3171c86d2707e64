"""Commands that read what residents contributed: hub contributions, hub opt-ins."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kiosk.cli.options import command, open_hub, with_hub, with_json
from kiosk.cli.output import DONE, figures, plain, say

if TYPE_CHECKING:
    from kiosk.catalogue.lookup import CatalogueIndex
    from sync.hub.contributions import Read, Refused
    from sync.hub.store import HubStore

_OVERVIEW = ("activity", "kind", "number")


def add_parts(parts: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add this file's parts of ``kiosk hub``."""
    read = command(
        parts,
        "contributions",
        _contributions,
        "read proposals, comments, surveys and reports, or say how many there are",
        "kiosk hub contributions calme --csv calme.csv",
    )
    read.add_argument(
        "activity", nargs="?", metavar="ACTIVITY", help="read this one (default: numbers of all)"
    )
    read.add_argument(
        "--feedback", action="store_true", help="read what people said of the kiosk, instead of an activity"
    )
    read.add_argument(
        "--csv",
        type=Path,
        metavar="FILE",
        help="write a new spreadsheet: one row a contribution, one column a question",
    )
    read.add_argument(
        "--language", metavar="CODE", default="fr", help="language of titles and options (default: fr)"
    )
    addresses = command(
        parts,
        "opt-ins",
        _opt_ins,
        "read the addresses of those who want to be kept informed; who reads them is noted",
        "kiosk hub opt-ins --reason 'newsletter of March' --csv march.csv",
    )
    addresses.add_argument(
        "--reason", metavar="WORDS", help="what they are read for: it is noted, and nothing is read without"
    )
    addresses.add_argument("--csv", type=Path, metavar="FILE", help="write a new spreadsheet")
    addresses.add_argument(
        "--forget",
        action="store_true",
        help="erase the addresses that stand on standard input, one a line: people may ask for it any day",
    )
    for part in (read, addresses):
        with_json(with_hub(part))


def _contributions(arguments: argparse.Namespace) -> int:
    from kiosk.errors import UsageError

    if arguments.feedback and (arguments.activity or arguments.csv):
        raise UsageError("--feedback goes alone: it belongs to no activity, and is figures and remarks.")
    if arguments.csv and not arguments.activity:
        raise UsageError("Say which activity: kiosk hub contributions ACTIVITY --csv FILE.")
    with open_hub(arguments) as store:
        if arguments.feedback:
            return _feedback(store, as_json=arguments.json)
        if arguments.activity is None:
            return _overview(store, as_json=arguments.json)
        _check_known(store, arguments.activity)
        if arguments.csv:
            return _to_spreadsheet(store, arguments)
        return _list(store, arguments.activity, arguments.language, as_json=arguments.json)


def _overview(store: HubStore, *, as_json: bool) -> int:
    from sync.hub.contributions import numbers

    found = numbers(store)
    if as_json:
        for (_, activity, kind), number in found.items():
            print(json.dumps(dict(zip(_OVERVIEW, (activity, kind, number), strict=True))))
        return DONE
    for (_, activity, kind), number in found.items():
        print(plain(f"{activity or '(no activity)':<24}  {kind:<16}  {number}"))
    if not found:
        say("Nothing has arrived yet. Carry a tablet's deposits here: kiosk sync, or a stick.")
    return DONE


def _check_known(store: HubStore, activity: str) -> None:
    from kiosk.errors import UsageError
    from sync.hub.contributions import numbers

    index = _newest(store)
    known = {name for _, name, _ in numbers(store)} | set(index.activities if index else ())
    if activity not in known - {""}:
        raise UsageError(f"No activity is called {activity}. `kiosk hub contributions` lists what is here.")


def _list(store: HubStore, activity: str, language: str, *, as_json: bool) -> int:
    """Each contribution as it is read, then the figures, then what is refused."""
    from sync.hub.contribution_table import as_object, in_words, survey_steps
    from sync.hub.contributions import Refused, contributions
    from sync.hub.figures import ActivityFigures

    index = _newest(store)
    steps = {step.key: step for step in survey_steps(index, activity)}
    counted = ActivityFigures()
    for found in contributions(store, activity):
        counted.add(found)
        if as_json:
            _print_line(as_object(found))
        elif isinstance(found, Refused):
            print(plain(f"▲ {found.receipt}  refused: {found.reason}"))
        else:
            _print_contribution(in_words(found, steps, index, language))
    whole: dict[str, Any] = {
        "type": "figures",
        "activity": activity,
        "read": dict(counted.kinds),
        "refused": dict(counted.refused),
        "supports": dict(sorted(counted.supports.items())),
        "comments": {name: dict(numbers) for name, numbers in sorted(counted.comments.items())},
        "categories": dict(counted.categories),
        "answers": counted.chosen(steps.values()),
    }
    if as_json:
        _print_line(whole)
    else:
        figures(_for_people(whole), as_json=False)
    return DONE


def _for_people(whole: dict[str, Any]) -> dict[str, str]:
    """Figures that say something, one a line; a withheld cell is said to be withheld."""
    lines: dict[str, str] = {}
    for name, value in whole.items():
        if not isinstance(value, dict):
            continue
        if any(isinstance(inner, dict) for inner in value.values()):
            lines |= {f"{name} {inner_name}".strip(): _cells(inner) for inner_name, inner in value.items()}
        elif value or name == "read":
            lines[name] = _cells(value) or "nothing"
    return lines


def _cells(numbers: dict[str, int | None]) -> str:
    return ", ".join(
        f"{name}: {'withheld' if number is None else number}" for name, number in numbers.items()
    )


def _print_contribution(words: dict[str, str]) -> None:
    print(plain("  ".join(words.pop(name) for name in ("receipt", "kind", "day", "language"))))
    for name, value in words.items():
        for number, line in enumerate(value.split("\n") if value else ()):
            print(plain(f"    {name + ':' if number == 0 else '':<13} {line}"))
    print()


def _newest(store: HubStore) -> CatalogueIndex | None:
    newest = store.newest_catalogue()
    return store.index(newest[0]) if newest else None


def _feedback(store: HubStore, *, as_json: bool) -> int:
    """Figures, and remarks without anything beside them."""
    from sync.hub.contribution_table import as_object
    from sync.hub.contributions import Refused, feedback
    from sync.hub.figures import FeedbackFigures

    counted = FeedbackFigures()
    for found in feedback(store):
        counted.add(found)
        said = as_object(found)
        if isinstance(found, Refused):
            if as_json:
                _print_line(said)
            else:
                print(plain(f"▲ {found.receipt}  refused: {found.reason}"))
        elif said["remark"]:
            if as_json:
                _print_line(said)
            else:
                print(plain(f"“{said['remark']}”"))
    whole: dict[str, Any] = {"type": "figures", "said": counted.number, "refused": counted.refused}
    cells = counted.cells(_newest(store))
    whole |= cells
    if as_json:
        _print_line(whole)
        return DONE
    figures(
        {"said": counted.number, "refused": counted.refused}
        | {name: _cells(breakdown) for name, breakdown in cells.items()},
        as_json=False,
    )
    return DONE


def _to_spreadsheet(store: HubStore, arguments: argparse.Namespace) -> int:
    from kiosk.secret_file import write_secret
    from sync.hub.contribution_table import as_spreadsheet
    from sync.hub.contributions import Refused, contributions

    index = _newest(store)
    read = refused = 0

    def counted() -> Iterator[Read | Refused]:
        nonlocal read, refused
        for found in contributions(store, arguments.activity):
            read, refused = read + (not isinstance(found, Refused)), refused + isinstance(found, Refused)
            yield found

    sheet = as_spreadsheet(counted(), index, arguments.activity, arguments.language)
    write_secret(arguments.csv, sheet)
    figures({"file": str(arguments.csv), "read": read, "refused": refused}, as_json=arguments.json)
    return DONE


def _opt_ins(arguments: argparse.Namespace) -> int:
    from kiosk.errors import UsageError
    from kiosk.secret_file import write_secret
    from sync.hub.contribution_table import as_object, opt_ins_as_spreadsheet
    from sync.hub.contributions import Refused
    from sync.hub.opt_ins import forget, opt_ins

    if arguments.forget and (arguments.reason or arguments.csv):
        raise UsageError("--forget goes alone, with the addresses on standard input.")
    if not arguments.forget and not (arguments.reason or "").strip():
        raise UsageError("Say what the addresses are read for: --reason 'newsletter of March'. It is noted.")
    with open_hub(arguments) as store:
        if arguments.forget:
            figures({"forgotten": forget(store, sys.stdin)}, as_json=arguments.json)
            return DONE
        found = opt_ins(store, arguments.reason)
        if arguments.csv:
            kept = list(found)
            write_secret(arguments.csv, opt_ins_as_spreadsheet(kept))
            refused = sum(isinstance(one, Refused) for one in kept)
            written = {"file": str(arguments.csv), "read": len(kept) - refused, "refused": refused}
            figures(written, as_json=arguments.json)
            return DONE
        _print_opt_ins((as_object(one) for one in found), as_json=arguments.json)
        return DONE


def _print_opt_ins(found: Iterable[dict[str, Any]], *, as_json: bool) -> None:
    number = 0
    for one in found:
        number += 1
        if as_json:
            _print_line(one)
        elif one["type"] == "refused":
            print(plain(f"▲ refused: {one['reason']}"))
        else:
            words = f"{one['address']}  consent {one['consent']}  {one['language']}  {one['day']}"
            print(plain(words))
    if not number:
        say("Nobody has left an address.")


def _print_line(content: dict[str, Any]) -> None:
    print(json.dumps(content, ensure_ascii=False))
