"""A row to choose: one of several (○ ●) or several (☐ ☑)."""

from __future__ import annotations

from textual.content import Content
from textual.message import Message

from screens.widgets.row import Option, Row, option_lines
from screens.widgets.touch import POINTER, Touch

_MARKS = {"one": ("○", "●"), "many": ("☐", "☑")}
_PADDING = 1
_EDGES = 2
_LEAST_LINES = 2
"""A finger's height at 40x12."""


class Choice(Row, Touch, can_focus=True, inherit_bindings=False):
    """An option with its state as mark, word, weight and colour. Posts `Tapped`; changes nothing itself."""

    class Tapped(Message):
        """A resident wants this option chosen, or not any more."""

        def __init__(self, project_id: str) -> None:
            super().__init__()
            self.project_id = project_id
            """The option's ``project_id``."""

    def __init__(self, option: Option, *, chosen_word: str, kind: str = "many", chosen: bool = False) -> None:
        super().__init__()
        self.option = option
        self.spoken_language = option.language
        self._marks = _MARKS[kind]
        self._chosen_word = chosen_word
        self._chosen = chosen
        self._position = ""
        self.set_class(chosen, "-chosen")

    @property
    def chosen(self) -> bool:
        """Whether it is shown as chosen."""
        return self._chosen

    def show_chosen(self, chosen: bool, position: str = "") -> None:
        """Show the state; `position` (``1``, ``2``) stands in place of the mark in a ranking."""
        self._chosen = chosen
        self._position = position
        self.set_class(chosen, "-chosen")
        self.refresh()

    @property
    def spoken(self) -> str:
        """Title, quartier, amount, state."""
        return ", ".join(part for part in (self.option.spoken, self.spoken_state) if part)

    @property
    def spoken_state(self) -> str:
        """``chosen``, or ``ranked, 2``; empty while it is not chosen."""
        return ", ".join(part for part in (self._word, self._position) if part)

    @property
    def _word(self) -> str:
        return self._chosen_word if self._chosen else ""

    def touched(self) -> None:
        """Tell the screen; it decides and calls `show_chosen`."""
        self.post_message(self.Tapped(self.option.project_id))

    def height_for(self, width: int, tiny: bool) -> int:
        """Text lines, with half a line of ground above and below on a large grid; two at least at 40x12."""
        lines = len(self._lines(width - 2 * _PADDING, tiny))
        return max(_LEAST_LINES, lines) if tiny else lines + _EDGES

    def gap_below(self, tiny: bool) -> int:
        """On a large grid the half lines of ground already leave a line between rows."""
        return int(tiny)

    def _lines(self, width: int, tiny: bool) -> list[Content]:
        mark = self._position or self._marks[self._chosen]
        pointer = POINTER if self.is_attached and self.pointed_at else " "
        lead = f"{pointer}{mark:<2} "
        # Room for the word is kept while nothing is chosen: a tap must not move the text.
        alone = not self.option.subtitle and not self.option.money
        room_kept = self._chosen_word if tiny or alone else ""
        return option_lines(self.option, width, tiny, lead, self._word or " " * len(room_kept))

    def render(self) -> Content:
        """Mark, title and amount; quartier and the word below."""
        width = self.content_size.width
        return Content("\n").join(self._lines(width, self.screen.has_class("-tiny")))
