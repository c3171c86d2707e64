"""HPKE (RFC 9180): the tablet can seal to a public key and cannot read back.

KEM MLKEM768_X25519 (hybrid post-quantum), HKDF-SHA256, AES-256-GCM, base mode. The ``info`` names
purpose, mode, consultation, activity and contest, so that a test ballot never opens as an official
one and an envelope cannot be moved to another vote.
"""

from __future__ import annotations

import struct
from functools import lru_cache
from typing import Literal, NewType

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey, MLKEM768PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hpke import (
    AEAD,
    KDF,
    KEM,
    MLKEM768X25519PrivateKey,
    MLKEM768X25519PublicKey,
    Suite,
)

from kiosk.errors import FormatError, SealError
from kiosk.ids import ActivityId, ConsultationId, Mode

SealKey = NewType("SealKey", bytes)
"""1,216 bytes: ML-KEM-768 public key, then X25519 public key. Seals, never opens."""
OpenKey = NewType("OpenKey", bytes)
"""96 bytes: ML-KEM-768 seed, then X25519 private key. Never on a tablet."""
Sealed = NewType("Sealed", bytes)
"""Ciphertext: the plaintext's length and 1,136 bytes."""

OVERHEAD_BYTES = 1136
_MLKEM_PUBLIC, _MLKEM_SEED = 1184, 64
_SUITE = Suite(KEM.MLKEM768_X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)


def generate() -> tuple[OpenKey, SealKey]:
    """Make a key pair: (opens, seals)."""
    mlkem, x25519 = MLKEM768PrivateKey.generate(), X25519PrivateKey.generate()
    seals = mlkem.public_key().public_bytes_raw() + x25519.public_key().public_bytes_raw()
    return OpenKey(mlkem.private_bytes_raw() + x25519.private_bytes_raw()), SealKey(seals)


def seal_key_of(key: OpenKey) -> SealKey:
    """The public half of a private key. Raises `FormatError` when it is none."""
    try:
        mlkem = MLKEM768PrivateKey.from_seed_bytes(key[:_MLKEM_SEED])
        x25519 = X25519PrivateKey.from_private_bytes(key[_MLKEM_SEED:])
    except (ValueError, TypeError):
        raise FormatError("An opening key is 96 bytes of ML-KEM-768 and X25519; this is not one.") from None
    return SealKey(mlkem.public_key().public_bytes_raw() + x25519.public_key().public_bytes_raw())


def context(
    purpose: Literal["claim", "ballot", "contribution", "opt_in", "code_replacement", "backup", "moderation"],
    mode: Mode,
    consultation: ConsultationId,
    activity: ActivityId,
    contest: str = "",
) -> bytes:
    """The HPKE ``info``: every part with its length, so that no two contexts share their bytes."""
    parts = [b"kiosk/1", *(part.encode() for part in (purpose, mode.value, consultation, activity, contest))]
    return b"".join(struct.pack(">H", len(part)) + part for part in parts)


def seal(plaintext: bytes, key: SealKey, info: bytes) -> Sealed:
    """Seal `plaintext` so that only the holder of the other half can open it, for `info` alone."""
    return Sealed(_SUITE.encrypt(plaintext, _public(key), info))


def open_sealed(sealed: Sealed, key: OpenKey, info: bytes) -> bytes:
    """Give back what was sealed.

    Raises:
        SealError: another key, another purpose, mode, consultation, activity or contest, or altered bytes.
    """
    try:
        return _SUITE.decrypt(sealed, _private(key), info)
    except (InvalidTag, ValueError):
        raise SealError("This cannot be opened with this key for this purpose.") from None


def check_seal_key(raw: bytes) -> SealKey:
    """Take 1,216 bytes as a sealing key. Raises `FormatError` when they are not one."""
    try:
        _public(SealKey(raw))
    except (ValueError, TypeError):
        raise FormatError("A sealing key is 1,216 bytes of ML-KEM-768 and X25519; this is not one.") from None
    return SealKey(raw)


@lru_cache(maxsize=8)
def _public(key: SealKey) -> MLKEM768X25519PublicKey:
    return MLKEM768X25519PublicKey(
        MLKEM768PublicKey.from_public_bytes(key[:_MLKEM_PUBLIC]),
        X25519PublicKey.from_public_bytes(key[_MLKEM_PUBLIC:]),
    )


@lru_cache(maxsize=8)
def _private(key: OpenKey) -> MLKEM768X25519PrivateKey:
    return MLKEM768X25519PrivateKey(
        MLKEM768PrivateKey.from_seed_bytes(key[:_MLKEM_SEED]),
        X25519PrivateKey.from_private_bytes(key[_MLKEM_SEED:]),
    )
