"""What Decidim does not tell: asked once, kept, and used at every later pull.

No version exposes the settings of components and steps (reference: decidim.md, section 3): how one votes, who
may, which steps open what. Each question has a key that stays the same from pull to pull.
"""

from __future__ import annotations

import fcntl
import json
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time
from enum import StrEnum
from pathlib import Path

from kiosk.errors import KioskError, VaultError
from kiosk.i18n import Translator
from sync.decidim.whole_file import write_whole

ANSWER_CHARACTERS_MAX = 200


class AnswerError(KioskError):
    """What was answered does not fit the question; the one before stays."""


class Kind(StrEnum):
    """What an answer looks like."""

    CHOICE = "choice"
    CHOICES = "choices"
    """Some of the choices, with commas; or ``all``."""
    YES_NO = "yes or no"
    NUMBER = "number"
    HOUR = "hour"
    """``18:00``, on the clocks of the city."""
    DAY = "day"
    """``2027-06-30``."""
    QUARTIER = "quartier"
    """The id of a quartier the city has, ``new`` to make one of that name, or ``none``."""


@dataclass(frozen=True)
class Saying:
    """A sentence with its values, for whoever shows it: English on the command line, French for the staff."""

    message: str
    """A msgid of the domain ``hub``, with ``{name}`` for values."""
    values: Mapping[str, str] = field(default_factory=dict)

    def sentence(self, tr: Translator | None = None) -> str:
        """In the language of `tr`; in English without one."""
        if tr is not None:
            return tr(self.message, **self.values)
        return self.message.format(**self.values) if self.values else self.message


@dataclass(frozen=True)
class Question:
    """One thing that somebody must tell."""

    key: str
    """Such as ``component.1012.method``."""
    saying: Saying
    kind: Kind
    suggestion: str = ""
    """What is usual; never used before somebody has said yes to it."""
    choices: Mapping[str, str] = field(default_factory=dict)
    """Value to words."""
    least: int = 0
    most: int = 1_000_000_000
    answer: str | None = None
    """As it was given; None while the question is open."""

    @property
    def open(self) -> bool:
        """Whether nobody has answered yet."""
        return self.answer is None

    def checked(self, raw: str) -> str:
        """The answer in its usual form.

        Raises:
            AnswerError: it is none; says what is.
        """
        words = raw.strip()
        match self.kind:
            case Kind.CHOICE | Kind.QUARTIER:
                if words in self.choices:
                    return words
                raise AnswerError(f"Answer {self.key} with one of: {', '.join(self.choices)}.")
            case Kind.CHOICES:
                return self._some(words)
            case Kind.YES_NO:
                if words.casefold() in ("yes", "no"):
                    return words.casefold()
                raise AnswerError(f"Answer {self.key} with yes or no.")
            case Kind.NUMBER:
                if words.isascii() and words.isdigit() and self.least <= int(words[:12]) <= self.most:
                    return str(int(words[:12]))
                raise AnswerError(f"Answer {self.key} with a number from {self.least} to {self.most}.")
            case Kind.HOUR:
                if re.fullmatch(r"([01][0-9]|2[0-3]):[0-5][0-9]", words):
                    return words
                raise AnswerError(f"Answer {self.key} with an hour such as 18:00.")
            case Kind.DAY:
                try:
                    return date.fromisoformat(words).isoformat()
                except ValueError:
                    raise AnswerError(f"Answer {self.key} with a day such as 2027-06-30.") from None

    def _some(self, words: str) -> str:
        chosen = [word.strip() for word in words.split(",")]
        if chosen == ["all"] or (chosen and all(word in self.choices for word in chosen)):
            return ",".join(chosen)
        raise AnswerError(
            f"Answer {self.key} with all, or with some of: {', '.join(self.choices)} (commas between them)."
        )


class Answers:
    """The answers of one hub, in one file that people can read."""

    def __init__(self, path: Path) -> None:
        """Kept in `path`. Raises `VaultError` when the file is not ours."""
        self._path = path
        self._held = self._read()

    def get(self, question: Question) -> str | None:
        """The answer, unless the question has changed so that it does not fit any more."""
        raw = self._held.get(question.key)
        try:
            return None if raw is None else question.checked(raw)
        except AnswerError:
            return None

    def give(self, answers: list[tuple[Question, str]]) -> None:
        """Keep answers: all of them, or none.

        Raises:
            AnswerError: one does not fit its question.
        """
        checked = {question.key: question.checked(raw[:ANSWER_CHARACTERS_MAX]) for question, raw in answers}
        self._path.parent.mkdir(parents=True, exist_ok=True)
        lock = os.open(self._path.with_suffix(".lock"), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            # Somebody else may have answered other questions meanwhile.
            fcntl.flock(lock, fcntl.LOCK_EX)
            self._held = dict(sorted((self._read() | checked).items()))
            write_whole(self._path, json.dumps(self._held, ensure_ascii=False, indent=1).encode() + b"\n")
        finally:
            os.close(lock)

    def _read(self) -> dict[str, str]:
        try:
            held = json.loads(self._path.read_bytes())
        except FileNotFoundError:
            return {}
        except (OSError, ValueError, RecursionError):
            raise VaultError(f"{self._path} cannot be read as JSON. Put a copy of it back.") from None
        if not isinstance(held, dict) or not all(isinstance(value, str) for value in held.values()):
            raise VaultError(f"{self._path} does not hold answers, by key, as texts.")
        return held


def hour(answer: str) -> time:
    """The time of an answer of kind `Kind.HOUR`."""
    return time.fromisoformat(answer)
