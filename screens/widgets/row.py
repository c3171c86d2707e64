"""One option of a list: mark, title, quartier, amount. What all ballot rows share."""

from __future__ import annotations

from dataclasses import dataclass

from textual.content import Content
from textual.widget import Widget

from screens.widgets.text import TITLE_LIMIT, clean, wrapped

_GAP = 2
_SUBTITLE_LIMIT = 80
_MONEY_LIMIT = 24


@dataclass(frozen=True)
class Option:
    """What a row shows of a project; all words as people wrote or translated them."""

    project_id: str
    title: str
    subtitle: str = ""
    """The quartier, or nothing."""
    money: str = ""
    """An amount as the language writes it, or nothing."""
    language: str = ""
    """The language of the words where it is another one than the screen's."""
    private: bool = False
    """Whether the title is for the eyes of the person alone: no loudspeaker says it."""

    below_first: bool = False
    """Whether a voice says the subtitle first: a question before its answer."""

    @property
    def spoken(self) -> str:
        """Title, quartier, amount."""
        return self.spoken_as(self.title)

    def spoken_as(self, title: str) -> str:
        """The same with another title."""
        first = (self.subtitle, title) if self.below_first else (title, self.subtitle)
        return ", ".join(part for part in (*first, self.money) if part)


class Row(Widget, inherit_bindings=False):
    """A row that knows its height before it is laid out, so that pages can be cut to the screen."""

    def height_for(self, width: int, tiny: bool) -> int:
        """Lines it takes in a list `width` cells wide, without the gap below it."""
        raise NotImplementedError

    def gap_below(self, tiny: bool) -> int:  # noqa: ARG002
        """Free lines between it and the next row."""
        return 0


def option_lines(option: Option, width: int, tiny: bool, lead: str = "", word: str = "") -> list[Content]:
    """The option in lines of exactly `width` cells.

    Large: title and amount, quartier and `word` below. At 40x12 the amount joins the quartier, so that
    the title has the whole line. With nothing below the title, `word` stands beside it. Titles break at
    words; the amount is aligned right and never broken.
    """
    title = clean(option.title, TITLE_LIMIT, one_line=True)
    subtitle = clean(option.subtitle, _SUBTITLE_LIMIT, one_line=True)
    money = clean(option.money, _MONEY_LIMIT, one_line=True)
    # Blanks keep room for a word that may come: a tap must not move the text.
    word = word[:_MONEY_LIMIT] if word.isspace() else clean(word, _MONEY_LIMIT, one_line=True)
    indent = Content(lead).cell_length
    if not subtitle and not money:
        room = width - indent - (Content(word).cell_length + _GAP if word else 0)
        left = wrapped(title, room) or [""]
        rights = [word] + [""] * (len(left) - 1)
        return _marked(lead, left, rights, width, len(left))
    if tiny:
        right = [word]
        title_lines = wrapped(title, width - indent)
        second = " · ".join(part for part in (subtitle, money) if part)
        room = width - indent - (Content(word).cell_length + _GAP if word else 0)
        left = title_lines + (wrapped(second, room) or [""] * bool(word))
        rights = [""] * (len(left) - 1) + right
    else:
        column = max(Content(money).cell_length, Content(word).cell_length)
        room = width - indent - (column + _GAP if column else 0)
        title_lines = wrapped(title, room)
        below = wrapped(subtitle, room) or [""]
        left = title_lines + below
        rights = [money] + [""] * (len(left) - 2) + [word]
    return _marked(lead, left, rights, width, len(title_lines))


def _marked(lead: str, left: list[str], rights: list[str], width: int, title_lines: int) -> list[Content]:
    marks = [lead] + [" " * Content(lead).cell_length] * (len(left) - 1)
    return [
        _line(mark, text, right, width, bold=number < title_lines)
        for number, (mark, text, right) in enumerate(zip(marks, left, rights, strict=True))
    ]


def _line(mark: str, text: str, right: str, width: int, *, bold: bool) -> Content:
    start = Content(mark) + (Content.styled(text, "bold") if bold else Content(text))
    end = Content(right)
    return start.pad_right(max(0, width - start.cell_length - end.cell_length)) + end
