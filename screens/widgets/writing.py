"""A text with a cursor in it: what keys do to it, and nothing about how it looks."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from enum import StrEnum

from screens.widgets.lines import stops

_SPACES = " \N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}"
_WORD_BEFORE = re.compile(rf"(?:\n|[^\s]+[{_SPACES}]*|[{_SPACES}]+)\Z")
_WORD_AFTER = re.compile(rf"\n|[{_SPACES}]*[^\s]+|[{_SPACES}]+")
_BEGINS = re.compile(
    r"""(?:\A|\n|[.!?…](?:\s?["»”’)\]])?\s)"""  # the beginning, or the end of a sentence and a space
    r"""\s*(?:[«"“‘(\[¿¡•–—-]\s*)*\Z"""  # and nothing since then but opening marks
)
_BEGUN_WORD = re.compile(r"[^\W\d_]+\Z")


class Move(StrEnum):
    """Where a cursor can be sent without pointing. Up and down are a matter of how the text is broken."""

    LEFT = "left"
    RIGHT = "right"
    WORD_LEFT = "ctrl+left"
    WORD_RIGHT = "ctrl+right"
    START = "ctrl+home"
    END = "ctrl+end"


@dataclass(frozen=True)
class Writing:
    """A text and the place of the cursor, which is always between two whole characters."""

    text: str = ""
    at: int = 0

    @property
    def before(self) -> str:
        """The text before the cursor."""
        return self.text[: self.at]

    @property
    def after(self) -> str:
        """The text behind the cursor."""
        return self.text[self.at :]

    def insert(self, text: str, limit: int) -> Writing:
        """With `text` at the cursor, as far as `limit` characters in all allow.

        A mark that comes alone joins the letter before it: the same letter is always the same text (NFC).
        """
        before = unicodedata.normalize("NFC", self.before + text)
        before = before[: max(limit - len(self.after), min(self.at, len(before)))]
        return Writing(before + self.after, 0).moved_to(len(before))

    def erased(self) -> Writing:
        """Without the character before the cursor."""
        return self._without(self.moved(Move.LEFT).at, self.at)

    def erased_after(self) -> Writing:
        """Without the character behind the cursor."""
        return self._without(self.at, self.moved(Move.RIGHT).at)

    def erased_word(self) -> Writing:
        """Without the word before the cursor and the spaces behind that word; a line end goes alone."""
        return self._without(self.moved(Move.WORD_LEFT).at, self.at)

    def erased_word_after(self) -> Writing:
        """Without the word behind the cursor and the spaces before that word."""
        return self._without(self.at, self.moved(Move.WORD_RIGHT).at)

    def _without(self, start: int, end: int) -> Writing:
        return Writing(self.text[:start] + self.text[end:], 0).moved_to(start)

    def moved_to(self, at: int) -> Writing:
        """With the cursor at `at`, or at the nearest place before it between two whole characters."""
        places = stops(self.text)
        return Writing(self.text, places[max(0, bisect_right(places, at) - 1)])

    def moved(self, move: Move) -> Writing:
        """With the cursor elsewhere."""
        places = stops(self.text)
        number = bisect_left(places, self.at)
        match move:
            case Move.LEFT:
                at = places[max(0, number - 1)]
            case Move.RIGHT:
                at = places[min(len(places) - 1, number + 1)]
            case Move.WORD_LEFT:
                word = _WORD_BEFORE.search(self.before)
                at = word.start() if word else 0
            case Move.WORD_RIGHT:
                word = _WORD_AFTER.match(self.after)
                at = self.at + word.end() if word else len(self.text)
            case Move.START:
                at = 0
            case Move.END:
                at = len(self.text)
        return self.moved_to(at)

    @property
    def begins_sentence(self) -> bool:
        """Whether what is typed now is the first letter of a sentence."""
        return bool(_BEGINS.search(self.before))

    @property
    def begun_word(self) -> str:
        """The letters of the word that is being written; empty inside a word, where nothing is begun."""
        found = _BEGUN_WORD.search(self.before)
        return found[0] if found and not self.after[:1].isalpha() else ""
