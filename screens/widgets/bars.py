"""Bars made of text: the number is always printed, so that the bar may be passed over."""

from __future__ import annotations

from screens.widgets.text import clean, wrapped

_TITLE_LIMIT = 160
_PROGRESS_CELLS = 20


def bar_lines(title: str, value: int, most: int, number: str, mark: str, width: int) -> str:
    """A title in lines of `width` cells, and below it a bar in proportion to `most`, its number and mark."""
    lines = wrapped(clean(title, _TITLE_LIMIT, one_line=True), width)
    tail = f" {number}" + (f"  {mark}" if mark else "")
    room = max(1, width - len(tail) - 1)
    cells = round(value * room / most) if most else 0
    if value and not cells:
        cells = 1
    return "\n".join([*lines, "█" * cells + tail if cells else tail.lstrip()])


def progress_bar(per_cent: int) -> str:
    """Twenty boxes; all are full only at a hundred, none only at nothing."""
    filled = per_cent * _PROGRESS_CELLS // 100
    if per_cent and not filled:
        filled = 1
    return "■" * filled + "□" * (_PROGRESS_CELLS - filled)
