"""What the program itself needs: its texts and its database."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence

from kiosk.doctor.check import Check, good, mend
from kiosk.i18n import LANGUAGE_NAMES, translator

_SQLITE_MIN = (3, 37)


def look_at_software(languages: Sequence[str]) -> Iterator[Check]:
    """Texts in every language that is offered, and a database that is new enough."""
    missing = [language for language in languages if not _has_texts(language)]
    names = ", ".join(LANGUAGE_NAMES.get(language, language) for language in missing or languages)
    if missing:
        yield mend("languages", f"There are no texts in {names}.", "Install the whole package anew.")
    else:
        yield good("languages", f"{names}.")
    if sqlite3.sqlite_version_info >= _SQLITE_MIN:
        yield good("database", f"SQLite {sqlite3.sqlite_version}.")
    else:
        yield mend("database", f"SQLite {sqlite3.sqlite_version}; 3.37 is needed.", "Take a newer system.")


def _has_texts(language: str) -> bool:
    try:
        translator(language)
    except OSError:
        return False
    return True
