"""Where each character of a written text stands on the glass: lines that know their place in the text."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from rich.cells import cell_len, split_graphemes


@dataclass(frozen=True)
class Line:
    """Characters `start` to `end` of a text. Spaces at a soft end belong to it and may hang over the edge."""

    start: int
    end: int
    soft: bool
    """Whether it ends because the room does, and not because somebody ended it."""


def stops(text: str) -> list[int]:
    """Every place between two characters as people see them, from 0 to the end: never inside an accent."""
    places = [0]
    start = 0
    for line in text.split("\n"):
        # To the ruler a line end has no width, as a mark has; to the eye it is a place of its own.
        if start > places[-1]:
            places.append(start)
        for _, end, cells in split_graphemes(line)[0]:
            if cells or places[-1] == start:
                places.append(start + end)
            else:
                places[-1] = start + end
        start += len(line) + 1
    return places


def broken(text: str, width: int) -> list[Line]:
    """The lines of a text: at most `width` cells without the spaces at their end; long words are folded."""
    lines: list[Line] = []
    start = 0
    for paragraph in text.split("\n"):
        lines += _broken_paragraph(paragraph, start, max(2, width))
        start += len(paragraph) + 1
    return lines


def _broken_paragraph(text: str, offset: int, width: int) -> Iterator[Line]:
    start = 0
    """Of the line that is being filled."""
    used = 0
    word_at = 0
    """After the last space: where the line may be broken."""
    for begin, end, cells in split_graphemes(text)[0]:
        if text[begin:end] == " ":
            used += cells
            word_at = end
            continue
        while used + cells > width and begin > start:
            at = word_at if word_at > start else begin
            yield Line(offset + start, offset + at, soft=True)
            start = at
            used = cell_len(text[at:begin])
        used += cells
    yield Line(offset + start, offset + len(text), soft=False)


def line_of(lines: Sequence[Line], at: int) -> int:
    """The number of the line in which the cursor stands at character `at`."""
    return bisect_right([line.start for line in lines], at) - 1


def cells_before(text: str, line: Line, at: int) -> int:
    """Columns between the beginning of the line and the cursor."""
    return cell_len(text[line.start : at])


def index_at(text: str, line: Line, column: int) -> int:
    """The place in the text that is nearest to a column of a line."""
    words = text[line.start : line.end]
    places = stops(words)
    # Behind the last character of a soft line the cursor would stand in the next one.
    reachable = places[:-1] if line.soft and len(places) > 1 else places
    best = 0
    for place, after in pairwise(reachable):
        before, end = cell_len(words[:place]), cell_len(words[:after])
        if column <= before + (end - before - 1) / 2:
            break
        best = after
    return line.start + best
