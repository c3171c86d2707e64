"""What somebody looks for, and how it went: words that screens and visits share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Satisfaction = Literal["", "good", "fair", "bad"]


@dataclass(frozen=True)
class Browsing:
    """What somebody looks for."""

    by: Literal["theme", "quartier", "words", "themes", "quartiers", "search"]
    """``themes`` and ``quartiers`` are the lists to choose from, the latter also as a map; ``search`` is
    the line to type in, ``words`` what was found."""
    value: str = ""
    """A theme, a quartier, or the words."""
