"""Parcels and their answers: one sequence of bytes for network and USB alike.

A parcel is a signed container (`kiosk.signed`, purpose ``parcel``) around::

    <u32 length of the header> <header, JSON> <records>
    record: <deposit id, 16 bytes> <u16 group> <u32 length> <content>

The header names the tablet, the mode, the parcel's sequence number, the tablet's statement and the
groups: kind, consultation, activity and catalogue version, written once for all their records, and the
tablet that recorded them where they come from another one's backup.
Records are sorted by id, which is random: their order tells nothing.

The answer (purpose ``acknowledgement``) is signed by the hub and names the parcel's digest, every
id it holds safely, and every id it set aside, with the reason.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import struct
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from kiosk.errors import FormatError
from kiosk.ids import (
    DEPOSIT_ID_BYTES,
    ActivityId,
    ConsultationId,
    DepositId,
    DepositKind,
    Mode,
    TabletId,
)
from kiosk.signed import SigningKey, VerifyKey, verify
from kiosk.vault.store import Deposit

PARCEL, ACKNOWLEDGEMENT = "parcel", "acknowledgement"
DEPOSITS_MAX = 10_000
_HEADER_MAX = 1 << 20
Whole = Annotated[int, Field(ge=0, le=2**53)]
"""A count: what every database and JSON reader can hold."""
_U32 = struct.Struct(">I")
_RECORD = struct.Struct(f">{DEPOSIT_ID_BYTES}sHI")


class StatementLine(BaseModel):
    """Figures of one activity on the tablet."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    consultation: str
    activity: str
    kind: str
    cast: Whole
    acknowledged: Whole
    refused: Whole


class Health(BaseModel):
    """How the machine is. All of it may be missing: older tablets tell nothing, and not every machine knows.

    What a newer tablet tells beside it is passed over.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")
    version: Annotated[str, Field(max_length=40)] = ""
    waiting_since: date | None = None
    """The day on which something first waited since all was delivered."""
    battery_percent: Annotated[int, Field(ge=0, le=100)] | None = None
    on_mains: bool | None = None
    disk_free_mib: Whole | None = None


class Statement(BaseModel):
    """A tablet's account of itself."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    tablet: str
    mode: Mode
    status: str
    catalogue: Whole
    clock: str
    undelivered: Whole
    root: str
    lines: tuple[StatementLine, ...]
    health: Health = Health()

    @field_validator("clock")
    @classmethod
    def _clock_has_a_zone(cls, written: str) -> str:
        if datetime.fromisoformat(written).tzinfo is None:
            raise ValueError("the clock has no time zone")
        return written


class Group(BaseModel):
    """What several records have in common."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    kind: DepositKind
    consultation: str
    activity: str
    catalogue: Whole
    origin: str = ""
    """The tablet that recorded them, where they come from its backup."""


class Header(BaseModel):
    """What stands before the records."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    format: str = "kiosk-parcel/1"
    tablet: str
    mode: Mode
    sequence: Whole
    statement: Statement
    groups: tuple[Group, ...]


@dataclass(frozen=True)
class Parcel:
    """An opened parcel."""

    header: Header
    deposits: tuple[Deposit, ...]
    digest: str
    """SHA-256 of the signed bytes, in hex."""


@dataclass(frozen=True)
class Acknowledgement:
    """The hub's answer to one parcel."""

    parcel: str
    tablet: TabletId
    accepted: tuple[DepositId, ...]
    refused: Mapping[DepositId, str]


def digest_of(signed: bytes) -> str:
    """What names a parcel in its answer."""
    return hashlib.sha256(signed).hexdigest()


def pack(
    deposits: Iterable[Deposit], statement: Mapping[str, object], sequence: int, key: SigningKey
) -> bytes:
    """The signed bytes of a parcel."""
    records = sorted(deposits, key=lambda deposit: deposit.id)
    groups: dict[tuple[str, ConsultationId, ActivityId, int, str], int] = {}
    body = bytearray()
    for deposit in records:
        names = (deposit.kind.value, deposit.consultation, deposit.activity)
        common = (*names, deposit.catalogue, deposit.origin)
        group = groups.setdefault(common, len(groups))
        body += _RECORD.pack(deposit.id, group, len(deposit.content))
        body += deposit.content
    header = {
        "format": "kiosk-parcel/1",
        "tablet": statement["tablet"],
        "mode": statement["mode"],
        "sequence": sequence,
        "statement": statement,
        "groups": [_group(*common) for common in groups],
    }
    encoded = json.dumps(header, ensure_ascii=False, separators=(",", ":")).encode()
    return key.sign(PARCEL, _U32.pack(len(encoded)) + encoded + bytes(body))


