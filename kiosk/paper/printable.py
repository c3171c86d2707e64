"""Text that people wrote, made harmless for paper: it stays data, and one line."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container

TEXT_LIMIT = 600
"""Characters of one text; more than any title has, and far less than a page."""
MISSING = "\N{WHITE SQUARE}"
"""Stands for a character that the fonts do not have."""

_BREAKS = re.compile("[ \t\n\r\x0b\x0c\x85\u2028\u2029]+")
_UNSEEN = re.compile(
    "[\x00-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufe00-\ufe0f\ud800-\udfff"
    "\ue000-\uf8ff\ufff9-\ufffd]"
)


def printable(text: str, limit: int = TEXT_LIMIT) -> str:
    """`text` as one line, without control, direction, invisible and private-use characters.

    Longer texts end with an ellipsis. No-break spaces stay.
    """
    text = unicodedata.normalize(
        "NFC", _BREAKS.sub(" ", _UNSEEN.sub("", _BREAKS.sub(" ", text[: 4 * limit])))
    )
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"


def drawable(text: str, glyphs: Container[int]) -> str:
    """`text` with a white square for each character that is not among `glyphs` (code points)."""
    return "".join(character if ord(character) in glyphs else MISSING for character in text)
