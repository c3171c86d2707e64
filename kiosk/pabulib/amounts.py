"""Numbers as .pb files write them, without floats."""

from __future__ import annotations

import re
from decimal import Decimal

_SPACES = re.compile(r"[ \u00a0\u202f]")
_NUMBER = re.compile(r"[+-]?[0-9]{1,18}(?:[.,][0-9]{0,18})?(?:[eE][+-]?[0-9]{1,2})?")


def read_number(text: str) -> Decimal:
    """The number in `text`: dot or comma before decimals, spaces between thousands, `1e+05` as R writes it.

    Raises `ValueError` for anything else, infinity included.
    """
    bare = _SPACES.sub("", text)
    if not _NUMBER.fullmatch(bare):
        raise ValueError(text)
    return Decimal(bare.replace(",", "."))


def read_whole(text: str) -> int:
    """The whole number in `text`; `3.0` is one. Raises `ValueError`."""
    number = read_number(text)
    if number != number.to_integral_value():
        raise ValueError(text)
    return int(number)


def plain(number: Decimal) -> str:
    """Digits with a dot, no exponent, no decimals that are only zeros."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
