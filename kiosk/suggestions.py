"""Whole words for the beginning of one, from a list that the operator has installed.

Nothing that a resident writes is remembered: the list is the same for everybody, in the same order.
"""

from __future__ import annotations

import unicodedata
from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from pathlib import Path

from kiosk.errors import SettingsError

WORDS_MAX = 500_000
"""Words of a list that are taken in; more would only fill the memory of a small tablet."""
_LETTERS_MAX = 40
_SHORT = 3
"""Letters of a beginning whose best words are found in advance: too many words begin so."""
_BEST_OF_SHORT = 12
_LAST = "\U0010ffff"


class WordList:
    """Words with how often they are written. It does not change."""

    def __init__(self, words: Iterable[tuple[str, int]]) -> None:
        """`words` with their counts; those written as often come in order of length."""
        counts: dict[str, int] = {}
        for word, count in words:
            counts[word] = max(count, counts.get(word, 0))
        ranked = sorted(counts, key=lambda word: (-counts[word], len(word), word))
        self._short: dict[str, list[str]] = {}
        for word in ranked:
            for beginning in {
                spelt[:n] for spelt in (_folded(word), _small(word)) for n in range(1, _SHORT + 1)
            }:
                best = self._short.setdefault(beginning, [])
                if len(best) < _BEST_OF_SHORT:
                    best.append(word)
        order = sorted((_folded(word), rank) for rank, word in enumerate(ranked))
        self._keys = [key for key, _ in order]
        self._ranks = array("L", (rank for _, rank in order))
        self._words = ranked

    @classmethod
    def read(cls, path: Path) -> WordList:
        """A text file, one word a line, with a space or a tab and its count behind it where that is known.

        Raises:
            SettingsError: it cannot be read.
        """
        try:
            with path.open(encoding="utf-8-sig") as file:
                return cls(_read(file))
        except OSError as error:
            raise SettingsError(f"{path} cannot be read: {error.strerror}. It is [writing] words.") from None
        except ValueError:
            raise SettingsError(f"{path} is not a list of words in UTF-8. It is [writing] words.") from None

    def completions(self, begun: str, most: int = 3) -> tuple[str, ...]:
        """The words written most often that begin so, with the capitals of the beginning.

        "ete" finds "été"; "éte" does not find "eternel".
        """
        wanted = _small(begun)
        found = []
        for word in self._beginning(wanted):
            small = _small(word)
            if small != wanted and (wanted == _folded(begun) or small.startswith(wanted)):
                found.append(_with_capitals(word, begun))
            if len(found) == most:
                break
        return tuple(found)

    def _beginning(self, wanted: str) -> Iterable[str]:
        if len(wanted) <= _SHORT:
            return self._short.get(wanted, ())
        folded = _folded(wanted)
        first, last = bisect_left(self._keys, folded), bisect_left(self._keys, folded + _LAST)
        return (self._words[rank] for rank in sorted(self._ranks[first:last]))


def _read(lines: Iterable[str]) -> Iterator[tuple[str, int]]:
    for _, line in zip(range(WORDS_MAX), lines, strict=False):
        parts = unicodedata.normalize("NFC", line).split()
        if parts and parts[0].isalpha() and 2 < len(parts[0]) <= _LETTERS_MAX:
            count = parts[1] if len(parts) > 1 else ""
            yield parts[0], int(count) if count.isdecimal() else 0


def _small(word: str) -> str:
    return unicodedata.normalize("NFC", word.casefold())


def _folded(word: str) -> str:
    """Small letters without accents."""
    if word.isascii():
        return word.lower()
    spelt = word.casefold().replace("œ", "oe").replace("æ", "ae")
    return "".join(c for c in unicodedata.normalize("NFKD", spelt) if not unicodedata.combining(c))


def _with_capitals(word: str, begun: str) -> str:
    if len(begun) > 1 and begun.isupper():
        return word.upper()
    return word[:1].upper() + word[1:] if begun[:1].isupper() else word
