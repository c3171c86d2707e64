"""Receipts: short codes that find a deposit on the public list and show no choice.

A receipt is 45 bits of SHA-256 over the deposit id, in Crockford's base32, and a check character:
``K7QM-3F9T-X2``. Among a million deposits two receipts collide with a chance near 1 %, and then
both lines are on the list.
"""

from __future__ import annotations

import hashlib
from itertools import count
from typing import NewType

from kiosk.claims.crockford import check_character, encode, in_groups, normalise, typeable
from kiosk.errors import FormatError
from kiosk.ids import DepositId

Receipt = NewType("Receipt", str)

_BITS, _DIGITS = 45, 9


def receipt_of(deposit: DepositId) -> Receipt:
    """The receipt of a deposit: the same on the tablet, on paper and on the public list."""
    for attempt in count():
        digest = hashlib.sha256(b"kiosk receipt" + bytes([attempt]) + deposit).digest()
        value = int.from_bytes(digest[:6]) >> (48 - _BITS)
        if typeable(value):
            digits = encode(value, _DIGITS)
            return Receipt(in_groups(digits + check_character(digits)))
    raise AssertionError("unreachable: count() does not end")


def parse_receipt(text: str) -> Receipt:
    """Read a receipt as people type it. Raises `FormatError` when it cannot be one."""
    digits = normalise(text)
    if len(digits) != _DIGITS + 1 or check_character(digits[:-1]) != digits[-1]:
        raise FormatError("A receipt has ten letters and figures, such as K7QM-3F9T-X2; check each of them.")
    return Receipt(in_groups(digits))