def _group(kind: str, consultation: str, activity: str, catalogue: int, origin: str) -> dict[str, object]:
    written = {"kind": kind, "consultation": consultation, "activity": activity, "catalogue": catalogue}
    return written | ({"origin": origin} if origin else {})


def unpack(signed: bytes, tablet_key: VerifyKey) -> Parcel:
    """Read a parcel.

    Raises:
        SignatureError: not signed by this tablet, or altered or cut at any byte.
        FormatError: signed, and not a parcel all the same.
    """
    payload = verify(signed, PARCEL, tablet_key)
    if len(payload) < _U32.size:
        raise FormatError("This parcel has no header.")
    (length,) = _U32.unpack_from(payload)
    if length > min(_HEADER_MAX, len(payload) - _U32.size):
        raise FormatError("The header of this parcel is cut.")
    try:
        header = Header.model_validate_json(payload[_U32.size : _U32.size + length])
    except (ValidationError, RecursionError):
        raise FormatError("The header of this parcel does not parse.") from None
    if header.format != "kiosk-parcel/1":
        raise FormatError(f"The parcel has format {header.format}, which this version does not read.")
    if header.statement.tablet != header.tablet or header.statement.mode is not header.mode:
        raise FormatError("The statement in this parcel is another tablet's.")
    return Parcel(header, tuple(_records(payload, _U32.size + length, header.groups)), digest_of(signed))


def _records(payload: bytes, offset: int, groups: tuple[Group, ...]) -> Iterable[Deposit]:
    names = [
        (
            group.kind,
            ConsultationId(group.consultation),
            ActivityId(group.activity),
            group.catalogue,
            group.origin,
        )
        for group in groups
    ]
    previous = b""
    number = 0
    while offset < len(payload):
        number += 1
        if offset + _RECORD.size > len(payload) or number > DEPOSITS_MAX:
            raise FormatError("The records of this parcel are cut, or there are too many.")
        deposit_id, group, length = _RECORD.unpack_from(payload, offset)
        offset += _RECORD.size
        content = payload[offset : offset + length]
        offset += length
        if group >= len(names) or len(content) != length:
            raise FormatError(f"Record {number} of this parcel is cut.")
        if deposit_id <= previous:
            raise FormatError(f"Record {number} of this parcel is out of order.")
        previous = deposit_id
        kind, consultation, activity, catalogue, origin = names[group]
        yield Deposit(DepositId(deposit_id), kind, consultation, activity, catalogue, content, origin)


def pack_answer(answer: Acknowledgement, key: SigningKey) -> bytes:
    """The signed bytes of the hub's answer."""
    content = {
        "format": "kiosk-acknowledgement/1",
        "parcel": answer.parcel,
        "tablet": answer.tablet,
        "accepted": base64.b64encode(b"".join(answer.accepted)).decode(),
        "refused": [[deposit.hex(), reason] for deposit, reason in sorted(answer.refused.items())],
    }
    return key.sign(ACKNOWLEDGEMENT, json.dumps(content, separators=(",", ":")).encode())


def unpack_answer(signed: bytes, hub_key: VerifyKey) -> Acknowledgement:
    """Read the hub's answer.

    Raises:
        SignatureError: not signed by this hub, or altered.
        FormatError: signed, and not an answer all the same.
    """
    try:
        content: Any = json.loads(verify(signed, ACKNOWLEDGEMENT, hub_key))
        blob = base64.b64decode(content["accepted"], validate=True)
        if content["format"] != "kiosk-acknowledgement/1" or len(blob) % DEPOSIT_ID_BYTES:
            raise FormatError("This acknowledgement does not parse.")
        return Acknowledgement(
            str(content["parcel"]),
            TabletId(content["tablet"]),
            tuple(
                DepositId(blob[start : start + DEPOSIT_ID_BYTES])
                for start in range(0, len(blob), DEPOSIT_ID_BYTES)
            ),
            {DepositId(bytes.fromhex(deposit)): str(reason) for deposit, reason in content["refused"]},
        )
    except (ValueError, KeyError, TypeError, binascii.Error, RecursionError):
        raise FormatError("This acknowledgement does not parse.") from None
