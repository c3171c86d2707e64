"""Which contributions may say the same: the search that residents' tablets use, over what was written."""

from __future__ import annotations

from collections.abc import Mapping

from kiosk.ids import DepositId
from kiosk.search import Entry, SearchIndex

SHOWN = 5
COMPARED_MAX = 2_000
"""More are not compared: a page is to come at once. Which ones is settled by their random ids."""
_TITLE = "title"


def near(text: Mapping[str, str], others: Mapping[DepositId, Mapping[str, str]]) -> list[DepositId]:
    """Of `others`, those near `text` (texts by part), the nearest first; by weighted words of one stem."""
    compared = sorted(others)[:COMPARED_MAX]
    by_key = {name.hex(): name for name in compared}
    index = SearchIndex(Entry(key, *_words(others[name]), "") for key, name in by_key.items())
    return [by_key[hit.key] for hit in index.similar(*_words(text), SHOWN)]


def _words(parts: Mapping[str, str]) -> tuple[str, str]:
    return parts.get(_TITLE, ""), "\n".join(text for name, text in parts.items() if name != _TITLE)
