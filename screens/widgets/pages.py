"""Pages in place of scrolling: what does not fit is one tap away, and said."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from textual import events
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.widget import Widget

from screens.widgets.action import Action
from screens.widgets.row import Row
from screens.widgets.text import READING_COLUMNS, Plain, clean, wrapped

_TWO_COLUMNS = 72
"""A list at least so wide shows two rows side by side."""
_BETWEEN_COLUMNS = 2
REST_SECONDS = 0.25
"""So long without a turn of the wheel, and the next one is another swipe."""


@dataclass(frozen=True)
class PagerWords:
    """The words of the pager, translated."""

    previous: str
    more: Callable[[int], str]
    """From the number of rows below: ``encore 12 projets ▼``."""
    previous_short: str = "▲"


def page_starts(heights: Sequence[int], room: int) -> list[int]:
    """The index that begins each page when as many rows as fit stand on one; a page holds at least one."""
    starts = [0]
    filled = 0
    for index, height in enumerate(heights):
        if filled and filled + height > room:
            starts.append(index)
            filled = 0
        filled += height
    return starts


class Paged(Widget, inherit_bindings=False):
    """A room that shows one page, with a foot: `beside` at the left, the pager at the right."""

    def __init__(self, words: PagerWords, *, beside: Widget | None = None, id: str | None = None) -> None:
        super().__init__(id=id)
        self._words = words
        self._beside = beside
        self._starts = [0]
        self._first = 0
        self._swiped_at = 0.0
        self._cut_once = False

    def compose(self) -> ComposeResult:
        """The page, the foot below it."""
        yield Vertical(classes="page")
        with Horizontal(classes="foot"):
            if self._beside is not None:
                yield self._beside
            with Horizontal(classes="pager"):
                yield Action(self._words.previous, short=self._words.previous_short, classes="previous")
                yield Action("", classes="next")

    def heights(self, width: int, tiny: bool) -> list[int]:
        """The height of each row in a list of that width."""
        raise NotImplementedError

    @property
    def spare_lines(self) -> int:
        """Lines that the last row of a page counts and does not need."""
        return 0

    def show_rows(self, first: int, end: int) -> None:
        """Show the rows from `first` up to `end`."""
        raise NotImplementedError

    @property
    def is_cut(self) -> bool:
        """Whether the first page has been shown."""
        return self._cut_once

    def on_resize(self) -> None:
        """Cut the pages anew; the row that was first stays in sight."""
        self._cut()

    def _cut(self) -> None:
        width, height = self.size
        tiny = self.screen.has_class("-tiny")
        heights = self.heights(width, tiny)
        beside = int(self._beside is not None)
        height += self.spare_lines
        whole = sum(heights) <= height - beside
        room = height - (beside if whole else 1 + beside if tiny else 3)
        self._starts = [0] if whole else page_starts(heights, room)
        foot = self.query_one(".foot")
        foot.set_class(not whole, "-paged")
        foot.styles.height = height - room
        self._turn_to(max(start for start in self._starts if start <= self._first))

    def _turn_to(self, first: int) -> None:
        self._first = first
        self._cut_once = True
        page = self._starts.index(first)
        count = self.row_count
        end = self._starts[page + 1] if page + 1 < len(self._starts) else count
        self.show_rows(first, end)
        previous, following = self.query_one(".previous", Action), self.query_one(".next", Action)
        previous.visible = page > 0
        following.visible = end < count
        following.rename(self._words.more(count - end) if end < count else following.spoken)

    @property
    def row_count(self) -> int:
        """How many rows there are in all."""
        raise NotImplementedError

    def turn(self, pages: int) -> None:
        """Go `pages` on, or back if negative; at the ends nothing happens."""
        page = self._starts.index(self._first) + pages
        if 0 <= page < len(self._starts):
            self._turn_to(self._starts[page])

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """A finger that swipes up turns to what is below."""
        self._swipe(event, 1)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """And down, to what was above."""
        self._swipe(event, -1)

    def _swipe(self, event: events.MouseEvent, pages: int) -> None:
        event.stop()
        # A swipe comes as many turns of the wheel: until they rest, they are one page.
        rested = event.time - self._swiped_at > REST_SECONDS
        self._swiped_at = event.time
        if rested:
            self.turn(pages)

    def on_action_pressed(self, event: Action.Pressed) -> None:
        """Turn the page."""
        if event.action.has_class("next"):
            event.stop()
            self.turn(1)
        elif event.action.has_class("previous"):
            event.stop()
            self.turn(-1)


class Pages(Paged):
    """A list of rows. They are mounted when their page is first shown, and keep their state."""

    def __init__(
        self, rows: Sequence[Row], words: PagerWords, *, beside: Widget | None = None, id: str | None = None
    ) -> None:
        super().__init__(words, beside=beside, id=id)
        self.rows = list(rows)
        self._last_gap = 0

    @property
    def row_count(self) -> int:
        """How many rows there are in all."""
        return len(self.rows)

    def heights(self, width: int, tiny: bool) -> list[int]:
        """What each row says it takes; set as its height too, so that both always agree."""
        heights = []
        for row in self.rows:
            height, gap = row.height_for(width, tiny), row.gap_below(tiny)
            row.styles.height = height
            row.styles.margin = (0, 0, gap, 0)
            heights.append(height + gap)
        self._last_gap = gap if self.rows else 0
        return heights

    @property
    def spare_lines(self) -> int:
        """The gap below the last row of a page is not needed."""
        return self._last_gap

    def show_rows(self, first: int, end: int) -> None:
        """Mount what is new in its place, hide the others."""
        page = self.query_one(".page")
        for index, row in enumerate(self.rows):
            shown = first <= index < end
            row.display = shown
            if shown and not row.is_attached:
                later = next((other for other in self.rows[index + 1 :] if other.is_attached), None)
                page.mount(row, before=later)


class ManyPages(Paged):
    """A list too long to be made at once: only the rows of the page that is shown exist.

    Where there is room, two rows stand side by side.
    """

    def __init__(
        self,
        count: int,
        make: Callable[[int], Row],
        words: PagerWords,
        *,
        beside: Widget | None = None,
        id: str | None = None,
    ) -> None:
        """Args:
        count: how many rows there are.
        make: makes a row by its place, from 0; the same place gives the same height.
        words: of the pager.
        beside: what stands at the left of the foot.
        """
        super().__init__(words, beside=beside, id=id)
        self._count, self._make = count, make
        self._columns, self._cell = 1, 0
        """Rows side by side, and the width of each."""

    @property
    def row_count(self) -> int:
        """How many rows there are in all."""
        return self._count

    def heights(self, width: int, tiny: bool) -> list[int]:
        """One page's worth is measured at a time; this is never asked for all."""
        return [self._height(place, width, tiny) for place in range(self._count)]

    def _height(self, place: int, width: int, tiny: bool) -> int:
        row = self._make(place)
        return row.height_for(width, tiny) + row.gap_below(tiny)

    def _line_height(self, first: int) -> int:
        """The height of the line of rows that begins at `first`."""
        tiny = self.screen.has_class("-tiny")
        places = range(first, min(first + self._columns, self._count))
        return max(self._height(place, self._cell, tiny) for place in places)

    def _cut(self) -> None:
        width, height = self.size
        tiny = self.screen.has_class("-tiny")
        self._columns = 2 if width >= _TWO_COLUMNS and not tiny else 1
        self._cell = (width - _BETWEEN_COLUMNS) // 2 if self._columns == 2 else width
        beside = int(self._beside is not None)
        filled, whole = 0, True
        for place in range(0, self._count, self._columns):
            filled += self._line_height(place)
            if filled > height - beside:
                whole = False
                break
        self._room = height - (beside if whole else 1 + beside if tiny else 3)
        foot = self.query_one(".foot")
        foot.set_class(not whole, "-paged")
        foot.styles.height = height - self._room
        self._first -= self._first % self._columns
        self._starts = [0]
        while (following := self._end_of(self._starts[-1])) <= self._first and following < self._count:
            self._starts.append(following)
        self._show(self._starts[-1])

    def _end_of(self, first: int) -> int:
        """The place after the last row of the page that begins at `first`."""
        filled, place = 0, first
        while place < self._count:
            filled += self._line_height(place)
            if filled > self._room and place > first:
                break
            place += self._columns
        return min(place, self._count)

    def _show(self, first: int) -> None:
        end = self._end_of(first)
        if end < self._count and self._starts[-1] == first:
            self._starts.append(end)
        self._turn_to(first)

    def turn(self, pages: int) -> None:
        """Go `pages` on, or back if negative; at the ends nothing happens."""
        page = self._starts.index(self._first) + pages
        if 0 <= page < len(self._starts):
            self._show(self._starts[page])

    def show_rows(self, first: int, end: int) -> None:
        """Make these rows, let the others go."""
        page, tiny = self.query_one(".page"), self.screen.has_class("-tiny")
        lines = []
        for start in range(first, end, self._columns):
            rows = [self._make(place) for place in range(start, min(start + self._columns, end))]
            gap = max(row.gap_below(tiny) for row in rows)
            height = max(row.height_for(self._cell, tiny) for row in rows)
            for number, row in enumerate(rows):
                row.styles.width, row.styles.height = self._cell, height
                row.styles.margin = (0, 0, 0, _BETWEEN_COLUMNS if number else 0)
            line = Horizontal(*rows, classes="line")
            line.styles.height, line.styles.margin = height, (0, 0, gap, 0)
            lines.append(line)
        with self.app.batch_update():
            page.remove_children()
            page.mount(*lines)


