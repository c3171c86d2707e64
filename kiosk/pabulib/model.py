"""What a .pb file says, as values."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TypeVar

from kiosk.errors import PabulibError
from kiosk.pabulib.amounts import read_number, read_whole
from kiosk.pabulib.fields import ABSENT, VOTE_TYPES, VoteType

_N = TypeVar("_N", Decimal, int)


@dataclass(frozen=True, slots=True)
class PabulibProject:
    """One row of PROJECTS. None and empty texts: the cell is absent, empty or "none"."""

    id: str
    cost: Decimal | None = None
    votes: int | None = None
    """How many voters chose it, by the file."""
    score: Decimal | None = None
    """The sum of its points, by the file."""
    name: str = ""
    selected: int | None = None
    """0 no, 1 yes, 2 and 3 special cases such as extra funds."""
    neighborhood: str = ""
    other: dict[str, str] = field(default_factory=dict)
    """Cells of further columns that are not empty."""


@dataclass(frozen=True, slots=True)
class PabulibVote:
    """One row of VOTES, in the order of the file."""

    voter_id: str
    choices: tuple[str, ...]
    points: tuple[int, ...] = ()
    """Cumulative only: as many as choices unless `problem` says otherwise."""
    problem: str = ""
    """Not empty: the row cannot be cast as it stands; one sentence says why, and names the line."""


@dataclass(frozen=True, slots=True)
class PabulibFile:
    """A whole file. Nothing in it has been corrected; numbers in META are read on demand."""

    name: str
    meta: dict[str, str]
    """In the order of the file, keys in lower case, keys and values stripped."""
    projects: tuple[PabulibProject, ...]
    votes: tuple[PabulibVote, ...]

    @property
    def vote_type(self) -> VoteType:
        """How people voted. Raises `PabulibError` for `scoring` and unknown words."""
        written = self.meta["vote_type"].lower() if self.explicit("vote_type") else ""
        for known in VOTE_TYPES:
            if written == known:
                return known
        if not written:
            raise PabulibError(f"{self.name}: META has no vote_type; add one of {', '.join(VOTE_TYPES)}.")
        raise PabulibError(
            f"{self.name}: vote_type {written} is not supported; this program reads {', '.join(VOTE_TYPES)}."
        )

    @property
    def budget(self) -> Decimal:
        """What the winners may cost together, in the file's currency. Raises `PabulibError` without one."""
        budget = self.number("budget")
        if budget is None:
            raise PabulibError(f"{self.name}: META has no budget; add a line such as budget;50000.")
        return budget

    def explicit(self, key: str) -> bool:
        """Whether META says something for `key`: present, not empty, not "none"."""
        return self.meta.get(key, "").lower() not in ("", ABSENT)

    def number(self, key: str) -> Decimal | None:
        """The number META gives for `key`; None when it says nothing. Raises `PabulibError`."""
        return self._read(key, read_number, "a number")

    def whole(self, key: str) -> int | None:
        """The whole number META gives for `key`; None when it says nothing. Raises `PabulibError`."""
        return self._read(key, read_whole, "a whole number")

    def _read(self, key: str, reading: Callable[[str], _N], kind: str) -> _N | None:
        if not self.explicit(key):
            return None
        try:
            return reading(self.meta[key])
        except ValueError:
            raise PabulibError(f"{self.name}: {key} in META is {self.meta[key]!r}, not {kind}.") from None
