"""Commands that hand over to the central platform: hub decidim push, lots, votes, status."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from kiosk.cli.options import command, open_hub, read_input, settings_of, with_hub, with_json
from kiosk.cli.output import DONE, REFUSED, figures, plain, say

if TYPE_CHECKING:
    from sync.decidim.bridge import Decidim
    from sync.decidim.ledger import Planned, Row, Ways
    from sync.decidim.lots import Lot
    from sync.decidim.targets import Target, Targets
    from sync.hub.store import HubStore

_VERSIONS = ("0.27", "0.31", "0.32")


def add_parts(parts: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add this file's parts of ``kiosk hub decidim``."""
    push = command(
        parts,
        "push",
        _push,
        "plan what moderation has published, and send what the platform takes from the hub itself",
        "kiosk hub decidim push --dry-run",
    )
    push.add_argument(
        "--dry-run", action="store_true", help="show what would be done; change and send nothing"
    )
    push.add_argument("--most", type=int, metavar="N", help="send at most so many")
    lots = command(
        parts,
        "lots",
        _lots,
        "list, make, write again, match and void the import files of proposals",
        "kiosk hub decidim lots canal-idees --make --to /media/stick",
    )
    lots.add_argument("activity", nargs="?", metavar="ACTIVITY", help="of this activity")
    how = lots.add_mutually_exclusive_group()
    how.add_argument("--make", action="store_true", help="make the next lots of what is planned")
    how.add_argument("--again", type=int, metavar="LOT", help="write the file of a lot again, byte for byte")
    how.add_argument("--match", action="store_true", help="read the platform's proposals and note their ids")
    how.add_argument("--void", type=int, metavar="LOT", help="take back a lot that the platform did not take")
    lots.add_argument("--to", type=Path, metavar="DIR", help="where files are written")
    lots.add_argument("--format", choices=("csv", "json"), default="csv", help="of the files (default: csv)")
    lots.add_argument(
        "--open-data",
        type=Path,
        metavar="FILE",
        help="match with this download instead of asking the platform",
    )
    votes = command(
        parts,
        "votes",
        _votes,
        "make the file that brings the platform's paper ballots to the signed minutes",
        "kiosk hub decidim votes papers/minutes.signed --to /media/stick",
    )
    votes.add_argument("minutes", nargs="?", type=Path, metavar="MINUTES", help="minutes.signed of the count")
    votes.add_argument("--cancel", type=int, metavar="LOT", help="make the file that takes this lot back")
    votes.add_argument(
        "--again", type=int, metavar="LOT", help="write the file of a lot again, byte for byte"
    )
    votes.add_argument("--to", type=Path, metavar="DIR", help="where files are written")
    votes.add_argument(
        "--figure",
        choices=("voters", "score"),
        default="voters",
        help="how many chose a project, as on paper ballots, or its points (default: voters)",
    )
    votes.add_argument("--dry-run", action="store_true", help="show the figures; write nothing down")
    status = command(
        parts,
        "status",
        _status,
        "say how far the handing over has come, and what needs somebody",
        "kiosk hub decidim status canal-idees --items",
    )
    status.add_argument("activity", nargs="?", metavar="ACTIVITY", help="of this activity")
    status.add_argument("--items", action="store_true", help="list every contribution that is on its way")
    for part in (push, lots, votes):
        part.add_argument(
            "--targets",
            type=Path,
            metavar="FILE",
            help="where activities go (default: what was pulled, and the hub's decidim-targets.json)",
        )
        part.add_argument(
            "--test-platform",
            action="store_true",
            help="a hub in test mode hands over only to a platform for tests: say that this is one",
        )
        part.add_argument("--address", metavar="URL", help="the platform (default: decidim.address)")
        part.add_argument("--profile", choices=_VERSIONS, help="its version (default: ask it)")
    for part in (push, lots, votes, status):
        with_json(with_hub(part))


# -- push -----------------------------------------------------------------------------------------


