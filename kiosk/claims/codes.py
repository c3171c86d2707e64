"""Voting codes: 80 random bits and a check character; the catalogue carries digests only."""

from __future__ import annotations

import hashlib
import secrets
from typing import NewType

from kiosk.claims.crockford import check_character, encode, in_groups, normalise, typeable
from kiosk.errors import ClaimError, FormatError
from kiosk.ids import ActivityId, ConsultationId

Code = NewType("Code", str)
"""17 characters without hyphens: 16 of value, one check."""
CodeDigest = NewType("CodeDigest", bytes)
"""16 bytes: truncated SHA-256 of a code for one activity of one consultation."""

BITS = 80
DIGITS = 17
DIGEST_BYTES = 16


def new_code() -> Code:
    """Draw a code from the system's randomness."""
    while True:
        value = secrets.randbits(BITS)
        if typeable(value):
            digits = encode(value, DIGITS - 1)
            return Code(digits + check_character(digits))


def printed(code: Code) -> str:
    """A code as it stands on the card: groups of four and the check character."""
    return in_groups(code)


def parse_code(text: str) -> Code:
    """Read a code as typed or scanned.

    Raises:
        ClaimError: ``code_incomplete`` or ``code_mistyped`` (check character, foreign sign).
    """
    try:
        digits = normalise(text)
    except FormatError:
        raise ClaimError("code_mistyped") from None
    if len(digits) < DIGITS:
        raise ClaimError("code_incomplete")
    if len(digits) > DIGITS or check_character(digits[:-1]) != digits[-1]:
        raise ClaimError("code_mistyped")
    return Code(digits)


def digest_of(code: Code, consultation: ConsultationId, activity: ActivityId) -> CodeDigest:
    """What stands for the code everywhere but on the card. 80 bits cannot be tried one by one."""
    text = f"kiosk code\n{consultation}\n{activity}\n{code}"
    return CodeDigest(hashlib.sha256(text.encode()).digest()[:DIGEST_BYTES])
