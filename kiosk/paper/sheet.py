"""A sheet for staff as titled parts: the same for a page, a receipt printer and a screen."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from kiosk.paper.printable import printable

WIDTH_MIN = 16
_GAP = 2
_NAME_MIN = 18
"""Columns that the first column of a table keeps, or the table is written one figure a line."""


@dataclass(frozen=True)
class Facts:
    """What and which, pair by pair."""

    pairs: tuple[tuple[str, str], ...]
    title: str = ""
    mono: bool = False
    """Values are fingerprints and the like, which are compared letter by letter."""


@dataclass(frozen=True)
class Figures:
    """A few large numbers, each with the word for it."""

    pairs: tuple[tuple[str, str], ...]
    """Number and word."""


@dataclass(frozen=True)
class Table:
    """Figures by row; the first column names the row."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    total: bool = False
    """Whether the last row sums up the others."""


@dataclass(frozen=True)
class Words:
    """A paragraph."""

    text: str
    title: str = ""
    alarm: bool = False
    """Whether something is wrong: nobody may overlook it."""


@dataclass(frozen=True)
class Code:
    """A QR code with what it is for; printers that can, draw it."""

    title: str
    caption: str
    text: str


@dataclass(frozen=True)
class Signatures:
    """A line to sign for each."""

    names: tuple[str, ...]


Part = Facts | Figures | Table | Words | Code | Signatures


@dataclass(frozen=True)
class Sheet:
    """A sheet in one language."""

    title: str
    eyebrow: str
    """What kind of paper it is, and whose."""
    foot: str
    """What each page says at its foot."""
    language: str
    made: datetime
    parts: tuple[Part, ...]
    band: str = ""
    """A warning on each page, such as that this is a test."""

    @property
    def codes(self) -> tuple[str, ...]:
        """The texts of its QR codes, in order."""
        return tuple(part.text for part in self.parts if isinstance(part, Code))

    @property
    def alarms(self) -> tuple[str, ...]:
        """What is wrong, in words."""
        return tuple(part.text for part in self.parts if isinstance(part, Words) and part.alarm)

    def lines(self, width: int) -> list[str]:
        """For a printer or a terminal of `width` columns (16 or more); QR codes are left to `codes`."""
        width = max(width, WIDTH_MIN)
        rule = "-" * width
        head = [*_folded(self.band, width), *_folded(self.eyebrow, width), *_folded(self.title, width), rule]
        return [*head, *self.body_lines(width)]

    def body_lines(self, width: int) -> list[str]:
        """The same without its head, for a screen that has said already what this is."""
        width = max(width, WIDTH_MIN)
        return [line for part in self.parts for line in (*_lines(part, width), "")]


def _lines(part: Part, width: int) -> Iterator[str]:
    match part:
        case Facts(pairs, title):
            yield from _folded(title, width)
            for label, value in pairs:
                yield from _pair(label, value, width)
        case Figures(pairs):
            for number, word in pairs:
                yield from _pair(word, number, width)
        case Table(title):
            yield from _folded(title, width)
            yield from _table(part, width)
        case Words(text, title, alarm):
            yield from _folded(title, width)
            yield from _folded(f"!! {text}" if alarm else text, width)
        case Code(title, caption):
            yield from _folded(title, width)
            yield from _folded(caption, width)
        case Signatures(names):
            for name in names:
                yield from _folded(name, width)
                yield from ("", "", "_" * width)


def _pair(label: str, value: str, width: int, indent: int = 0) -> Iterator[str]:
    label, value = " " * indent + printable(label), printable(value)
    room = width - cells(label) - cells(value)
    if room >= _GAP:
        yield label + " " * room + value
        return
    for text, inset in ((label.strip(), indent), (value, indent + 2)):
        yield from (" " * inset + line for line in _folded(text, width - inset))


def _table(table: Table, width: int) -> Iterator[str]:
    rows = [tuple(printable(text) for text in row) for row in (table.columns, *table.rows)]
    wide = [max(cells(row[place]) for row in rows) for place in range(1, len(table.columns))]
    name = width - sum(wide) - _GAP * len(wide)
    if name < _NAME_MIN:
        for row in table.rows:
            yield from _folded(row[0], width)
            for column, figure in zip(table.columns[1:], row[1:], strict=True):
                yield from _pair(column, figure, width, indent=2)
        return
    for number, row in enumerate(rows):
        if number == 1 or (table.total and number == len(rows) - 1):
            yield "-" * width
        *above, last = _folded(row[0], name) or [""]
        yield from above
        figures = "".join(
            " " * (_GAP + room - cells(text)) + text for room, text in zip(wide, row[1:], strict=True)
        )
        yield last + " " * (name - cells(last)) + figures


def cells(text: str) -> int:
    """Columns that a text takes where letters have one width."""
    return sum(_cell(character) for character in text)


def _cell(character: str) -> int:
    if unicodedata.category(character) in ("Mn", "Me"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def _folded(text: str, width: int) -> list[str]:
    """Lines broken at spaces, or within a word that is longer than a line; none for an empty text."""
    lines: list[str] = []
    line = ""
    for word in printable(text).split(" "):
        for piece in _pieces(word, width):
            if line and cells(line) + 1 + cells(piece) > width:
                lines.append(line)
                line = piece
            else:
                line = f"{line} {piece}" if line else piece
    return [*lines, line] if line else lines


def _pieces(word: str, width: int) -> Sequence[str]:
    pieces, piece = [], ""
    for character in word:
        if cells(piece) + _cell(character) > width:
            pieces.append(piece)
            piece = ""
        piece += character
    return [*pieces, piece] if piece else pieces
