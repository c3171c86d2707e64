"""What every part of the mapping needs: languages, answers, and where it says what it left out."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, tzinfo
from types import MappingProxyType
from typing import Any

from kiosk.i18n import N_
from sync.decidim.document import Translated
from sync.decidim.questions import Answers, Kind, Question, Saying
from sync.decidim.wording import TEXT_MAX, TITLE_MAX, from_html, from_text, shortened

Piece = dict[str, Any]
"""A part of a catalogue as JSON."""
_LOCALE = re.compile(r"[a-z]{2}(_[a-z]+)?")


@dataclass
class Around:
    """One draft in the making."""

    address: str
    """Of the platform, for links."""
    languages: tuple[str, ...]
    answers: Answers
    now: datetime
    zone: tzinfo
    """Of the city's clocks."""
    quartiers: Mapping[str, Piece]
    """The quartiers that the city's newest catalogue has, by id."""
    picture: Callable[[str], bytes | str]
    """The picture of an address, or the sentence why there is none."""
    questions: dict[str, Question] = field(default_factory=dict)
    notes: dict[tuple[str, tuple[tuple[str, str], ...]], Saying] = field(default_factory=dict)
    origins: dict[str, Piece] = field(default_factory=dict)
    """Activity id to the component it came from."""
    new_quartiers: dict[str, Piece] = field(default_factory=dict)
    themes: dict[str, Piece] = field(default_factory=dict)

    # -- what people must tell ---------------------------------------------------------------------

    def ask(
        self,
        key: str,
        message: str,
        kind: Kind,
        suggestion: str,
        *,
        choices: Mapping[str, str] = MappingProxyType({}),
        **values: str,
    ) -> str | None:
        """The answer to a question; None while it is open, and then the draft stays without it."""
        return self._asked(Question(key, Saying(message, values), kind, suggestion, choices))

    def _asked(self, question: Question) -> str | None:
        answer = self.answers.get(question)
        self.questions[question.key] = replace(question, answer=answer)
        return answer

    def number(
        self, key: str, message: str, suggestion: int, *, least: int, most: int, **values: str
    ) -> int | None:
        """A number that somebody must tell."""
        limits = (least, most)
        answer = self._asked(
            Question(key, Saying(message, values), Kind.NUMBER, str(suggestion), {}, *limits)
        )
        return None if answer is None else int(answer)

    def yes(self, key: str, message: str, suggestion: bool, **values: str) -> bool | None:
        """A yes or no that somebody must tell."""
        usual = "yes" if suggestion else "no"
        answer = self._asked(Question(key, Saying(message, values), Kind.YES_NO, usual))
        return None if answer is None else answer == "yes"

    def note(self, message: str, **values: str) -> None:
        """Say once what has no place in a catalogue, or was changed to have one."""
        saying = Saying(message, values)
        self.notes[message, tuple(sorted(values.items()))] = saying

    # -- texts -------------------------------------------------------------------------------------

    def title(self, words: Translated, otherwise: str = "", most: int = TITLE_MAX) -> Piece:
        """A short text; `otherwise` in the first language where there is none."""
        found = {language: from_text(text, most) for language, text in self._by_language(words).items()}
        for plain in found.values():
            if plain.cut:
                self.note(
                    N_("A title is longer than {most} signs and was cut: “{start}”."),
                    most=str(most),
                    start=plain.text[:60],
                )
        texts = {language: plain.text for language, plain in found.items() if plain.text}
        spare = from_text(otherwise, most).text
        return texts or ({self.languages[0]: spare} if spare else {})

    def text(self, words: Translated, where: str, most: int = TEXT_MAX) -> Piece:
        """A long text that may be HTML. `where` names it in notes."""
        texts: Piece = {}
        for language, html in self._by_language(words).items():
            plain = from_html(html, most, self.address)
            if plain.cut:
                self.note(
                    N_("{where}: the text is longer than {most} signs and was cut."),
                    where=where,
                    most=str(most),
                )
            if plain.dropped:
                self.note(
                    N_("{where}: left out of the text: {elements}."),
                    where=where,
                    elements=", ".join(plain.dropped),
                )
            if plain.text:
                texts[language] = plain.text
        return texts

    def joined(self, first: Piece, second: Piece, most: int = TEXT_MAX) -> Piece:
        """Two texts, one after the other, language by language."""
        return {
            language: shortened(
                "\n\n".join(t for t in (first.get(language), second.get(language)) if t), most
            )
            for language in dict.fromkeys((*first, *second))
        }

    def _by_language(self, words: Translated) -> dict[str, str]:
        every = tuple(t.locale for t in words.translations if t is not None)
        found = words.by_language(every)
        named = {_language(locale): text for locale, text in found.items()}
        chosen = {language: named[language] for language in self.languages if language in named}
        if chosen or not named:
            return chosen
        # In none of our languages: better as it is than not at all.
        return {language: text for language, text in named.items() if language}


def _language(locale: str) -> str:
    name = locale.lower().replace("-", "_")
    return name if _LOCALE.fullmatch(name) else ""


def slug_of(words: str, otherwise: str) -> str:
    """An id of letters, figures and dashes that says what it is; at most 48 signs."""
    flat = unicodedata.normalize("NFKD", words.casefold().replace("œ", "oe").replace("æ", "ae"))
    ascii_ = "".join(c if c.isascii() and c.isalnum() else " " for c in flat if not unicodedata.combining(c))
    return "-".join(ascii_.split())[:48].strip("-") or otherwise


def first_words(text: Piece, otherwise: str = "") -> str:
    """A text in whichever language it has first."""
    return next(iter(text.values()), otherwise)
