"""From a contribution to a sealed deposit, and back at the hub."""

from __future__ import annotations

from collections.abc import Callable

from kiosk.catalogue.lookup import CatalogueIndex
from kiosk.contributions.content import AnyContent, OptInContent, decode, encode, kind_of
from kiosk.errors import FormatError
from kiosk.ids import DEPOSIT_ID_BYTES, ActivityId, ConsultationId, DepositId, DepositKind, Mode
from kiosk.padding import LENGTH_BYTES, pad, unpad
from kiosk.sealing import OVERHEAD_BYTES, OpenKey, Sealed, context, open_sealed, seal
from kiosk.vault.store import Deposit

NOWHERE = (ConsultationId(""), ActivityId(""))
"""Opt-ins and feedback belong to no consultation."""
_SMALLEST = 1024


def padded_bytes(length: int) -> int:
    """The size that `length` bytes are padded to: the next power of two, 1,024 at least.

    A ballot's length could tell a choice, so that all of an activity have one size. A written text is
    as long as its author likes: its size class is all that a thief of the tablet sees.
    """
    size = _SMALLEST
    while size < length + LENGTH_BYTES:
        size *= 2
    return size


def sealed_contribution(
    index: CatalogueIndex,
    where: tuple[ConsultationId, ActivityId],
    content: AnyContent,
    random_bytes: Callable[[int], bytes],
) -> Deposit:
    """Seal a contribution: an address for the register, anything else for the project team."""
    kind = kind_of(content)
    encoded = encode(content)
    key = index.register_key if isinstance(content, OptInContent) else index.contributions_key
    sealed = seal(pad(encoded, padded_bytes(len(encoded))), key, _info(kind, index.catalogue.mode, where))
    deposit_id = DepositId(random_bytes(DEPOSIT_ID_BYTES))
    return Deposit(deposit_id, kind, *where, index.catalogue.version, sealed)


def opened_contribution(deposit: Deposit, mode: Mode, key: OpenKey) -> AnyContent:
    """What a deposit says.

    Raises:
        SealError: it was sealed with another key, for another activity or in the other mode.
        FormatError: it opens, and is no contribution of its kind.
    """
    where = (deposit.consultation, deposit.activity)
    padded = open_sealed(Sealed(deposit.content), key, _info(deposit.kind, mode, where))
    content = decode(unpad(padded, len(padded)))
    if kind_of(content) is not deposit.kind:
        raise FormatError("This contribution is of another kind than its deposit.")
    return content


def is_sealed_size(content: bytes) -> bool:
    """Whether so many bytes can be a sealed contribution at all."""
    length = len(content) - OVERHEAD_BYTES
    return length >= _SMALLEST and length & (length - 1) == 0


def _info(kind: DepositKind, mode: Mode, where: tuple[ConsultationId, ActivityId]) -> bytes:
    return context("opt_in" if kind is DepositKind.OPT_IN else "contribution", mode, *where, kind.value)
