"""Commands that hand over by file: hub decidim lots, hub decidim votes."""

from __future__ import annotations

import argparse
import json
from typing import TYPE_CHECKING

from kiosk.cli.options import read_input
from kiosk.cli.output import DONE, REFUSED, figures, plain, say
from kiosk.cli.platform import (
    check_mode,
    folder_of,
    plan_now,
    planned_figures,
    target_of,
    targets_of,
    the_hub,
    the_platform,
    ways_now,
)

if TYPE_CHECKING:
    from sync.decidim.lots import Lot
    from sync.decidim.targets import Target
    from sync.hub.store import HubStore


def run_lots(arguments: argparse.Namespace) -> int:
    """List, make, write again, match or void."""
    with the_hub(arguments) as store:
        if arguments.make:
            return _make(store, arguments)
        if arguments.again is not None:
            return _again(store, arguments)
        if arguments.match:
            return _match(store, arguments)
        if arguments.void is not None:
            return _void(store, arguments)
        return _list_lots(store, arguments)


def _list_lots(store: HubStore, arguments: argparse.Namespace) -> int:
    from sync.decidim.lots import all_lots

    found = all_lots(store, arguments.activity)
    if arguments.json:
        print(json.dumps([_lot(one) for one in found], ensure_ascii=False))
        return DONE
    for one in found:
        mark = "void" if one.void else "" if one.written_at else "not written yet"
        print(plain(f"{one.number:>4}  {one.kind:<9}  {one.items:>5}  {one.file}  {mark}".rstrip()))
    if not found:
        say("No lot was made yet: kiosk hub decidim lots ACTIVITY --make --to DIR.")
    return DONE


def _lot(one: Lot) -> dict[str, object]:
    return {
        "lot": one.number,
        "kind": one.kind,
        "activity": one.activity,
        "items": one.items,
        "file": one.file,
        "sha256": one.digest,
        "written": one.written_at is not None,
        "void": one.void,
        "cancels": one.cancels,
    }


def _make(store: HubStore, arguments: argparse.Namespace) -> int:
    from sync.decidim.lots import make_lot, unwritten, write_lot

    check_mode(store, arguments)
    folder = folder_of(arguments)
    target = target_of(store, arguments)
    with the_platform(store, arguments) as platform:
        version, ways = platform.profile.version, ways_now(platform)
    planned = plan_now(store, arguments, ways)
    # What a crash left without a file comes first, under its own number.
    made = [one.number for one in unwritten(store) if one.kind == "proposals"]
    while (lot := make_lot(store, arguments.activity, target, version, arguments.format)) is not None:
        made.append(lot.number)
    files = [str(write_lot(store, number, folder)) for number in made]
    figures(planned_figures(planned) | {"lots": made, "files": files}, as_json=arguments.json)
    if planned.held:
        say("Some are held: kiosk hub decidim status --items says why. Edit them in moderation.")
    if not made:
        say("Nothing is planned for a file: no lot was made.")
    return DONE


def _again(store: HubStore, arguments: argparse.Namespace) -> int:
    from sync.decidim.lots import lot, write_lot
    from sync.decidim.votes import write_votes_lot

    folder = folder_of(arguments)
    found = lot(store, arguments.again)
    if found.kind == "proposals":
        files = [write_lot(store, found.number, folder)]
    else:
        files = [*write_votes_lot(store, found.number, folder)]
    figures({"lots": [found.number], "files": [str(path) for path in files]}, as_json=arguments.json)
    return DONE


