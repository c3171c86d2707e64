"""What a sheet of paper is made of, whatever it is for: a receipt, a closing sheet, a form to fill in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from textwrap import wrap


class Style(Enum):
    """How a line stands on the paper."""

    PLAIN = auto()
    BOLD = auto()
    CENTRED = auto()
    TITLE = auto()
    """Bold, in the middle."""
    LARGE = auto()
    """Twice as wide and high, bold, in the middle: half as many letters fit."""


@dataclass(frozen=True)
class Text:
    """A sentence or a paragraph; broken at words, never cut."""

    text: str
    style: Style = Style.PLAIN


@dataclass(frozen=True)
class Pair:
    """A name at the left and its figure at the right, on one line where both fit."""

    name: str
    value: str


@dataclass(frozen=True)
class Rule:
    """A line from edge to edge."""


@dataclass(frozen=True)
class Gap:
    """Empty lines: air, or room to write by hand."""

    lines: int = 1


@dataclass(frozen=True)
class Code:
    """A QR code of a text."""

    text: str


Part = Text | Pair | Rule | Gap | Code
Sheet = Sequence[Part]


@dataclass(frozen=True)
class Line:
    """One line as it is printed: `text` fits in the columns of its style."""

    text: str
    style: Style = Style.PLAIN


def laid_out(sheet: Sheet, columns: int) -> Iterator[Line | Code]:
    """The lines of a sheet on paper of `columns` letters; codes stay whole.

    No-break spaces hold words together. A word longer than the line is folded.
    """
    for part in sheet:
        match part:
            case Text(text, style):
                width = columns // 2 if style is Style.LARGE else columns
                yield from (Line(line, style) for line in _folded(text, width))
            case Pair(name, value):
                yield from _pair(name, value, columns)
            case Rule():
                yield Line("-" * columns)
            case Gap(lines):
                yield from (Line("") for _ in range(lines))
            case Code():
                yield part


def _pair(name: str, value: str, columns: int) -> Iterator[Line]:
    value = " ".join(value.split(" "))
    if len(name) + 1 + len(value) <= columns and "\n" not in name + value:
        yield Line(name + " " * (columns - len(name) - len(value)) + value)
        return
    yield from (Line(line) for line in _folded(name, columns))
    yield from (Line(line.rjust(columns)) for line in _folded(value, columns))


def _folded(text: str, width: int) -> Iterator[str]:
    for paragraph in text.split("\n"):
        # textwrap breaks at ASCII spaces only, so a no-break space holds.
        yield from wrap(paragraph, width, break_on_hyphens=False) or [""]
