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
_LEGEND_COLUMNS = 32
"""At the right, for the places whose names do not fit into their shapes."""
CHOSEN = "●"


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

    COMPONENT_CLASSES: ClassVar[set[str]] = {"map--ground", "map--place", "map--pointed", "map--chosen"}

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
        self._legend: list[tuple[int, str]] = []
        """(number, name) of the places that bear their number only, a line each."""
        self._chosen = ""

    # -- geometry

    def on_resize(self, event: events.Resize) -> None:
        """Draw the shapes for the new size."""
        self._draw(event.size)
        self.refresh()

    def show_chosen(self, place_id: str) -> None:
        """Mark a place as chosen; empty for none."""
        self._chosen = place_id
        self.refresh()

    def _draw(self, size: Size) -> None:
        """Shapes with their names; names that do not fit stand at the right, by number."""
        self._drawn_for = size
        self._legend = []
        self._draw_shapes(size.width, size.height)
        if self._legend:
            self._legend = []
            self._draw_shapes(max(1, size.width - _LEGEND_COLUMNS), size.height)

    def _draw_shapes(self, width: int, lines: int) -> None:
        height = 2 * lines
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
                texts = wrapped(name, room)
                used = runs[first : first + len(texts)]
                left, right = max(start for _, _, start in used), min(s + size for size, _, s in used)
                for text, (length, line, start) in zip(texts, used, strict=True):
                    # In the middle of what all its lines have in common, where that is wide enough.
                    shared = right - left >= len(text) + 2
                    begins, room_here = (left, right - left) if shared else (start, length)
                    self._labels[line, begins + (room_here - len(text)) // 2] = text
                return
        length, line, start = max(runs)
        self._legend.append((number, name))
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
        event.prevent_default()  # Textual calls the handler of `Touch` too: one touch would be two
        number = self._at(event.x, event.y)
        if number != _NOTHING:
            self._pointed = number - 1
            self.refresh()
            self.touched()

    @property
    def _map_columns(self) -> int:
        return self.size.width - (_LEGEND_COLUMNS if self._legend else 0)

    def _at(self, column: int, line: int) -> int:
        if column >= self._map_columns:
            return self._legend[line][0] if line < len(self._legend) else _NOTHING
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
                elif first and upper[column] == self._chosen_number:
                    letters[column - 2] = CHOSEN
        segments = []
        for x in range(self._map_columns):
            top, bottom = self._style(upper[x], walking), self._style(lower[x], walking)
            if x in letters:
                segments.append(Segment(letters[x], top + Style(bold=True)))
            else:
                segments.append(Segment("▀", Style(color=top.bgcolor, bgcolor=bottom.bgcolor)))
        if self._legend:
            segments.append(self._legend_line(y, walking))
        return Strip(segments, self.size.width)

    def _legend_line(self, y: int, walking: bool) -> Segment:
        if y >= len(self._legend):
            return Segment(" " * _LEGEND_COLUMNS, self._style(_NOTHING, walking))
        number, name = self._legend[y]
        mark = POINTER if walking and number == self._pointed + 1 else " "
        mark = CHOSEN if number == self._chosen_number else mark
        text = wrapped(f"{mark} {number:>2}  {name}", _LEGEND_COLUMNS - 1)[0]
        return Segment(text.ljust(_LEGEND_COLUMNS), self._style(_NOTHING, walking))

    @property
    def _chosen_number(self) -> int:
        ids = [place.id for place in self._places]
        return ids.index(self._chosen) + 1 if self._chosen in ids else -1

    def _lines_of(self, number: int) -> list[tuple[int, int]]:
        """Where the label of a place begins each line."""
        return [
            (line, column) for line, column in self._labels if self._raster[2 * line][column] == number
        ] or [(0, 0)]

    def _pixels(self, row: int) -> list[int]:
        """The places of a row of pixels; where two meet, a pixel of ground lies between them."""
        if row >= len(self._raster):
            return [_NOTHING] * self._map_columns
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
        if walking and number == self._pointed + 1:
            return self.get_component_rich_style("map--pointed")
        chosen = number == self._chosen_number
        return self.get_component_rich_style("map--chosen" if chosen else "map--place")
