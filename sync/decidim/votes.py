"""Votes for the platform: counts per project, from the signed minutes alone, and never as accounts.

Decidim's module for paper ballots adds each file to those before. So a lot holds the difference
between the minutes and what was handed over, and a correction has negative numbers. A lot is taken
back by another one with the opposite numbers. For platforms that put a figure in the place of the
last one, a lot holds the figures themselves.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, ValidationError
from sqlalchemy import Connection, func, select

from kiosk.errors import FormatError, HandoverError
from kiosk.medium import write_verified
from kiosk.signed import verify
from sync.decidim.ledger_tables import lots, vote_lines
from sync.decidim.lot_files import VOTES_ADDED, VOTES_IN_ALL, votes_file
from sync.decidim.lots import Lot, lot, new_lot, write_lot
from sync.decidim.pusher import only_pusher
from sync.decidim.targets import Target
from sync.hub.store import HubStore

PURPOSE = "decidim-votes"
"""What the note beside a lot is signed for."""
Figure = Literal["voters", "score"]
"""What counts for a project: how many chose it, as on a paper ballot, or its points."""


class _Loose(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class _Project(_Loose):
    id: str
    voters: int
    score: int


class _Contest(_Loose):
    projects: tuple[_Project, ...]


class _Activity(_Loose):
    id: str


class Minutes(_Loose):
    """What the figures are taken from."""

    format: Literal["kiosk-minutes/1"]
    mode: str
    activity: _Activity
    contests: tuple[_Contest, ...]

    def figures(self, figure: Figure) -> dict[str, int]:
        """Project to its figure, over all contests."""
        return {
            project.id: project.voters if figure == "voters" else project.score
            for contest in self.contests
            for project in contest.projects
        }


@dataclass(frozen=True)
class Line:
    """What a lot says of one project."""

    project: str
    remote: str
    delta: int
    total: int


def read_minutes(store: HubStore, signed: bytes) -> Minutes:
    """Minutes that this hub has signed.

    Raises:
        SignatureError: somebody else wrote or changed them.
        FormatError: they are of another shape.
    """
    try:
        minutes = Minutes.model_validate_json(verify(signed, "minutes", store.signing_key.verify_key))
    except ValidationError:
        raise FormatError("These are not minutes that this version of the hub writes.") from None
    if minutes.mode != store.mode.value:
        raise HandoverError(f"These minutes are of a {minutes.mode} vote; this hub is {store.mode.value}.")
    return minutes


def handed_over(store: HubStore, activity: str) -> dict[str, int]:
    """Project to what stands on the platform by all lots so far."""
    with store.reading() as connection:
        return _handed_over(connection, activity)


def _handed_over(connection: Connection, activity: str) -> dict[str, int]:
    query = (
        select(vote_lines.c.project, func.sum(vote_lines.c.delta))
        .join(lots, lots.c.number == vote_lines.c.lot)
        .where(lots.c.activity == activity, lots.c.void.is_(False))
        .group_by(vote_lines.c.project)
    )
    return {project: int(number) for project, number in connection.execute(query)}


def differences(minutes: Minutes, before: dict[str, int], target: Target, figure: Figure) -> list[Line]:
    """The lines of the next lot, by project; projects whose figure is on the platform already have none.

    Raises:
        HandoverError: nothing says what the platform calls a project.
    """
    now = minutes.figures(figure)
    lines = []
    for project in sorted(now | before):
        total, standing = now.get(project, 0), before.get(project, 0)
        if total == standing:
            continue
        remote = target.project_of(project)
        if not remote:
            raise HandoverError(
                f"Nothing says which project of the platform {project} is. Add it to the targets; "
                "no figure was handed over."
            )
        lines.append(Line(project, remote, total - standing, total))
    if len({line.remote for line in lines}) != len(lines):
        raise HandoverError("Two projects have one id on the platform. Mend the targets.")
    return lines


def make_votes_lot(store: HubStore, signed: bytes, target: Target, figure: Figure = "voters") -> Lot | None:
    """Write down the lot that brings the platform to these minutes; None when it is there already.

    Raises:
        HandoverError: a project is not known there, figures were handed over in another way before, or
            another process is handing over.
        SignatureError, FormatError: these are not this hub's minutes.
    """
    minutes = read_minutes(store, signed)
    activity = minutes.activity.id
    with only_pusher(store) as pusher, store.transaction() as connection:
        pusher.keep(connection)
        earlier = connection.execute(
            select(lots.c.profile).where(lots.c.activity == activity, lots.c.kind.in_(("votes", "cancel")))
        ).scalars()
        way = f"{target.votes} {figure}"
        standing = _handed_over(connection, activity)
        if any(standing.values()) and any(one != way for one in earlier):
            raise HandoverError(
                f"Figures of {activity} were handed over in another way before: stay with it, or cancel them."
            )
        lines = differences(minutes, standing, target, figure)
        if not lines:
            return None
        if target.votes == "absolute":
            content = votes_file(((line.remote, line.total) for line in lines), VOTES_IN_ALL)
        else:
            content = votes_file(((line.remote, line.delta) for line in lines), VOTES_ADDED)
        number = new_lot(
            connection,
            store.clock(),
            kind="votes",
            activity=activity,
            component=target.component,
            profile=way,
            ending="csv",
            content=content,
            items=len(lines),
            minutes=hashlib.sha256(signed).hexdigest(),
        )
        _write_lines(connection, number, lines)
    return lot(store, number)


def make_cancelling_lot(store: HubStore, number: int) -> Lot:
    """Write down the lot that takes the figures of another one back.

    Raises:
        HandoverError: that one has no votes, was cancelled before, or is a figure in another's place.
    """
    with only_pusher(store) as pusher:
        other = lot(store, number)
        if other.kind != "votes":
            raise HandoverError(f"Lot {number} is no lot of votes.")
        with store.transaction() as connection:
            pusher.keep(connection)
            profile = connection.scalar(select(lots.c.profile).where(lots.c.number == number)) or ""
            by = connection.scalar(select(lots.c.number).where(lots.c.cancels == number))
            if by is not None:
                raise HandoverError(f"Lot {number} was cancelled by lot {by}.")
            found = connection.execute(
                select(vote_lines).where(vote_lines.c.lot == number).order_by(vote_lines.c.project)
            ).all()
            standing = _handed_over(connection, other.activity)
            lines = [
                Line(line.project, line.remote, -line.delta, standing.get(line.project, 0) - line.delta)
                for line in found
            ]
            absolute = profile.startswith("absolute ")
            if absolute:
                content = votes_file(((line.remote, line.total) for line in lines), VOTES_IN_ALL)
            else:
                content = votes_file(((line.remote, line.delta) for line in lines), VOTES_ADDED)
            made = new_lot(
                connection,
                store.clock(),
                kind="cancel",
                activity=other.activity,
                component=other.component,
                profile=profile,
                ending="csv",
                content=content,
                items=len(lines),
                cancels=number,
                minutes=other.minutes,
            )
            _write_lines(connection, made, lines)
    return lot(store, made)


def _write_lines(connection: Connection, number: int, lines: list[Line]) -> None:
    connection.execute(
        vote_lines.insert(),
        [
            {
                "lot": number,
                "project": one.project,
                "remote": one.remote,
                "delta": one.delta,
                "total": one.total,
            }
            for one in lines
        ],
    )


def lines_of(store: HubStore, number: int) -> list[Line]:
    """What a lot of votes says, by project."""
    query = select(vote_lines).where(vote_lines.c.lot == number).order_by(vote_lines.c.project)
    with store.reading() as connection:
        found = connection.execute(query).all()
    return [Line(row.project, row.remote, row.delta, row.total) for row in found]


def write_votes_lot(store: HubStore, number: int, folder: Path) -> tuple[Path, Path]:
    """Write the file of a lot of votes and the signed note that says what it is; the same bytes every time.

    Raises:
        HandoverError, StickError: as `write_lot`.
    """
    found = lot(store, number)
    path = write_lot(store, number, folder)
    note = {
        "format": "kiosk-decidim-votes/1",
        "lot": number,
        "mode": store.mode.value,
        "activity": found.activity,
        "component": found.component,
        "cancels": found.cancels,
        "minutes": found.minutes,
        "file": found.file,
        "sha256": found.digest,
        "projects": [
            {"id": line.project, "platform": line.remote, "delta": line.delta, "total": line.total}
            for line in lines_of(store, number)
        ],
    }
    encoded = json.dumps(note, ensure_ascii=False, indent=1).encode() + b"\n"
    beside = path.with_suffix(".signed")
    write_verified(beside, store.signing_key.sign(PURPOSE, encoded))
    return path, beside
