"""What a text may hold that a moderator should look at: it suggests, and never decides.

Words of a list are compared without capitals and accents, and whole: "Cons" finds "con" by its plural,
"contre" does not. Addresses, telephone numbers and IBANs are found by their form; an IBAN must also have
the right check figures (ISO 13616).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from importlib.resources import files
from pathlib import Path

from kiosk.errors import SettingsError

LIST = "flagged_fr.txt"
_LINES_MAX, _WORDS_MAX, _LETTERS_MAX = 20_000, 6, 40
_WORD = re.compile(r"[^\W_]+")
_EMAIL = re.compile(r"[\w.+-]{1,64}\s?(?:@|\(at\)|\[at\])\s?[\w-]{1,63}(?:\.[\w-]{2,63}){1,4}", re.IGNORECASE)
_PHONE = re.compile(
    r"(?<![\w+])(?:(?:\+|00)\d{1,3}[ .()/-]{0,3}(?:\d[ .()/-]{0,2}){6,12}\d"
    r"|0[1-9](?:[ .()/-]{0,2}\d\d){4})(?!\w)"
)
_IBAN_LENGTHS = {
    **dict.fromkeys(("FR", "IT", "MC"), 27),
    **dict.fromkeys(("AT", "LU"), 20),
    **dict.fromkeys(("DE", "GB", "IE"), 22),
    **dict.fromkeys(("AD", "ES", "RO", "TN"), 24),
    **dict.fromkeys(("MA", "PL"), 28),
    **{"BE": 16, "NL": 18, "CH": 21, "PT": 25, "DZ": 26},
}
"""Letters and figures by country, after the IBAN registry: people of Toulouse bank there."""
_MAYBE_IBAN = re.compile(r"(?<!\w)[A-Za-z]{2}\d\d")
_IBANS = [
    re.compile(rf"(?<!\w){country}\d\d(?: ?[A-Z0-9]){{{length - 4}}}(?!\w)", re.IGNORECASE)
    for country, length in _IBAN_LENGTHS.items()
]


class FlagKind(StrEnum):
    """What was found."""

    WORD = "word"
    EMAIL = "email"
    PHONE = "phone"
    IBAN = "iban"


@dataclass(frozen=True)
class Flag:
    """A place of a text."""

    kind: FlagKind
    start: int
    end: int

    @property
    def personal(self) -> bool:
        """Whether it is data of somebody, which can be taken out."""
        return self.kind is not FlagKind.WORD


class Flags:
    """A list of words, ready for looking; it does not change."""

    def __init__(self, lines: Iterable[str]) -> None:
        """`lines`: one word, or a few words in a row, on each; what follows ``#`` is a remark."""
        self._first: dict[str, list[tuple[str, ...]]] = {}
        for line, _ in zip(lines, range(_LINES_MAX), strict=False):
            words = tuple(_WORD.findall(_folded(line.partition("#")[0])))
            if 0 < len(words) <= _WORDS_MAX and max(map(len, words)) <= _LETTERS_MAX:
                self._first.setdefault(words[0], []).append(words)

    @classmethod
    def read(cls, more: Path | None = None) -> Flags:
        """The list that comes with the program, and one that the city has written.

        Raises:
            SettingsError: `more` cannot be read.
        """
        lines = (files("assets") / "moderation" / LIST).read_text(encoding="utf-8").splitlines()
        if more is not None:
            try:
                lines += more.read_text(encoding="utf-8-sig").splitlines()
            except OSError as error:
                raise SettingsError(
                    f"{more} cannot be read: {error.strerror}. It is hub.flagged_words."
                ) from None
            except ValueError:
                raise SettingsError(f"{more} is not a text in UTF-8. It is hub.flagged_words.") from None
        return cls(lines)

    def find(self, text: str) -> tuple[Flag, ...]:
        """Every place of `text` to look at, in order; none of them lies in another."""
        found = [
            *(Flag(FlagKind.EMAIL, *match.span()) for match in _EMAIL.finditer(text)),
            *_ibans(text),
            *(Flag(FlagKind.PHONE, *match.span()) for match in _PHONE.finditer(text)),
            *self._words(text),
        ]
        kept: list[Flag] = []
        for flag in sorted(found, key=lambda flag: (flag.start, -flag.end)):
            if not kept or flag.start >= kept[-1].end:
                kept.append(flag)
        return tuple(kept)

    def _words(self, text: str) -> Iterator[Flag]:
        spans = [match.span() for match in _WORD.finditer(text)]
        words = [_folded(text[start:end]) for start, end in spans]
        for place, word in enumerate(words):
            for root in {word, *_without_ending(word)}:
                for wanted in self._first.get(root, ()):
                    if all(
                        other in {word, *_without_ending(word)}
                        for other, word in zip(wanted, words[place : place + len(wanted)], strict=False)
                    ) and place + len(wanted) <= len(words):
                        yield Flag(FlagKind.WORD, spans[place][0], spans[place + len(wanted) - 1][1])


def _ibans(text: str) -> Iterator[Flag]:
    if not _MAYBE_IBAN.search(text):
        return
    for form in _IBANS:
        for match in form.finditer(text):
            if _is_iban(match.group()):
                yield Flag(FlagKind.IBAN, *match.span())


def _folded(text: str) -> str:
    if text.isascii():
        return text.lower()
    small = text.casefold().replace("œ", "oe").replace("æ", "ae")
    return "".join(
        letter for letter in unicodedata.normalize("NFKD", small) if not unicodedata.combining(letter)
    )


def _without_ending(word: str) -> Iterator[str]:
    """A word without the endings of French plurals."""
    if len(word) > 3 and word[-1] in "sx":
        yield word[:-1]


def _is_iban(text: str) -> bool:
    plain = text.replace(" ", "").upper()
    turned = plain[4:] + plain[:4]
    return int("".join(str(int(letter, 36)) for letter in turned)) % 97 == 1
