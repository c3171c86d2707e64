"""The manners that Decidim asks of titles and texts (reference: decidim.md, section 1).

Checked while somebody writes, in words that help; the central platform would refuse it days later,
when nobody is there to be asked.
"""

from __future__ import annotations

import re
from enum import StrEnum

_MARKS = re.compile(r"[!?¡¿]{2,}")
_SMALL = re.compile(r"[a-z]")
_CAPITAL = re.compile(r"[A-Z]")
_CAPITALS_SHARE = 0.5


class Manner(StrEnum):
    """What can be wrong."""

    STARTS_SMALL = "starts_small"
    TOO_MANY_CAPITALS = "too_many_capitals"
    TOO_MANY_MARKS = "too_many_marks"


def broken_manner(text: str) -> Manner | None:
    """The first rule of etiquette that `text` breaks; the letters counted are a-z and A-Z, as there."""
    if _SMALL.match(text):
        return Manner.STARTS_SMALL
    if len(_CAPITAL.findall(text)) >= _CAPITALS_SHARE * len(text) and text:
        return Manner.TOO_MANY_CAPITALS
    return Manner.TOO_MANY_MARKS if _MARKS.search(text) else None
