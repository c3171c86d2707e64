"""A spoiled voting code and the one handed out for it, sealed to the register: two digests, and no person."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from kiosk.catalogue.lookup import CatalogueIndex, Found
from kiosk.claims.codes import DIGEST_BYTES, CodeDigest
from kiosk.errors import FormatError
from kiosk.ids import DEPOSIT_ID_BYTES, ActivityId, ConsultationId, DepositId, DepositKind, Mode
from kiosk.padding import pad, unpad
from kiosk.sealing import OpenKey, Sealed, context, open_sealed, seal
from kiosk.vault.store import Deposit

_PADDED_BYTES = 1024
"""As small as a sealed contribution can be: nothing about it stands out."""


@dataclass(frozen=True)
class Replacement:
    """From the moment it is known, no ballot of `old` is counted."""

    old: CodeDigest
    new: CodeDigest


def sealed_replacement(
    index: CatalogueIndex, found: Found, replacement: Replacement, random_bytes: Callable[[int], bytes]
) -> Deposit:
    """The deposit that takes a replacement to the register."""
    where = found.consultation_id, found.activity_id
    info = context("code_replacement", index.catalogue.mode, *where)
    sealed = seal(pad(replacement.old + replacement.new, _PADDED_BYTES), index.register_key, info)
    deposit = DepositId(random_bytes(DEPOSIT_ID_BYTES))
    return Deposit(deposit, DepositKind.CODE_REPLACEMENT, *where, index.catalogue.version, sealed)


def opened_replacement(
    content: bytes, key: OpenKey, mode: Mode, consultation: ConsultationId, activity: ActivityId
) -> Replacement:
    """Read it with the register's key.

    Raises:
        SealError: sealed with another key, for another vote or in the other mode.
        FormatError: it opens, and holds something else.
    """
    padded = open_sealed(Sealed(content), key, context("code_replacement", mode, consultation, activity))
    digests = unpad(padded, _PADDED_BYTES)
    if len(digests) != 2 * DIGEST_BYTES:
        raise FormatError("This is no replacement of a code.")
    return Replacement(CodeDigest(digests[:DIGEST_BYTES]), CodeDigest(digests[DIGEST_BYTES:]))
