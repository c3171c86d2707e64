"""What the results are made of, whatever they are shown on."""

from __future__ import annotations

from dataclasses import dataclass

Number = int | float | None
"""None: withheld."""


@dataclass(frozen=True)
class Figures:
    """Large numbers in a row, each with its words."""

    pairs: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Plot:
    """Bars, and their numbers beside them."""

    title: str
    unit: str
    """What is counted: the head of the column of numbers."""
    rows: tuple[tuple[str, Number], ...]
    of: int
    """What shares are of; 0 where the parts do not make a whole."""
    note: str = ""
    over_time: bool = False
    """Whether the rows are dates: columns from left to right."""

    @property
    def withheld(self) -> bool:
        """Whether any number is."""
        return any(number is None for _, number in self.rows)

    @property
    def largest(self) -> float:
        """The longest bar; 1 at least."""
        return max([number for _, number in self.rows if number is not None], default=0) or 1


@dataclass(frozen=True)
class Grid:
    """A table; the first column is words, the others are numbers."""

    title: str
    head: tuple[str, ...]
    rows: tuple[tuple[str | Number, ...], ...]
    note: str = ""


@dataclass(frozen=True)
class Words:
    """A paragraph."""

    text: str


@dataclass(frozen=True)
class Quotes:
    """What people wrote, one below the other. It is theirs: hostile until shown as text."""

    title: str
    texts: tuple[str, ...]


Block = Figures | Plot | Grid | Words | Quotes


@dataclass(frozen=True)
class Section:
    """A chapter."""

    name: str
    """For addresses: letters, figures and ``-``."""
    title: str
    blocks: tuple[Block, ...]
