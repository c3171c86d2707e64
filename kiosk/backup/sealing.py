"""The bytes of a backup: signed by its tablet, and opened by nobody before the hub has given the key.

A backup is a signed container (`kiosk.signed`, purpose ``backup``) around::

    <u32 length of the header> <header, JSON> <sealed content>

For every backup a secret of 128 bits is drawn. It is sealed (`kiosk.sealing`) to the hub's key in the
catalogue, into the header, and forgotten: a tablet and its card in one thief's hands tell no more than the
tablet alone, not even by older versions that a card keeps in its spare cells. The content is padded to whole
blocks and encrypted with AES-256-GCM under HKDF-SHA256 of the secret and the header; each key is used once.
The hub opens the secret for a card that one of its tablets signed, and tells it as a code of 27 letters and
figures. The key that signs is never on the card.
"""

from __future__ import annotations

import base64
import json
import struct
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NewType

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from kiosk.claims.crockford import check_character, encode, in_groups, normalise, typeable, value_of
from kiosk.errors import BackupError, FormatError, SealError, SignatureError
from kiosk.ids import ActivityId, ConsultationId, Mode, TabletId
from kiosk.padding import LENGTH_BYTES, pad, unpad
from kiosk.sealing import OpenKey, Sealed, SealKey, context, open_sealed, seal
from kiosk.signed import SigningKey, VerifyKey, fingerprint, verify

PURPOSE, FORMAT = "backup", "kiosk-backup/1"
BLOCK_BYTES = 64 * 1024
"""The content is padded to a multiple of it: some twenty ballots more or less do not show."""
SECRET_BYTES = 16
RecoveryKey = NewType("RecoveryKey", bytes)
"""The 128 bits that open one backup."""
_DIGITS = 26
_SECRET_DIGITS_MAX = 1 << 128
_U32 = struct.Struct(">I")
_NONCE = bytes(12)
"""May be fixed: no key encrypts twice."""


@dataclass(frozen=True)
class Backup:
    """A backup whose signature was checked, still closed."""

    tablet: TabletId
    mode: Mode
    hub: str
    """Fingerprint of the hub that the tablet was paired with."""
    key: VerifyKey
    """The tablet's."""
    secret: Sealed
    header: bytes
    content: bytes


@dataclass(frozen=True)
class Owner:
    """Whose backup it is, and who can open it."""

    tablet: TabletId
    mode: Mode
    hub_key: VerifyKey
    opens: SealKey
    """The hub's key that the secret is sealed to."""
    signs: SigningKey


def write(content: bytes, owner: Owner, random_bytes: Callable[[int], bytes]) -> bytes:
    """The bytes of a backup of `content`; nobody on the tablet can open them again."""
    secret = _new_secret(random_bytes)
    header = json.dumps(
        {
            "format": FORMAT,
            "tablet": owner.tablet,
            "mode": owner.mode.value,
            "hub": fingerprint(owner.hub_key),
            "key": owner.signs.verify_key.hex(),
            "secret": base64.b64encode(seal(secret, owner.opens, _info(owner.mode, owner.tablet))).decode(),
        },
        separators=(",", ":"),
    ).encode()
    size = -(-(LENGTH_BYTES + len(content)) // BLOCK_BYTES) * BLOCK_BYTES
    closed = AESGCM(_content_key(secret, header)).encrypt(_NONCE, pad(content, size), header)
    return owner.signs.sign(PURPOSE, _U32.pack(len(header)) + header + closed)


def read(signed: bytes) -> Backup:
    """Check the signature of a backup by the key that it names.

    Raises:
        BackupError: ``no_backup``, ``damaged`` (a byte was changed, or it is cut) or ``other_version``.
    """
    if not signed.startswith(b"KIOSK-SIGNED-1 backup\n"):
        raise BackupError("no_backup", "This file is not a backup of a tablet.")
    _, _, rest = signed.partition(b"\n")
    payload = rest.partition(b"\n")[2]
    try:
        (length,) = _U32.unpack_from(payload)
        header = payload[_U32.size : _U32.size + length]
        named: Any = json.loads(header)
        key = VerifyKey(bytes.fromhex(named["key"]))
        # What was read so far only says by which key to check: nothing else of it is used before.
        verify(signed, PURPOSE, key)
        if named["format"] != FORMAT:
            raise BackupError("other_version", "This backup was written by another version of the kiosk.")
        return Backup(
            TabletId(str(named["tablet"])),
            Mode(named["mode"]),
            str(named["hub"]),
            key,
            Sealed(base64.b64decode(named["secret"], validate=True)),
            header,
            payload[_U32.size + length :],
        )
    except (ValueError, KeyError, TypeError, struct.error, RecursionError, SignatureError):
        raise BackupError(
            "damaged", "This backup is damaged: a part of it was changed or cut. Nothing was taken from it."
        ) from None


def opened(backup: Backup, key: RecoveryKey) -> bytes:
    """The content of a backup.

    Raises:
        BackupError: ``wrong_code``: the recovery code is another backup's.
    """
    try:
        padded = AESGCM(_content_key(key, backup.header)).decrypt(_NONCE, backup.content, backup.header)
        return unpad(padded, len(padded))
    except (InvalidTag, FormatError, ValueError):
        raise BackupError(
            "wrong_code", "This recovery code does not open this backup. The hub gives one for each card."
        ) from None


def released(backup: Backup, hub_opens: OpenKey) -> RecoveryKey:
    """The recovery key of a backup, for the hub. Raises `BackupError` ``other_hub``."""
    try:
        return RecoveryKey(open_sealed(backup.secret, hub_opens, _info(backup.mode, backup.tablet)))
    except SealError:
        raise BackupError("other_hub", "This backup was sealed for another hub.") from None


def printed(key: RecoveryKey) -> str:
    """The recovery code as people read and type it."""
    digits = encode(int.from_bytes(key), _DIGITS)
    return in_groups(digits + check_character(digits))


def parse_code(text: str) -> RecoveryKey:
    """Read a recovery code as typed. Raises `BackupError` ``code_mistyped``."""
    try:
        digits = normalise(text)
        whole = len(digits) == _DIGITS + 1 and check_character(digits[:-1]) == digits[-1]
        value = value_of(digits[:-1]) if whole else _SECRET_DIGITS_MAX
    except FormatError:
        value = _SECRET_DIGITS_MAX
    if value >= _SECRET_DIGITS_MAX:
        raise BackupError(
            "code_mistyped", "A recovery code has 27 letters and figures; one of them is wrong or missing."
        )
    return RecoveryKey(value.to_bytes(SECRET_BYTES))


def _new_secret(random_bytes: Callable[[int], bytes]) -> bytes:
    while True:
        secret = random_bytes(SECRET_BYTES)
        if typeable(int.from_bytes(secret)):
            return secret


def _content_key(secret: bytes, header: bytes) -> bytes:
    return HKDF(SHA256(), 32, salt=None, info=b"kiosk/1 backup content\n" + header).derive(secret)


def _info(mode: Mode, tablet: TabletId) -> bytes:
    return context("backup", mode, ConsultationId(""), ActivityId(""), tablet)
