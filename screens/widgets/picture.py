"""A picture in half blocks: two pixels a cell, its words below it."""

from __future__ import annotations

import base64
import binascii
from functools import lru_cache
from io import BytesIO

from PIL import Image, UnidentifiedImageError
from textual.color import Color
from textual.content import Content
from textual.style import Style
from textual.widget import Widget

_COLUMNS, _LINES = 24, 6
_PIXELS_MAX = 4_000_000


class Picture(Widget, can_focus=False, inherit_bindings=False):
    """At most 24x6 cells. What is no picture is left out; its words stay."""

    def __init__(self, content: str, words: str, *, id: str | None = None) -> None:
        """`content` is PNG or JPEG, base64; `words` say what it shows."""
        super().__init__(id=id)
        self._content, self.spoken = content, words

    def render(self) -> Content:
        """Upper half the one pixel, lower half the other."""
        rows = half_blocks(self._content, _COLUMNS, _LINES)
        lines = [
            Content.assemble(*(("▀", Style(foreground=upper, background=lower)) for upper, lower in row))
            for row in rows
        ]
        return Content("\n").join(lines)


@lru_cache(maxsize=16)
def half_blocks(content: str, columns: int, lines: int) -> tuple[tuple[tuple[Color, Color], ...], ...]:
    """The picture scaled into so many cells, as (upper, lower) colours; nothing when it is none."""
    try:
        with Image.open(BytesIO(base64.b64decode(content, validate=True))) as opened:
            if opened.width * opened.height > _PIXELS_MAX:
                return ()
            picture = opened.convert("RGB")
    except (binascii.Error, UnidentifiedImageError, OSError, ValueError, Image.DecompressionBombError):
        return ()
    picture.thumbnail((columns, 2 * lines))
    height = picture.height - picture.height % 2
    pixel = picture.load()
    if pixel is None:
        return ()

    def colour(x: int, y: int) -> Color:
        found = pixel[x, y]
        red, green, blue = (int(part) for part in found[:3]) if isinstance(found, tuple) else (0, 0, 0)
        return Color(red, green, blue)

    return tuple(
        tuple((colour(x, y), colour(x, y + 1)) for x in range(picture.width)) for y in range(0, height, 2)
    )
