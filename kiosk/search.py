"""Search by word over everything a catalogue holds: small, exact, and the same on every tablet.

Words are compared without accents, capitals and French elisions, and by their stem, so that
"arbres" finds "l’arbre". The last word may be unfinished. No library of search is as small as this
inverted index, and none of them knows our elisions.
"""

from __future__ import annotations

import math
import re
import unicodedata
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

_WORD = re.compile(r"[^\W_]+")
_ELISION = re.compile(r"\b(?:[cdjlmnst]|qu|jusqu|lorsqu|puisqu)['’ʼ](?=\w)")
_STOP = frozenset(
    _WORD.findall(
        "a au aux avec ce ces cette d dans de des du elle en et est il je la le les leur mais ne nous on ou "
        "par pas plus pour qu que qui sa se ses son sont sur un une vos votre vous y "
        "the of to and in is it for on with at el los las del por con una lo dins dels amb per"
    )
)
"""Words that say nothing alone: French, English, Spanish, Occitan."""
_TITLE_WEIGHT = 4
_LEAST_LIKENESS = 0.15


@dataclass(frozen=True)
class Entry:
    """Something that can be found."""

    key: str
    title: str
    text: str
    kind: str


@dataclass(frozen=True)
class Hit:
    """Something that was found."""

    key: str
    kind: str
    title: str


def words_of(text: str) -> Iterator[str]:
    """The words of a text in small letters, without accents and elisions."""
    flat = unicodedata.normalize("NFKD", text.casefold().replace("œ", "oe").replace("æ", "ae"))
    flat = "".join(character for character in flat if not unicodedata.combining(character))
    yield from _WORD.findall(_ELISION.sub(" ", flat))


def stem(word: str) -> str:
    """The word without the endings of French plurals and feminines."""
    for ending in ("s", "x", "e"):
        if len(word) > 3 and word.endswith(ending):
            word = word.removesuffix(ending)
    return word


class SearchIndex:
    """An inverted index over entries; it does not change."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self._entries = list(entries)
        self._weights: dict[str, dict[int, int]] = defaultdict(dict)
        """Stem to {entry: weight}."""
        for place, entry in enumerate(self._entries):
            for text, weight in ((entry.title, _TITLE_WEIGHT), (entry.text, 1)):
                for word in words_of(text):
                    held = self._weights[stem(word)]
                    held[place] = max(held.get(place, 0), weight)
        self._stems = sorted(self._weights)
        self._norms = [0.0] * len(self._entries)
        for found in self._weights.values():
            rarity = self._rarity(found)
            for place, weight in found.items():
                self._norms[place] += (weight * rarity) ** 2

    def _rarity(self, found: dict[int, int]) -> float:
        return math.log(1 + len(self._entries) / len(found))

    def _beginning(self, word: str) -> Iterator[str]:
        """Every stem that the word may be the beginning of."""
        start = bisect_left(self._stems, word)
        for known in self._stems[start:]:
            if not known.startswith(word):
                return
            yield known

    def find(self, words: str, limit: int) -> list[Hit]:
        """What holds these words: all of them before some, in titles before in texts, then as listed."""
        asked = list(words_of(words))
        wanted = [word for word in asked if word not in _STOP] or asked
        scores: Counter[int] = Counter()
        matched: Counter[int] = Counter()
        for number, word in enumerate(wanted):
            root = stem(word)
            best: dict[int, int] = {}
            last = number == len(wanted) - 1
            for known in {root, *self._beginning(root)} if last else {root}:
                exact = 2 if known == root else 1
                for place, weight in self._weights.get(known, {}).items():
                    best[place] = max(best.get(place, 0), weight * exact)
            for place, weight in best.items():
                scores[place] += weight
                matched[place] += 1
        places = sorted(scores, key=lambda place: (-matched[place], -scores[place], place))
        return [self._hit(place) for place in places[:limit]]

    def similar(self, title: str, body: str, limit: int) -> list[Hit]:
        """Entries near a text: the cosine of weighted words, rare words counting more."""
        asked: dict[str, int] = {}
        for text, weight in ((title, _TITLE_WEIGHT), (body, 1)):
            for word in words_of(text):
                if word not in _STOP:
                    asked[stem(word)] = max(asked.get(stem(word), 0), weight)
        products: dict[int, float] = defaultdict(float)
        length = 0.0
        for word, weight in asked.items():
            found = self._weights.get(word)
            if found is None:
                length += (weight * math.log(1 + len(self._entries))) ** 2
                continue
            rarity = self._rarity(found)
            length += (weight * rarity) ** 2
            for place, held in found.items():
                products[place] += held * weight * rarity**2
        likeness = {
            place: product / math.sqrt(length * self._norms[place]) for place, product in products.items()
        }
        near = [place for place, value in likeness.items() if value >= _LEAST_LIKENESS]
        near.sort(key=lambda place: (-likeness[place], place))
        return [self._hit(place) for place in near[:limit]]

    def _hit(self, place: int) -> Hit:
        entry = self._entries[place]
        return Hit(entry.key, entry.kind, entry.title)