class Reader(Paged):
    """A long text, broken at words, at most 66 columns wide."""

    def __init__(
        self, text: str, words: PagerWords, *, beside: Widget | None = None, id: str | None = None
    ) -> None:
        super().__init__(words, beside=beside, id=id)
        self._text = clean(text, limit=20_000)
        self._lines: list[str] = []
        self._shown = (0, 0)

    @property
    def spoken(self) -> str:
        """The page that is shown, in the lines of the text and not of the screen."""
        return unwrapped(self._text, self._lines, *self._shown)

    @property
    def row_count(self) -> int:
        """Lines at the present width."""
        return len(self._lines)

    def heights(self, width: int, tiny: bool) -> list[int]:  # noqa: ARG002
        """One each, after the text is broken anew."""
        self._lines = wrapped(self._text, min(width, READING_COLUMNS))
        return [1] * len(self._lines)

    def show_rows(self, first: int, end: int) -> None:
        """Show these lines."""
        self._shown = (first, end)
        text = "\n".join(self._lines[first:end])
        shown = self.query(".reading").results(Plain)
        for plain in shown:
            plain.show(text)
            return
        self.query_one(".page").mount(Plain(text, classes="reading"))


def unwrapped(text: str, lines: Sequence[str], first: int, end: int) -> str:
    """The lines of `text` broken for a screen, from `first` up to `end`, with only its own line ends."""
    parts: list[str] = []
    at = 0
    for number, line in enumerate(lines[:end]):
        begins = text.find(line.strip(), at)
        if begins < 0:
            begins = at
        if number > first:
            parts.append("\n" if "\n" in text[at:begins] else " " if text[at:begins] else "")
        if number >= first:
            parts.append(line.strip())
        at = begins + len(line.strip())
    return "".join(parts)
