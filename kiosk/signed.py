"""Ed25519 over exact bytes, in one container for every signed thing.

A container is two text lines and a payload::

    KIOSK-SIGNED-1 <purpose>\\n
    <fingerprint of the signing key> <signature, base64url>\\n
    <payload>

The signature covers the first line and the payload, so that a statement can never pass for a
catalogue. Nothing is parsed before the signature has been checked.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from pathlib import Path
from typing import NewType

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from kiosk.errors import FormatError, SignatureError

VerifyKey = NewType("VerifyKey", bytes)
"""32 bytes: an Ed25519 public key."""

_MAGIC = b"KIOSK-SIGNED-1 "


class SigningKey:
    """An Ed25519 private key that stays in its file and signs for one tablet or one hub."""

    def __init__(self, private: Ed25519PrivateKey) -> None:
        self._private = private
        self.verify_key = VerifyKey(private.public_key().public_bytes_raw())

    @classmethod
    def generate(cls) -> SigningKey:
        """Make a new key from the system's randomness."""
        return cls(Ed25519PrivateKey.generate())

    @classmethod
    def from_bytes(cls, raw: bytes) -> SigningKey:
        """Read back what `to_bytes` gave. Raises `FormatError` on any other length."""
        if len(raw) != 32:
            raise FormatError("A signing key is 32 bytes long; this file is not one.")
        return cls(Ed25519PrivateKey.from_private_bytes(raw))

    def to_bytes(self) -> bytes:
        """The 32 secret bytes, for the key's own file."""
        return self._private.private_bytes_raw()

    def sign(self, purpose: str, payload: bytes) -> bytes:
        """Wrap `payload` in a signed container for `purpose`."""
        first = _first_line(purpose)
        signature = base64.urlsafe_b64encode(self._private.sign(first + payload))
        return first + fingerprint(self.verify_key).encode() + b" " + signature + b"\n" + payload


def fingerprint(key: bytes) -> str:
    """16 hex digits that name a public key to people and in logs."""
    return hashlib.sha256(key).hexdigest()[:16]


def verify(container: bytes, purpose: str, key: VerifyKey) -> bytes:
    """Give the payload of `container` if `key` signed it for `purpose`.

    Raises:
        SignatureError: another key, another purpose, or any byte changed, missing or added.
    """
    claimed, signature, payload = _split(container, purpose)
    if claimed != fingerprint(key):
        raise SignatureError(f"This {purpose} was signed by another key ({claimed}).")
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(signature, _first_line(purpose) + payload)
    except InvalidSignature:
        raise SignatureError(f"The signature of this {purpose} is wrong: it was altered or cut.") from None
    return payload


def signer(container: bytes, purpose: str) -> str:
    """The fingerprint a container claims, so that the right key can be looked up. Proves nothing."""
    return _split(container, purpose)[0]


def read_key_file(path: Path) -> SigningKey:
    """Read a signing key from its file."""
    return SigningKey.from_bytes(path.read_bytes())


def _first_line(purpose: str) -> bytes:
    return _MAGIC + purpose.encode() + b"\n"


def _split(container: bytes, purpose: str) -> tuple[str, bytes, bytes]:
    first = _first_line(purpose)
    if not container.startswith(first):
        raise SignatureError(f"This is not a signed {purpose}.")
    end = container.find(b"\n", len(first), len(first) + 200)
    line = container[len(first) : end] if end > 0 else b""
    claimed, _, encoded = line.partition(b" ")
    try:
        signature = base64.b64decode(encoded, altchars=b"-_", validate=True)
        name = claimed.decode("ascii")
    except (binascii.Error, ValueError):
        raise SignatureError(f"The signature of this {purpose} is cut or damaged.") from None
    # A signature has one spelling, so that a container has one digest.
    if len(signature) != 64 or base64.urlsafe_b64encode(signature) != encoded:
        raise SignatureError(f"The signature of this {purpose} is cut or damaged.")
    return name, signature, container[end + 1 :]
