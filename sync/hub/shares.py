"""The key holders' shares of the ballot-box key.

The box's private key is wrapped (AES-256-GCM) by a secret of 16 bytes; the secret is shared by
Shamir's scheme, so that any `needed` of the holders restore it and fewer learn nothing.
"""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass

from Crypto.Protocol.SecretSharing import Shamir
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from kiosk.claims.crockford import encode, in_groups, normalise
from kiosk.claims.crockford import value_of as crockford_value
from kiosk.errors import CountError, FormatError
from kiosk.sealing import OpenKey, SealKey
from kiosk.signed import fingerprint

SECRET_BYTES = 16
HOLDERS_MAX = 9
_NONCE_BYTES = 12
_VALUE_DIGITS, _CHECK_DIGITS = 26, 4
_FORM = re.compile(r"KIOSK-SHARE-1 ([0-9a-f]{16}) ([1-9])/([1-9]) needs ([1-9]) (\S+)")


@dataclass(frozen=True)
class Share:
    """One holder's part. Alone it tells nothing."""

    index: int
    """1 to `holders`."""
    needed: int
    holders: int
    box: str
    """Fingerprint of the box's public key."""
    value: bytes
    """16 secret bytes."""

    def text(self) -> str:
        """One line for a file, a QR or a keyboard; any one wrong character is noticed."""
        head = f"KIOSK-SHARE-1 {self.box} {self.index}/{self.holders} needs {self.needed}"
        digits = encode(int.from_bytes(self.value), _VALUE_DIGITS)
        return f"{head} {in_groups(digits + _check(head, digits))}"


def parse_share(text: str) -> Share:
    """Read what `Share.text` gave. Raises `FormatError` on anything else."""
    line = " ".join(text.split())
    found = _FORM.fullmatch(line)
    if found is None:
        if line.startswith("KIOSK-SHARE-1"):
            raise FormatError("This share was mistyped or is cut; compare it with the sheet, group by group.")
        raise FormatError("This is not a key holder's share: it begins with KIOSK-SHARE-1.")
    box, index, holders, needed, written = found.groups()
    digits = normalise(written)
    head = f"KIOSK-SHARE-1 {box} {index}/{holders} needs {needed}"
    value, check = digits[:_VALUE_DIGITS], digits[_VALUE_DIGITS:]
    if len(digits) != _VALUE_DIGITS + _CHECK_DIGITS or check != _check(head, value):
        raise FormatError("This share was mistyped or is damaged; compare it with the sheet, group by group.")
    number = crockford_value(value)
    if (
        number >> (8 * SECRET_BYTES)
        or not 1 <= int(index) <= int(holders)
        or not 2 <= int(needed) <= int(holders)
    ):
        raise FormatError("This share was mistyped or is damaged; compare it with the sheet, group by group.")
    return Share(int(index), int(needed), int(holders), box, number.to_bytes(SECRET_BYTES))


def wrap(key: OpenKey, seals: SealKey, needed: int = 2, holders: int = 3) -> tuple[bytes, tuple[Share, ...]]:
    """Wrap the box's private key and share what unwraps it.

    Returns:
        The wrapped key (nonce and ciphertext), and one share a holder.

    Raises:
        CountError: `needed` and `holders` do not make a sharing (2 <= needed <= holders <= 9).
    """
    if not 2 <= needed <= holders <= HOLDERS_MAX:
        raise CountError(f"2 to {HOLDERS_MAX} key holders are possible, and at least 2 of them are needed.")
    secret, nonce = secrets.token_bytes(SECRET_BYTES), secrets.token_bytes(_NONCE_BYTES)
    wrapped = nonce + AESGCM(_wrapping_key(secret)).encrypt(nonce, key, seals)
    box = fingerprint(seals)
    parts = Shamir.split(needed, holders, secret, ssss=False)
    return wrapped, tuple(Share(index, needed, holders, box, bytes(value)) for index, value in parts)


def unwrap(wrapped: bytes, seals: SealKey, shares: Sequence[Share]) -> OpenKey:
    """Restore the box's private key.

    Raises:
        CountError: too few different shares, shares of another box, or one that is wrong.
    """
    box = fingerprint(seals)
    if any(share.box != box for share in shares):
        raise CountError("One of the shares belongs to another ballot box.")
    different = {share.index: share for share in shares}
    if any(different[share.index] != share for share in shares):
        raise CountError("Two different shares have the same number: one of them is not the holder's own.")
    needed = max((share.needed for share in shares), default=2)
    if len(different) < needed:
        have = len(different)
        raise CountError(f"{needed} key holders are needed to open the box, and {have} gave a share.")
    chosen = [(share.index, share.value) for share in sorted(different.values(), key=lambda s: s.index)]
    # All of them, not only as many as are needed: a wrong one among them must not go unnoticed.
    secret = bytes(Shamir.combine(chosen, ssss=False))
    nonce, sealed = wrapped[:_NONCE_BYTES], wrapped[_NONCE_BYTES:]
    try:
        return OpenKey(AESGCM(_wrapping_key(secret)).decrypt(nonce, sealed, seals))
    except (InvalidTag, ValueError):
        raise CountError("These shares do not open this box; check that each is the holder's own.") from None


def _wrapping_key(secret: bytes) -> bytes:
    return HKDF(SHA256(), 32, None, b"kiosk box key wrap").derive(secret)


def _check(head: str, digits: str) -> str:
    digest = hashlib.sha256(f"{head} {digits}".encode()).digest()
    return encode(int.from_bytes(digest[:3]) >> 4, _CHECK_DIGITS)