def _match(store: HubStore, arguments: argparse.Namespace) -> int:
    from sync.decidim.finding import posts_of
    from sync.decidim.matching import match, open_data_posts

    target = target_of(store, arguments)
    if arguments.open_data:
        posts = list(open_data_posts(arguments.open_data, target.component, target.locales[0]))
    else:
        with the_platform(store, arguments) as platform:
            posts = list(posts_of(platform.client, target.component, target.locales[0]))
    report = match(store, arguments.activity, posts)
    figures(
        {
            "read": len(posts),
            "found": len(report.found),
            "known": report.known,
            "missing": list(report.missing),
            "twice": [f"{receipt} as {' and '.join(ids)}" for receipt, ids in report.twice.items()],
            "doubtful": [f"{receipt} as {' or '.join(ids)}" for receipt, ids in report.doubtful.items()],
        },
        as_json=arguments.json,
    )
    if report.twice:
        say("A file was imported twice: hide the second post of each on the platform.")
    return REFUSED if report.missing or report.twice or report.doubtful else DONE


def _void(store: HubStore, arguments: argparse.Namespace) -> int:
    from kiosk.errors import HandoverError
    from sync.decidim.finding import posts_of
    from sync.decidim.lots import lot, make_void
    from sync.decidim.matching import match

    found = lot(store, arguments.void)
    target = targets_of(store, arguments).activities.get(found.activity)
    if target is None or target.component != found.component:
        raise HandoverError(f"The targets do not say component {found.component} for {found.activity}.")
    with the_platform(store, arguments) as platform:
        match(store, found.activity, posts_of(platform.client, target.component, target.locales[0]))
    held = make_void(store, found.number)
    figures({"lot": found.number, "void": True, "planned_anew": len(held)}, as_json=arguments.json)
    say(f"Destroy every copy of {found.file}: it may never be uploaded.")
    return DONE


def run_votes(arguments: argparse.Namespace) -> int:
    """Make a lot of votes, the one that takes it back, or its file again."""
    from kiosk.errors import UsageError
    from sync.decidim.votes import lines_of, make_cancelling_lot, make_votes_lot, write_votes_lot

    chosen = [arguments.minutes, arguments.cancel, arguments.again]
    if sum(one is not None for one in chosen) != 1:
        raise UsageError("Name the minutes, or a lot with --cancel or --again: one of them.")
    with the_hub(arguments) as store:
        if arguments.again is not None:
            return _again(store, arguments)
        check_mode(store, arguments)
        if arguments.dry_run:
            return _look_at_votes(store, arguments)
        folder = folder_of(arguments)
        if arguments.cancel is not None:
            lot: Lot | None = make_cancelling_lot(store, arguments.cancel)
        else:
            signed = read_input(arguments.minutes)
            target = _target_of_minutes(store, arguments, signed)
            lot = make_votes_lot(store, signed, target, arguments.figure)
        if lot is None:
            figures({"lot": None, "files": []}, as_json=arguments.json)
            say("The platform has these figures already: there is nothing to hand over.")
            return DONE
        files = [str(path) for path in write_votes_lot(store, lot.number, folder)]
        lines = {line.project: line.delta for line in lines_of(store, lot.number)}
    figures(
        {"lot": lot.number, "cancels": lot.cancels, "deltas": lines, "files": files}, as_json=arguments.json
    )
    say("Import this file once. If it was imported by mistake, take it back: --cancel.")
    return DONE


def _look_at_votes(store: HubStore, arguments: argparse.Namespace) -> int:
    from kiosk.errors import UsageError
    from sync.decidim.votes import differences, handed_over, read_minutes

    if arguments.minutes is None:
        raise UsageError("--dry-run goes with minutes.")
    signed = read_input(arguments.minutes)
    minutes = read_minutes(store, signed)
    target = _target_of_minutes(store, arguments, signed)
    before = handed_over(store, minutes.activity.id)
    lines = differences(minutes, before, target, arguments.figure)
    figures({"deltas": {line.project: line.delta for line in lines}}, as_json=arguments.json)
    say("Nothing was written down.")
    return DONE


def _target_of_minutes(store: HubStore, arguments: argparse.Namespace, signed: bytes) -> Target:
    from sync.decidim.votes import read_minutes

    arguments.activity = read_minutes(store, signed).activity.id
    return target_of(store, arguments)
