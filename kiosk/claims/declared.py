"""Declared identities, written one way so that one person gives one identity."""

from __future__ import annotations

import hashlib
import hmac
import unicodedata
from dataclasses import dataclass
from datetime import date

from kiosk.errors import ClaimError

NAME_CHARACTERS_MAX = 60
_OLDEST_YEARS = 125


@dataclass(frozen=True)
class DeclaredIdentity:
    """Names as normalised by `normalised_name`, and the birth date. Exists in memory and sealed, only."""

    first_name: str
    last_name: str
    birth_date: date

    def key(self) -> bytes:
        """The bytes that are equal for the same person. Guessable: never stored, never a bare digest."""
        return "\n".join((self.first_name, self.last_name, self.birth_date.isoformat())).encode()

    def keyed_digest(self, key: bytes) -> bytes:
        """A digest under a key that is made at opening and never touches the disk.

        Source: reference in-person 4.2: names and birth dates are few enough to try one by one
        after a theft, so an unkeyed digest on the tablet would tell who came.
        """
        return hmac.new(key, self.key(), hashlib.sha256).digest()


def normalised_name(text: str) -> str:
    """Letters only, without accents, upper case, single spaces: ``Jean-  Noël`` is ``JEAN NOEL``."""
    spelt = text.casefold().replace("œ", "oe").replace("æ", "ae")
    folded = unicodedata.normalize("NFKD", spelt).upper()
    # "Lm" are marks that count as letters, such as an apostrophe of another keyboard.
    kept = [
        c if c.isalpha() and unicodedata.category(c) != "Lm" else " "
        for c in folded
        if not unicodedata.combining(c)
    ]
    return " ".join("".join(kept).split())


def declare(first_name: str, last_name: str, birth_date: str, today: date) -> DeclaredIdentity:
    """Check what was typed; `birth_date` as day, month, year in figures: ``7/3/1948`` or ``07031948``.

    Raises:
        ClaimError: ``name_missing``, ``name_too_long``, ``birth_date_unreadable`` or
            ``birth_date_impossible``.
    """
    names = normalised_name(first_name), normalised_name(last_name)
    if not all(names):
        raise ClaimError("name_missing")
    if max(len(name) for name in names) > NAME_CHARACTERS_MAX:
        raise ClaimError("name_too_long")
    born = parse_birth_date(birth_date)
    if born >= today or today.year - born.year > _OLDEST_YEARS:
        raise ClaimError("birth_date_impossible")
    return DeclaredIdentity(*names, born)


def parse_birth_date(text: str) -> date:
    """Read day, month, year. Raises `ClaimError` ``birth_date_unreadable`` or ``birth_date_impossible``."""
    parts = "".join(c if c.isdecimal() and c.isascii() else " " for c in text).split()
    if len(parts) == 1 and len(parts[0]) == 8:
        parts = [parts[0][:2], parts[0][2:4], parts[0][4:]]
    if len(parts) != 3 or len(parts[2]) != 4 or max(len(parts[0]), len(parts[1])) > 2:
        raise ClaimError("birth_date_unreadable")
    try:
        return date(int(parts[2]), int(parts[1]), int(parts[0]))
    except ValueError:
        raise ClaimError("birth_date_impossible") from None
