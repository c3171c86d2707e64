"""Where the keys of a keyboard lie, and how a line of them is painted."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from rich.style import Style
from textual.geometry import Region, Size
from textual.strip import Strip
from textual.widget import Widget

from screens.widgets.field import Field
from screens.widgets.layouts import Row
from screens.widgets.touch import POINTER

WORDS_MAX = 3
"""Suggested words that stand side by side."""
_WIDEST_KEY = 12
_TALLEST_KEY = 3
_UNEVEN = 3.8
"""Columns a key from which all the width is used: one column more or less is not seen there."""
_NOWHERE = Region()


@dataclass(frozen=True)
class PlacedKey:
    """A key, and where it lies: the blank column at its right belongs to it."""

    name: str
    region: Region = _NOWHERE
    word: bool = False
    """Whether it is a suggested word, which may be called as another key is."""


def lines_a_key(rows: int, height: int, others: Iterable[Widget]) -> int:
    """How tall keys can be when `others` share the height with them: three lines where nobody is cramped."""
    needs = [_needs(widget) for widget in others]
    comfortable, least = (sum(part) for part in zip(*needs, strict=True)) if needs else (0, 0)
    if rows * _TALLEST_KEY + comfortable <= height:
        return _TALLEST_KEY
    return 2 if rows * 2 + least <= height else 1


def _needs(widget: Widget) -> tuple[int, int]:
    """Lines that a widget would like, and that it needs."""
    styles = widget.styles
    around = styles.gutter.height + styles.margin.height
    if isinstance(widget, Field):
        return around + widget.line_count, around + 1
    height = styles.height
    lines = int(height.value) if height is not None and height.cells is not None else 1
    return around + lines, around + lines


def _edges(columns: int, width: int) -> list[int]:
    """Where each column begins, and where the last one ends."""
    pitch = (width + 1) / columns
    if pitch > _WIDEST_KEY or pitch < _UNEVEN:
        pitch = max(1, min(_WIDEST_KEY, int(pitch)))
    start = max(0, int(width + 1 - pitch * columns) // 2)
    # At 40 columns this makes the fifth column a cell narrower, where no key has a word on it.
    return [start + int(pitch * column + 0.45) for column in range(columns + 1)]


def placed(page: Sequence[Row], columns: int, width: int, lines: int, top: int = 0) -> list[PlacedKey]:
    """The keys of a page, `lines` high, below `top`."""
    edges = _edges(columns, width)
    keys = []
    for number, row in enumerate(page):
        column = 0
        for name, units in row:
            left, right = edges[column], edges[column + units]
            if name:
                keys.append(PlacedKey(name, Region(left, top + number * lines, right - left, lines)))
            column += units
    return keys


def placed_words(words: Sequence[str], width: int, lines: int) -> list[PlacedKey]:
    """Suggested words side by side above all keys."""
    edges = [(width + 1) * part // WORDS_MAX for part in range(WORDS_MAX + 1)]
    places = zip(edges, edges[1:], words, strict=False)
    return [PlacedKey(word, Region(left, 0, right - left, lines), word=True) for left, right, word in places]


def placed_strip(letters: str, base: Region, columns: int, size: Size) -> list[PlacedKey]:
    """What a held key opens: over the row above it, or below the first one."""
    edges = _edges(columns, size.width)
    y = base.y - base.height if base.y >= base.height else base.bottom
    column = max(number for number, edge in enumerate(edges) if edge <= base.x)
    column = max(0, min(column, columns - len(letters)))
    places = zip(edges[column:], edges[column + 1 :], letters, strict=False)
    return [PlacedKey(letter, Region(left, y, right - left, base.height)) for left, right, letter in places]


def painted(
    y: int,
    keys: Sequence[PlacedKey],
    width: int,
    *,
    style: Callable[[str], Style],
    state: Callable[[PlacedKey], str],
    label: Callable[[PlacedKey], Iterable[str]],
) -> Strip:
    """A line of keys, from left to right: edges of half a line around the label where there is height."""
    gap = style("keyboard--gap")
    segments: list[Segment] = []
    at = 0
    for key in keys:
        look = state(key)
        room = min(key.region.width - 1, width - key.region.x)
        segments.append(Segment(" " * (key.region.x - at), gap))
        segments.append(_cap(key, y - key.region.y, room, style(f"keyboard--{look}"), gap, label(key), look))
        at = key.region.x + room
    segments.append(Segment(" " * max(0, width - at), gap))
    return Strip(segments, width)


def _cap(
    key: PlacedKey, part: int, room: int, style: Style, gap: Style, labels: Iterable[str], look: str
) -> Segment:
    """A line of a key: its label, or half of its edge."""
    lines = key.region.height
    edge = Style(color=style.bgcolor, bgcolor=gap.bgcolor)
    if lines == _TALLEST_KEY and part != 1:
        return Segment(("▄" if part == 0 else "▀") * room, edge)
    if lines == _TALLEST_KEY - 1 and part == 1:
        return Segment("▀" * room, edge)
    return Segment(_written(labels, room, pointed=look == "pointed"), style)


def _written(labels: Iterable[str], room: int, *, pointed: bool) -> str:
    """The longest label that fits, in the middle; the pointer stands in the first column."""
    known = list(labels)
    label = next((words for words in known if cell_len(words) <= room), known[-1])
    if cell_len(label) > room:
        label = set_cell_size(label, room - 1) + "…" if room > 1 else label[:1]
    left = (room - cell_len(label)) // 2
    text = " " * left + label
    text += " " * (room - cell_len(text))
    return POINTER + text[1:] if pointed and room > 2 else text
