"""Crockford's base32: no I, L, O or U, read leniently, with the standard's check character.

The standard's check is the value modulo 37, in an alphabet with five signs more (``*~$=U``) that a
resident does not find on a keyboard. Whoever draws a value draws again until its check character is
an ordinary one (`typeable`), so that one small keyboard types everything.

Source: https://www.crockford.com/base32.html, "Check Symbol".
"""

from __future__ import annotations

from kiosk.errors import FormatError

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_CHECKS = ALPHABET + "*~$=U"
_VALUES = {character: value for value, character in enumerate(ALPHABET)}
_LENIENT = str.maketrans({"I": "1", "L": "1", "O": "0"})


def encode(value: int, digits: int) -> str:
    """Write `value` with exactly `digits` characters, without a check character."""
    return "".join(ALPHABET[(value >> (5 * place)) & 31] for place in reversed(range(digits)))


def typeable(value: int) -> bool:
    """Whether the check character of `value` is one of the 32 ordinary ones."""
    return value % 37 < 32


def value_of(digits: str) -> int:
    """The number that normalised `digits` write."""
    value = 0
    for character in digits:
        value = value * 32 + _VALUES[character]
    return value


def check_character(digits: str) -> str:
    """The check character of normalised `digits`: catches every wrong character and every swap."""
    return _CHECKS[value_of(digits) % 37]


def normalise(text: str) -> str:
    """Read as people type: any case, spaces and hyphens anywhere, I and L as 1, O as 0.

    Raises:
        FormatError: a character that is not in the alphabet.
    """
    digits = "".join(text.split()).replace("-", "").upper().translate(_LENIENT)
    if any(character not in _VALUES for character in digits):
        raise FormatError("Only the letters and figures printed on the card are used.")
    return digits


def in_groups(digits: str) -> str:
    """Groups of four, joined by hyphens: how codes and receipts are printed."""
    return "-".join(digits[start : start + 4] for start in range(0, len(digits), 4))
