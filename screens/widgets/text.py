"""Text that people wrote, shown as text: never markup, never a terminal command, never endless."""

from __future__ import annotations

import re

from rich.segment import Segment
from textual.content import Content
from textual.strip import Strip
from textual.widgets import Static

TEXT_LIMIT = 4_000
"""Characters of a body text that a screen takes in at once."""
TITLE_LIMIT = 160
"""Characters of a title: five lines at 40 columns."""
READING_COLUMNS = 66
"""The longest line that is comfortable to read."""

_ESCAPES = re.compile(
    r"(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]?"  # CSI: colours, cursor, modes
    r"|(?:\x1b[\]PX^_]|[\x90\x98\x9d-\x9f])[^\x07\x1b\x9c]*(?:\x07|\x1b\\|\x9c)?"  # OSC, DCS and kin
    r"|\x1b[ -/]*[0-~]?"
)
_LINE_ENDS = re.compile(r"\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_UNSEEN = re.compile(r"[\x00-\x09\x0e-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff]")
_GLUED = {0x00A0: "\uf8fe", 0x202F: "\uf8ff"}
"""Textual breaks lines at no-break spaces as at any other: it is shown letters in their place."""
_LOOSED = {ord(letter): chr(space) for space, letter in _GLUED.items()}
_TIED_AFTER = re.compile(r" (?=[?!:;»%€])")
_TIED_BEFORE = re.compile(r"(?<=«) ")
_LONE_SURROGATE = re.compile(r"[\ud800-\udfff]")


def clean(text: str, limit: int = TEXT_LIMIT, *, one_line: bool = False) -> str:
    """`text` without escape codes, control and direction characters, cut to `limit` with an ellipsis.

    Direction controls (U+061C, U+200E, U+200F, U+202A-E, U+2066-9) go, because a name that reorders
    its line can make another project's amount look like its own.
    """
    text = text[: 20 * limit]
    text = _ESCAPES.sub("", text)
    text = _LINE_ENDS.sub("\n", text).replace("\t", " ")
    text = _LONE_SURROGATE.sub("\N{REPLACEMENT CHARACTER}", _UNSEEN.sub("", text))
    if one_line:
        text = " ".join(text.split(sep=None))
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"


def plain(text: str, limit: int = TEXT_LIMIT, *, one_line: bool = False) -> Content:
    """The cleaned text as content in which ``[brackets]`` are brackets."""
    return Content(clean(text, limit, one_line=one_line))


def _tied(text: str) -> str:
    """`text` with no-break spaces where French has them: no mark begins a line, whoever typed it."""
    return _TIED_BEFORE.sub("\u00a0", _TIED_AFTER.sub("\u00a0", text))


def wrapped(text: str, width: int) -> list[str]:
    """Lines of at most `width` cells, broken at words, not at no-break spaces; longer words are folded."""
    lines = Content(_tied(text).translate(_GLUED)).wrap(max(1, width)) if text else []
    return [line.plain.rstrip().translate(_LOOSED) for line in lines]


class Plain(Static, can_focus=False):
    """A text of any origin, shown as it is written."""

    def __init__(
        self, text: str = "", *, limit: int = TEXT_LIMIT, id: str | None = None, classes: str | None = None
    ) -> None:
        super().__init__(_glued(text, limit), markup=False, id=id, classes=classes)
        self._limit = limit
        self._text = text

    @property
    def spoken(self) -> str:
        """The text."""
        return clean(self._text, self._limit)

    def show(self, text: str) -> None:
        """Replace the text."""
        self._text = text
        self.update(_glued(text, self._limit))

    def render_line(self, y: int) -> Strip:
        """A line with its no-break spaces back in place."""
        strip = super().render_line(y)
        parts = [Segment(part.text.translate(_LOOSED), part.style, part.control) for part in strip]
        return Strip(parts, strip.cell_length)


def _glued(text: str, limit: int) -> Content:
    return Content(_tied(clean(text, limit)).translate(_GLUED))
