"""A field for free text: one line or several, around the cursor, with marks where there is more."""

from __future__ import annotations

import re
import unicodedata

from rich.cells import cell_len
from textual import events
from textual.content import Content

from screens.widgets.field import CURSOR, Field
from screens.widgets.lines import broken, cells_before, index_at, line_of, stops
from screens.widgets.text import clean
from screens.widgets.writing import Writing

APOSTROPHE = "’"
_ABOVE, _BELOW, _BOTH = "▲", "▼", "↕"
_MARK_COLUMNS = 2
_PICTURE = "\u0900-\u0dff\u2190-\u2bff\U0001f000-\U0001faff\ufe0f"
_JOINS_NOTHING = re.compile(rf"\u200d(?![{_PICTURE}])|(?<![{_PICTURE}])[\u200d\ufe0f]")
"""Joiners without a picture or an Indian letter before them: nobody agrees on how wide what follows is."""


class TextField(Field):
    """A line of free text, or with more than one of `lines` as many as there is room for.

    A text longer than its room shows what is around the cursor, with a mark where there is more.
    """

    def __init__(
        self,
        *,
        limit: int = 120,
        lines: int = 1,
        anew: bool = True,
        prose: bool = False,
        id: str | None = None,
    ) -> None:
        """Args:
        limit: characters at most.
        lines: lines it would like to show; more than one: Enter ends a line.
        anew: whether the first character after Enter begins anew.
        prose: whether ``'`` behind a letter becomes the apostrophe of print, as on the keyboard on the glass.
        """
        super().__init__(limit=limit, id=id)
        self.anew = anew
        self._lines = lines
        self._prose = prose
        self._first = 0
        """The first character shown of one line, the first line shown of several."""
        self.set_class(lines > 1, "-long")

    @property
    def long(self) -> bool:
        """Whether it has several lines."""
        return self._lines > 1

    @property
    def line_count(self) -> int:
        """Lines that it would like to show."""
        return self._lines

    @property
    def overflows(self) -> bool:
        """Whether the text has more than one line as it is shown now."""
        return len(broken(self.value, self._columns)) > 1

    def allowed(self, text: str) -> str:
        """Any character that shows."""
        room = 4 * self._limit
        text = _JOINS_NOTHING.sub("", unicodedata.normalize("NFC", clean(text[:room], room)))
        text = text if self.long else text.replace("\n", " ")
        before = self.writing.before
        text = text if before else text.lstrip()
        if self._prose and "'" in text:
            pairs = zip(before[-1:].rjust(1) + text, text, strict=False)
            text = "".join(APOSTROPHE if two == "'" and one.isalpha() else two for one, two in pairs)
        return text

    def _enter(self) -> None:
        if self.long:
            self.write("\n")
        else:
            super()._enter()

    # -- the cursor in lines

    @property
    def _columns(self) -> int:
        """Cells for the text: the cursor has its own, and so have the marks of a long text."""
        return max(2, self.content_size.width - 1 - (_MARK_COLUMNS if self.long else 0))

    def steer(self, key: str) -> bool:
        """Move the cursor; in several lines also up and down, and to the ends of a line."""
        if not self.long or key not in ("up", "down", "home", "end"):
            return super().steer(key)
        text, at = self.value, self.writing.at
        lines = broken(text, self._columns)
        number = line_of(lines, at)
        column = cells_before(text, lines[number], at)
        if key in ("home", "end"):
            column = 0 if key == "home" else self._columns
        else:
            number += 1 if key == "down" else -1
            if not 0 <= number < len(lines):
                return False
        self.edit(lambda writing: writing.moved_to(index_at(text, lines[number], column)))
        return True

    def on_click(self, event: events.Click) -> None:
        """A tap gives the focus, and puts the cursor where the finger is."""
        event.stop()
        if self.fixed:
            return
        offset = event.get_content_offset_capture(self)
        text, at = self.value, self.writing.at
        if self.long:
            lines = broken(text, self._columns)
            number = max(0, min(len(lines) - 1, self._first + offset.y))
            line, left = lines[number], 0
        else:
            # A line is as one that begins at the first character shown, behind the mark that there is more.
            line = broken(text, 10 * len(text) + 10)[0]
            left = cell_len(text[: self._first]) - (1 if self._first else 0)
        column = offset.x + left
        if line.start <= at <= line.end and column > cells_before(text, line, at):
            column -= 1  # the cursor takes a cell of its own
        self.edit(lambda writing: writing.moved_to(index_at(text, line, column)))

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Look further down, without moving the cursor."""
        self._look(event, 1)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Look further up, without moving the cursor."""
        self._look(event, -1)

    def _look(self, event: events.MouseEvent, step: int) -> None:
        if self.long:
            event.stop()
            most = len(broken(self.value, self._columns)) - self.content_size.height
            self._first = max(0, min(self._first + step, most))
            self.refresh()

    def _become(self, writing: Writing) -> None:
        super()._become(writing)
        if self.is_mounted:
            self._keep_cursor_in_view()

    def on_resize(self) -> None:
        """The cursor stays in view."""
        self._keep_cursor_in_view()

    def _keep_cursor_in_view(self) -> None:
        text, at = self.value, self.writing.at
        if self.long:
            height = max(1, self.content_size.height)
            lines = broken(text, self._columns)
            number = line_of(lines, at)
            self._first = min(max(self._first, number - height + 1), number, max(0, len(lines) - height))
        elif cell_len(text) <= self._columns:
            self._first = 0
        else:
            room = self._columns - 2
            places = stops(text)
            first = min(self._first, at)
            self._first = next(p for p in places if p >= first and cell_len(text[p:at]) <= room)
            # As much as there is room for, once the end is in view.
            whole = next((p for p in places if cell_len(text[p:]) <= room), len(text))
            self._first = min(self._first, whole)

    def render(self) -> Content:
        """What is around the cursor."""
        return Content.styled("\n".join(self._shown_lines()) if self.long else self._shown_line(), "bold")

    def _shown_line(self) -> str:
        text, at, first = self.value, self.writing.at, min(self._first, len(self.value))
        if cell_len(text) <= self._columns:
            return text[:at] + CURSOR + text[at:]
        room = self._columns - 2
        last = max(p for p in stops(text) if p >= first and cell_len(text[first:p]) <= room)
        at = max(first, min(at, last))
        return "".join(
            ("…" if first else "", text[first:at], CURSOR, text[at:last], "…" if last < len(text) else "")
        )

    def _shown_lines(self) -> list[str]:
        text, at, columns = self.value, self.writing.at, self._columns
        lines = broken(text, columns)
        cursor, height = line_of(lines, at), max(1, self.content_size.height)
        shown = []
        for number in range(self._first, min(len(lines), self._first + height)):
            line = lines[number]
            words = _cut(text[line.start : line.end], columns)
            if number == cursor:
                place = min(at - line.start, len(words))
                words = words[:place] + CURSOR + words[place:]
            shown.append(words)
        above, below = self._first > 0, self._first + height < len(lines)
        if above and below and height == 1:
            shown[0] = _marked(shown[0], _BOTH, columns)
        elif above or below:
            if above:
                shown[0] = _marked(shown[0], _ABOVE, columns)
            if below:
                shown[-1] = _marked(shown[-1], _BELOW, columns)
        return shown


def _cut(text: str, cells: int) -> str:
    """The text without the spaces that hang over the edge."""
    while cell_len(text) > cells and text.endswith(" "):
        text = text[:-1]
    return text


def _marked(text: str, mark: str, columns: int) -> str:
    """The text with a mark in the last column of the field."""
    return text + " " * (columns + _MARK_COLUMNS - cell_len(text)) + mark
