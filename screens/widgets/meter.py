"""How much is left, in words and as a bar."""

from __future__ import annotations

from textual.content import Content
from textual.widget import Widget

from screens.widgets.text import clean

_CELLS = 12
_FEWEST_CELLS = 4
_WORDS_LIMIT = 80


class Meter(Widget, can_focus=False, inherit_bindings=False):
    """``Il vous reste 2 points  ■ ■ ■ ■ ■ □ □``. The words say all; the bar repeats it."""

    def __init__(self, words: str = "", used: int = 0, whole: int = 0, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._words = words
        self._used = used
        self._whole = whole

    def show(self, words: str, used: int, whole: int) -> None:
        """Set what it says: `used` of `whole` points, choices or units of money."""
        self._words, self._used, self._whole = words, used, whole
        self.refresh()

    @property
    def spoken(self) -> str:
        """The words."""
        return self._words

    def render(self) -> Content:
        """Words, then as much bar as the line holds."""
        words = Content.styled(clean(self._words, _WORDS_LIMIT, one_line=True), "bold")
        room = self.content_size.width - words.cell_length - 2
        bar = meter_bar(self._used, self._whole, room)
        return words + (Content("  ") + Content.styled(bar, "$violet") if bar else Content(""))


def meter_bar(used: int, whole: int, room: int) -> str:
    """A bar of at most `room` cells: one box a unit up to twelve, a proportion above.

    A bar is full only when all is used and empty only when nothing is.
    """
    if whole <= 0 or room < _FEWEST_CELLS:
        return ""
    cells = whole if whole <= min(_CELLS, room) else min(_CELLS, room)
    if whole <= cells:
        filled = min(used, whole)
    else:
        filled = used * cells // whole
        filled = max(filled, 1) if used > 0 else 0
        filled = min(filled, cells - 1) if used < whole else cells
    boxes = "■" * filled + "□" * (cells - filled)
    return " ".join(boxes) if 2 * cells - 1 <= room else boxes
