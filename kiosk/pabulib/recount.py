"""A second count, written apart from `kiosk.ballots.tally` so that each can catch the other's mistakes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from kiosk.errors import PabulibError
from kiosk.pabulib.model import PabulibFile, PabulibVote


@dataclass(frozen=True)
class Recount:
    """Both hold every project of the file, with 0 where nobody chose it."""

    score: dict[str, int]
    """approval, choose-1: voters; cumulative: sum of points; ordinal: Borda, where the
    first of a ballot of length n gets n and the last 1, as in Pabulib's own `score` column."""
    voters: dict[str, int]


def recount(file: PabulibFile, votes: Iterable[PabulibVote]) -> Recount:
    """Count accepted `votes` of `file`. Raises `PabulibError` for a vote that has a `problem`."""
    kind = file.vote_type
    voters: Counter[str] = Counter()
    score: Counter[str] = Counter()
    for vote in votes:
        if vote.problem:
            raise PabulibError(f"{file.name}: voter {vote.voter_id} cannot be counted. {vote.problem}")
        voters.update(set(vote.choices))
        if kind == "cumulative":
            for project, points in zip(vote.choices, vote.points, strict=True):
                score[project] += points
        elif kind == "ordinal":
            for place, project in enumerate(vote.choices):
                score[project] += len(vote.choices) - place
    if kind in ("approval", "choose-1"):
        score = voters
    return Recount(
        {project.id: score[project.id] for project in file.projects},
        {project.id: voters[project.id] for project in file.projects},
    )
