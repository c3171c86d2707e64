"""The city as shapes to touch, two pixels a cell; what a quartier is called is always written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from PIL import Image, ImageDraw
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.geometry import Region, Size
from textual.message import Message
from textual.strip import Strip

from kiosk.geography import Ring, projected
from screens.widgets.text import clean, wrapped
from screens.widgets.touch import POINTER, Touch
from screens.widgets.walk import Direction, next_in

_NAME_LIMIT = 40
_NOTHING = 0
_LABEL_LINES = 3


@dataclass(frozen=True)
class Place:
    """A quartier on the map."""

    id: str
    name: str
    shape: tuple[Ring, ...]
    words: str = ""
    """What there is in it: ``3 consultations``."""


class CityMap(Touch, can_focus=True, inherit_bindings=False):
    """Touch a shape, or walk over the shapes with the arrows. Posts `Chosen`."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"map--ground", "map--place", "map--pointed"}

    class Chosen(Message):
        """A quartier was touched."""

        def __init__(self, place_id: str) -> None:
            super().__init__()
            self.place_id = place_id
            """The quartier's id."""

    class Pointed(Message):
        """The arrows moved to another quartier; a voice may say it."""

        def __init__(self, words: str) -> None:
            super().__init__()
            self.words = words
            """Its name, and what there is in it."""

    def __init__(self, places: Sequence[Place], *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._places = list(places)
        self._pointed = 0
        self._raster: list[list[int]] = []
        """For each pixel: 0, or the number of a place from 1."""
        self._drawn_for = Size(0, 0)
        self._labels: dict[tuple[int, int], str] = {}
        """(line, column) of the first cell of a label to its text."""

    # -- geometry

    def on_resize(self, event: events.Resize) -> None:
        """Draw the shapes for the new size."""
        self._draw(event.size)
        self.refresh()

    def _draw(self, size: Size) -> None:
        self._drawn_for = size
        width, height = size.width, 2 * size.height
        picture = Image.new("L", (max(1, width), max(1, height)), _NOTHING)
        draw = ImageDraw.Draw(picture)
        shapes = projected([place.shape for place in self._places], width, height)
        for number, shape in enumerate(shapes, 1):
            for ring in shape:
                if len(ring) > 2:
                    draw.polygon(ring, fill=number)
        content = picture.tobytes()
        self._raster = [list(content[row * width : (row + 1) * width]) for row in range(height)]
        self._labels = {}
        for number, place in enumerate(self._places, 1):
            self._write_name(number, clean(place.name, _NAME_LIMIT, one_line=True))

    def _runs(self, number: int) -> list[tuple[int, int, int]]:
        """(length, line, first column) of the longest run of cells that lie whole in a place, by line."""
        runs = []
        for line in range(len(self._raster) // 2):
            upper, lower = self._raster[2 * line], self._raster[2 * line + 1]
            inside = [a == b == number for a, b in zip(upper, lower, strict=True)]
            best, start = (0, line, 0), 0
            for column, here in enumerate([*inside, False]):
                if not here:
                    best = max(best, (column - start, line, start))
                    start = column + 1
            runs.append(best)
        return runs

    def _write_name(self, number: int, name: str) -> None:
        runs = self._runs(number)
        if not runs:
            return
        for lines_wanted in range(1, _LABEL_LINES + 1):
            best: tuple[int, int] | None = None
            for first in range(len(runs) - lines_wanted + 1):
                room = min(runs[first + line][0] for line in range(lines_wanted)) - 4
                if (
                    room > 0
                    and len(wrapped(name, room)) <= lines_wanted
                    and max(map(len, wrapped(name, room))) <= room
                ):
                    best = max(best or (0, 0), (room, first))
            if best is not None:
                room, first = best
                for offset, text in enumerate(wrapped(name, room)):
                    length, line, start = runs[first + offset]
                    self._labels[line, start + (length - len(text)) // 2] = text
                return
        length, line, start = max(runs)
        if length >= len(str(number)) + 2:
            self._labels[line, start + length // 2] = str(number)

    def region_of(self, number: int) -> Region:
        """The cells around a place, 0 being the first."""
        cells = [
            (x, y // 2) for y, row in enumerate(self._raster) for x, n in enumerate(row) if n == number + 1
        ]
        if not cells:
            return Region()
        xs, ys = [x for x, _ in cells], [y for _, y in cells]
        return Region.from_corners(min(xs), min(ys), max(xs) + 1, max(ys) + 1)

    # -- input

    @property
    def spoken(self) -> str:
        """The quartier that is pointed at, and what there is in it."""
        place = self._places[self._pointed]
        return f"{place.name}, {place.words}" if place.words else place.name

    def touched(self) -> None:
        """Enter: choose the quartier that is pointed at."""
        self.post_message(self.Chosen(self._places[self._pointed].id))

    def on_click(self, event: events.Click) -> None:
        """A touch chooses the quartier below the finger; beside the city it does nothing."""
        event.stop()
        number = self._at(event.x, event.y)
        if number != _NOTHING:
            self._pointed = number - 1
            self.refresh()
            self.touched()

    def _at(self, column: int, line: int) -> int:
        for row in (2 * line, 2 * line + 1):
            if (
                0 <= row < len(self._raster)
                and 0 <= column < len(self._raster[row])
                and self._raster[row][column]
            ):
                return self._raster[row][column]
        return _NOTHING

    def on_key(self, event: events.Key) -> None:
        """Arrows walk over the shapes and out at the edge; Enter chooses."""
        if event.key in ("up", "down", "left", "right"):
            way: Direction = event.key  # type: ignore[assignment]
            middles = [self._middle(number) for number in range(len(self._places))]
            found = next_in(way, middles[self._pointed], middles)
            if found is not None:
                event.stop()
                event.prevent_default()
                self._pointed = found
                self.refresh()
                self.post_message(self.Pointed(self.spoken))

    def _middle(self, number: int) -> Region:
        x, y = (int(part) for part in self.region_of(number).center)
        return Region(x, y, 1, 1)

    # -- picture

    def render_line(self, y: int) -> Strip:
        """One line of cells: upper and lower pixel, the names over them, a pointer before one of them."""
        if self._drawn_for != self.size:
            self._draw(self.size)  # a line may be asked for before the new size was told
        walking = self.pointed_at
        upper, lower = self._pixels(2 * y), self._pixels(2 * y + 1)
        letters: dict[int, str] = {}
        for (line, column), text in self._labels.items():
            if line == y:
                letters |= dict(enumerate(text, column))
                first = y == min(at for at, _ in self._lines_of(upper[column]))
                if walking and first and upper[column] == self._pointed + 1:
                    letters[column - 2] = POINTER
        segments = []
        for x in range(self.size.width):
            top, bottom = self._style(upper[x], walking), self._style(lower[x], walking)
            if x in letters:
                segments.append(Segment(letters[x], top + Style(bold=True)))
            else:
                segments.append(Segment("▀", Style(color=top.bgcolor, bgcolor=bottom.bgcolor)))
        return Strip(segments, self.size.width)

    def _lines_of(self, number: int) -> list[tuple[int, int]]:
        """Where the label of a place begins each line."""
        return [
            (line, column) for line, column in self._labels if self._raster[2 * line][column] == number
        ] or [(0, 0)]

    def _pixels(self, row: int) -> list[int]:
        """The places of a row of pixels; where two meet, a pixel of ground lies between them."""
        if row >= len(self._raster):
            return [_NOTHING] * self.size.width
        here = self._raster[row]
        below = self._raster[row + 1] if row + 1 < len(self._raster) else here
        return [
            _NOTHING
            if (x + 1 < len(here) and here[x + 1] not in (n, _NOTHING)) or below[x] not in (n, _NOTHING)
            else n
            for x, n in enumerate(here)
        ]

    def _style(self, number: int, walking: bool) -> Style:
        if number == _NOTHING:
            return self.get_component_rich_style("map--ground")
        pointed = walking and number == self._pointed + 1
        return self.get_component_rich_style("map--pointed" if pointed else "map--place")