def _push(arguments: argparse.Namespace) -> int:
    from sync.decidim.push import push
    from sync.decidim.status import PUSHED

    with _hub(arguments) as store:
        _check_mode(store, arguments)
        with _platform(store, arguments) as platform:
            ways = _ways(platform)
            if arguments.dry_run:
                return _look(store, arguments, ways)
            planned = _plan(store, arguments, ways)
            report = push(store, platform, most=arguments.most)
        told = {
            "sent": len(report.done),
            "found_again": len(report.found),
            "refused": len(report.refused),
            "in_doubt": len(report.unknown),
            "waiting_for_their_proposal": len(report.waiting),
            "left": report.left,
            "closed": sorted(report.closed),
            "stopped": report.stopped,
        }
        store.log(PUSHED, json.dumps({name: value for name, value in told.items() if value}))
    figures(_planned(planned) | told, as_json=arguments.json)
    for place, sentence in sorted(report.closed.items()):
        say(f"{place}: {sentence}")
    if report.stopped:
        say(report.stopped)
    return DONE if report.clean else REFUSED


def _look(store: HubStore, arguments: argparse.Namespace, ways: Ways) -> int:
    shown: list[Row] = []
    planned = _plan(store, arguments, ways, shown)
    rows = [row for row in shown if row.state.value not in ("done", "withdrawn")]
    if arguments.json:
        listed = [
            {
                "receipt": row.receipt,
                "kind": row.kind,
                "activity": row.activity,
                "way": row.way.value,
                "state": row.state.value,
                "reason": row.reason,
                "title": row.text.title,
            }
            for row in rows
        ]
        print(json.dumps(_planned(planned) | {"items": listed}, ensure_ascii=False))
        return DONE
    for row in rows:
        print(plain(f"{row.receipt}  {row.kind}  {row.way.value}  {row.state.value}  {row.reason}"))
    figures(_planned(planned), as_json=False)
    say("Nothing was sent or written down.")
    return DONE


def _plan(
    store: HubStore, arguments: argparse.Namespace, ways: Ways, shown: list[Row] | None = None
) -> Planned:
    from sync.decidim.ledger import activities_of, plan
    from sync.decidim.published import published_outgoing

    targets = _targets(store, arguments)
    activities = tuple(sorted({*targets.activities, *activities_of(store)}))
    published = published_outgoing(store)
    return plan(store, published, targets, ways, activities, look=None if shown is None else shown.extend)


def _planned(planned: Planned) -> dict[str, object]:
    return {
        "newly_planned": planned.new,
        "changed": planned.changed,
        "held": planned.held,
        "withdrawn": planned.withdrawn,
        "without_a_place": planned.elsewhere,
    }


# -- lots -----------------------------------------------------------------------------------------


def _lots(arguments: argparse.Namespace) -> int:
    with _hub(arguments) as store:
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

    _check_mode(store, arguments)
    folder = _folder(arguments)
    target = _target(store, arguments)
    with _platform(store, arguments) as platform:
        version, ways = platform.profile.version, _ways(platform)
    planned = _plan(store, arguments, ways)
    # What a crash left without a file comes first, under its own number.
    made = [one.number for one in unwritten(store) if one.kind == "proposals"]
    while (lot := make_lot(store, arguments.activity, target, version, arguments.format)) is not None:
        made.append(lot.number)
    files = [str(write_lot(store, number, folder)) for number in made]
    figures(_planned(planned) | {"lots": made, "files": files}, as_json=arguments.json)
    if planned.held:
        say("Some are held: kiosk hub decidim status --items says why. Edit them in moderation.")
    if not made:
        say("Nothing is planned for a file: no lot was made.")
    return DONE


def _again(store: HubStore, arguments: argparse.Namespace) -> int:
    from sync.decidim.lots import lot, write_lot
    from sync.decidim.votes import write_votes_lot

    folder = _folder(arguments)
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

    target = _target(store, arguments)
    if arguments.open_data:
        posts = list(open_data_posts(arguments.open_data, target.component, target.locales[0]))
    else:
        with _platform(store, arguments) as platform:
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
    target = _targets(store, arguments).activities.get(found.activity)
    if target is None or target.component != found.component:
        raise HandoverError(f"The targets do not say component {found.component} for {found.activity}.")
    with _platform(store, arguments) as platform:
        match(store, found.activity, posts_of(platform.client, target.component, target.locales[0]))
    held = make_void(store, found.number)
    figures({"lot": found.number, "void": True, "planned_anew": len(held)}, as_json=arguments.json)
    say(f"Destroy every copy of {found.file}: it may never be uploaded.")
    return DONE


# -- votes ----------------------------------------------------------------------------------------


