"""A ballot in the clear. It exists in a visit's memory and at the count, nowhere else."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from kiosk.errors import FormatError
from kiosk.ids import ProjectId
from kiosk.padding import LENGTH_BYTES, pad, unpad

_STEP_BYTES = 64


@dataclass(frozen=True)
class Ballot:
    """What one person chose. No choice at all is a blank vote.

    `choices` is best first in a ranking. `points` has one number per choice where points are given.
    """

    choices: tuple[ProjectId, ...] = ()
    points: tuple[int, ...] = ()

    @property
    def blank(self) -> bool:
        """Whether this is a blank vote."""
        return not self.choices


def encode(ballot: Ballot, size: int) -> bytes:
    """`size` bytes, whatever the ballot; see `encoded_size`."""
    content = {"c": ballot.choices, "p": ballot.points} if ballot.points else {"c": ballot.choices}
    return pad(json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode(), size)


def decode(padded: bytes, size: int) -> Ballot:
    """Read back what `encode` gave. Raises `FormatError` on anything else."""
    try:
        content: Any = json.loads(unpad(padded, size))
    except (ValueError, RecursionError):
        raise FormatError("This ballot does not parse.") from None
    if not isinstance(content, dict) or not {"c"} <= content.keys() <= {"c", "p"}:
        raise FormatError("This ballot does not parse.")
    choices, points = content["c"], content.get("p", [])
    strings = isinstance(choices, list) and all(isinstance(choice, str) for choice in choices)
    # bool is an int to Python and is no number of points.
    whole = isinstance(points, list) and all(type(point) is int for point in points)
    if not strings or not whole:
        raise FormatError("This ballot does not parse.")
    ballot = Ballot(tuple(map(ProjectId, choices)), tuple(points))
    try:
        same = encode(ballot, size) == padded
    except UnicodeEncodeError:
        same = False
    if not same:
        raise FormatError("This ballot is written in another way than ours.")  # it could be marked
    return ballot


def encoded_size(project_ids: tuple[ProjectId, ...], most_choices: int, most_points: int | None) -> int:
    """The one size in bytes that holds every valid ballot of a contest.

    Takes the longest ids that could be chosen together and, where points are given, the widest
    number for each; rounded up to 64 so that small changes of a catalogue do not show.
    """
    widths = sorted(
        (len(json.dumps(name, ensure_ascii=False).encode()) for name in project_ids), reverse=True
    )
    longest = sum(width + 1 for width in widths[:most_choices])
    if most_points is not None:
        longest += min(most_choices, len(widths)) * (len(str(most_points)) + 1)
    needed = LENGTH_BYTES + len('{"c":[],"p":[]}') + longest
    return -(-needed // _STEP_BYTES) * _STEP_BYTES
