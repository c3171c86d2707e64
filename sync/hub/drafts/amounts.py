"""Amounts of money as people write them in tables: ``12 500,00 €``, ``1.250.000``, ``3,5 k€``. Exact."""

from __future__ import annotations

import re
from decimal import Decimal

from kiosk.errors import ReasonedError

AMOUNT_MAX = Decimal(10) ** 12
_SPACES = re.compile(r"[\s\u00a0\u202f\u2009'’]+")
_UNIT = re.compile(r"(k€|keur|m€|meur|€|eur|euros?)$", re.IGNORECASE)
_TIMES = {"k€": 1_000, "keur": 1_000, "m€": 1_000_000, "meur": 1_000_000}
_PLAIN = re.compile(r"[0-9]{1,15}([.,][0-9]{1,2})?")
_FINE = re.compile(r"[0-9]{1,15}[.,][0-9]{1,6}")
"""With a unit of thousands more decimals make sense: ``3,125 k€``."""
_GROUPED = re.compile(r"[0-9]{1,3}(?:([.,])[0-9]{3})(?:\1[0-9]{3})*(?:(?!\1)[.,][0-9]{1,2})?")
_GROUPS = re.compile(r"[0-9]{1,3}([\s\u00a0\u202f\u2009'’][0-9]{3})*([.,][0-9]+)?|[0-9]+([.,][0-9.,]+)?")


class AmountError(ReasonedError):
    """What was written is no amount: ``not_an_amount``, ``two_readings``, ``negative``, ``too_large``."""


def amount_of(written: str) -> Decimal:
    """The amount that `written` says, in euros and cents.

    Raises:
        AmountError: it is none, or can be read in two ways: ``12,500`` may be twelve thousand or twelve.
    """
    text = written.strip()
    unit = _UNIT.search(text)
    number = (text[: unit.start()] if unit else text.removeprefix("€")).strip()
    times = _TIMES.get(unit.group().casefold(), 1) if unit else 1
    if number.startswith(("-", "−")):
        raise AmountError("negative")
    spaced = _SPACES.search(number) is not None
    bare = _SPACES.sub("", number)
    if not bare.isascii() or (spaced and not _GROUPS.fullmatch(number)):
        raise AmountError("not_an_amount")
    if _PLAIN.fullmatch(bare) or (times > 1 and _FINE.fullmatch(bare)):
        found = Decimal(bare.replace(",", "."))
    elif not spaced and (grouped := _GROUPED.fullmatch(bare)):
        separator = grouped.group(1)
        if bare.count(separator) == 1 and not set(bare) & ({",", "."} - {separator}):
            raise AmountError("two_readings")
        found = Decimal(bare.replace(separator, "").replace(",", "."))
    else:
        raise AmountError("not_an_amount")
    found *= times
    if found > AMOUNT_MAX:
        raise AmountError("too_large")
    if found != found.quantize(Decimal("0.01")):
        raise AmountError("not_an_amount")
    return found.quantize(Decimal("0.01")) if found % 1 else found.quantize(Decimal(1))