def _votes(arguments: argparse.Namespace) -> int:
    from kiosk.errors import UsageError
    from sync.decidim.votes import lines_of, make_cancelling_lot, make_votes_lot, write_votes_lot

    chosen = [arguments.minutes, arguments.cancel, arguments.again]
    if sum(one is not None for one in chosen) != 1:
        raise UsageError("Name the minutes, or a lot with --cancel or --again: one of them.")
    with _hub(arguments) as store:
        if arguments.again is not None:
            return _again(store, arguments)
        _check_mode(store, arguments)
        if arguments.dry_run:
            return _look_at_votes(store, arguments)
        folder = _folder(arguments)
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
    return _target(store, arguments)


# -- status ---------------------------------------------------------------------------------------


def _status(arguments: argparse.Namespace) -> int:
    from sync.decidim.ledger import State
    from sync.decidim.status import ledger_page, status

    attention = (State.UNKNOWN.value, State.REFUSED.value, State.HELD.value)
    with _hub(arguments) as store:
        told = status(store)
        lines = ledger_page(store, arguments.activity)
    # A reason in the platform's own words has no key: it did not let us write.
    said = [line for line in lines if line.state == State.PLANNED.value and line.reasons]
    closed = {line.receipt for line in said if not line.reason_keys}
    troubled = [
        line for line in lines if line.state in attention or line.changed_here or line.receipt in closed
    ]
    if arguments.json:
        items = [
            {
                "receipt": line.receipt,
                "kind": line.kind,
                "activity": line.activity,
                "state": line.state,
                "way": line.way,
                "reasons": list(line.reasons),
                "remote": line.remote,
                "attempts": line.attempts,
                "lot": line.lot,
                "changed_here": line.changed_here,
            }
            for line in (lines if arguments.items else troubled)
        ]
        print(json.dumps(told | {"items": items}, ensure_ascii=False))
    else:
        for line in lines if arguments.items else troubled:
            where = f"→ {line.remote}" if line.remote else f"lot {line.lot}" if line.lot else ""
            changed = "changed here since" if line.changed_here else ""
            words = (line.receipt, line.kind, line.activity, line.state, where, *line.reasons, changed)
            print(plain("  ".join(word for word in words if word)))
        figures(told.pop("activities") | told, as_json=False)
    return REFUSED if troubled else DONE


# -- what they share ------------------------------------------------------------------------------


@contextmanager
def _hub(arguments: argparse.Namespace) -> Iterator[HubStore]:
    store = open_hub(arguments)
    try:
        yield store
    finally:
        store.close()


def _check_mode(store: HubStore, arguments: argparse.Namespace) -> None:
    from kiosk.errors import HandoverError
    from kiosk.ids import Mode

    if store.mode is Mode.TEST and not arguments.test_platform:
        raise HandoverError(
            "This hub is in test mode: nothing in it is a resident's. Hand it over only to a platform for "
            "tests, and say so: --test-platform."
        )


@contextmanager
def _platform(store: HubStore, arguments: argparse.Namespace) -> Iterator[Decidim]:
    from sync.hub.central import central_platform

    told = {name: value for name in ("address", "profile") if (value := getattr(arguments, name))}
    with central_platform(store, settings_of(arguments).decidim.model_copy(update=told)) as platform:
        yield platform


def _ways(platform: Decidim) -> Ways:
    from sync.decidim.ledger import ways_of

    return ways_of(platform.capabilities())


def _targets(store: HubStore, arguments: argparse.Namespace) -> Targets:
    from sync.decidim.target_files import load_targets

    locale = settings_of(arguments).decidim.languages[0]
    return load_targets(store.folder.path, arguments.targets, locale)


def _target(store: HubStore, arguments: argparse.Namespace) -> Target:
    from kiosk.errors import UsageError

    if not arguments.activity:
        raise UsageError("Say which activity.")
    found = _targets(store, arguments).activities.get(arguments.activity)
    if found is None:
        raise UsageError(f"The targets say nothing of {arguments.activity}.")
    return found


def _folder(arguments: argparse.Namespace) -> Path:
    from kiosk.errors import UsageError
    from kiosk.medium import is_writable_folder

    folder: Path | None = arguments.to
    if folder is None or not is_writable_folder(folder):
        raise UsageError("Say where files are written: --to DIR, a folder that can be written to.")
    return folder
