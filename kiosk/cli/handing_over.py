"""Commands that hand over to the central platform: hub decidim push, lots, votes, status."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING

from kiosk.cli.options import command, with_hub, with_json
from kiosk.cli.output import DONE, REFUSED, figures, plain, say
from kiosk.cli.platform import check_mode, plan_now, planned_figures, the_hub, the_platform, ways_now
from kiosk.cli.platform_files import run_lots, run_votes

if TYPE_CHECKING:
    from sync.decidim.ledger import Row, Ways
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
        run_lots,
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
        run_votes,
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


def _push(arguments: argparse.Namespace) -> int:
    from sync.decidim.push import push
    from sync.decidim.status import PUSHED

    with the_hub(arguments) as store:
        check_mode(store, arguments)
        with the_platform(store, arguments) as platform:
            ways = ways_now(platform)
            if arguments.dry_run:
                return _look(store, arguments, ways)
            planned = plan_now(store, arguments, ways)
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
    figures(planned_figures(planned) | told, as_json=arguments.json)
    for place, sentence in sorted(report.closed.items()):
        say(f"{place}: {sentence}")
    if report.stopped:
        say(report.stopped)
    return DONE if report.clean else REFUSED


def _look(store: HubStore, arguments: argparse.Namespace, ways: Ways) -> int:
    shown: list[Row] = []
    planned = plan_now(store, arguments, ways, shown)
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
        print(json.dumps(planned_figures(planned) | {"items": listed}, ensure_ascii=False))
        return DONE
    for row in rows:
        print(plain(f"{row.receipt}  {row.kind}  {row.way.value}  {row.state.value}  {row.reason}"))
    figures(planned_figures(planned), as_json=False)
    say("Nothing was sent or written down.")
    return DONE


def _status(arguments: argparse.Namespace) -> int:
    from sync.decidim.ledger import State
    from sync.decidim.status import ledger_page, status

    attention = (State.UNKNOWN.value, State.REFUSED.value, State.HELD.value)
    with the_hub(arguments) as store:
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
