"""What a backup holds: every deposit of the vault, the codes spent here, and the account they must match.

The plaintext of a backup is::

    <u32 length of the head> <head, JSON> <records>
    record: <deposit id, 16 bytes> <u16 group> <u32 length> <content>

Groups, codes and records are sorted, so that two vaults that hold the same give the same bytes, whoever came
first. There is no time in it and no counter of visits.
"""

from __future__ import annotations

import json
import struct
from collections import Counter
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, func, select

from kiosk.errors import BackupError
from kiosk.ids import DEPOSIT_ID_BYTES, ActivityId, ConsultationId, DepositId, DepositKind
from kiosk.vault.store import Deposit, Vault
from kiosk.vault.tables import counters, deposits, restored, spent_codes

FORMAT = "kiosk-backup-content/1"
_U32 = struct.Struct(">I")
_RECORD = struct.Struct(f">{DEPOSIT_ID_BYTES}sHI")
_DAMAGED = "What is in this backup does not parse. Nothing was taken from it."


@dataclass(frozen=True)
class AccountLine:
    """What the tablet itself ever recorded of one kind, and how much of it was erased after its answer."""

    consultation: str
    activity: str
    kind: str
    cast: int
    erased: int


@dataclass(frozen=True)
class Snapshot:
    """What a tablet held at one moment."""

    deposits: tuple[Deposit, ...]
    """By id; the origin is empty for what the tablet recorded itself."""
    codes: tuple[tuple[str, bytes], ...]
    """Activity and digest of each spent code, sorted."""
    account: tuple[AccountLine, ...]

    @property
    def cast(self) -> int:
        """How many deposits the tablet ever recorded."""
        return sum(line.cast for line in self.account)


def snapshot_of(vault: Vault) -> Snapshot:
    """What the vault holds now, in one reading. Raises `VaultError`."""
    origin = func.coalesce(restored.c.tablet, "").label("origin")
    joined = deposits.outerjoin(restored, restored.c.id == deposits.c.id)
    with vault.reading() as connection:
        held = tuple(
            Deposit(
                DepositId(row.id),
                DepositKind(row.kind),
                ConsultationId(row.consultation),
                ActivityId(row.activity),
                row.catalogue,
                row.content,
                row.origin,
            )
            for row in connection.execute(
                select(*deposits.c, origin).select_from(joined).order_by(deposits.c.id)
            )
        )
        codes = connection.execute(select(spent_codes.c.activity, spent_codes.c.digest)).all()
        account = _account(connection)
    return Snapshot(held, tuple(sorted((row.activity, row.digest) for row in codes)), account)


def _account(connection: Connection) -> tuple[AccountLine, ...]:
    names = ("cast", "erased")
    found: Counter[tuple[str, str, str, str]] = Counter()
    for row in connection.execute(select(*counters.c).where(counters.c.name.in_(names))):
        found[row.consultation, row.activity, row.kind, row.name] = row.value
    keys = sorted({key[:3] for key in found})
    return tuple(AccountLine(*key, found[*key, "cast"], found[*key, "erased"]) for key in keys)


def encode(snapshot: Snapshot) -> bytes:
    """The plaintext of a backup."""
    kinds = [(d.kind.value, d.consultation, d.activity, d.catalogue, d.origin) for d in snapshot.deposits]
    groups = sorted(set(kinds))
    numbers = {group: number for number, group in enumerate(groups)}
    head = {
        "format": FORMAT,
        "account": [[a.consultation, a.activity, a.kind, a.cast, a.erased] for a in snapshot.account],
        "codes": [[activity, digest.hex()] for activity, digest in snapshot.codes],
        "groups": groups,
    }
    written = json.dumps(head, ensure_ascii=False, separators=(",", ":")).encode()
    parts = [_U32.pack(len(written)), written]
    for deposit, kind in zip(snapshot.deposits, kinds, strict=True):
        parts += (_RECORD.pack(deposit.id, numbers[kind], len(deposit.content)), deposit.content)
    return b"".join(parts)


def decode(content: bytes) -> Snapshot:
    """Read a plaintext, and check that it is whole and agrees with its own account.

    Raises:
        BackupError: ``damaged``.
    """
    try:
        (length,) = _U32.unpack_from(content)
        start = _U32.size + length
        head: Any = json.loads(content[_U32.size : start])
        if head["format"] != FORMAT:
            raise BackupError("other_version", "This backup was written by another version of the kiosk.")
        groups = [
            (DepositKind(kind), ConsultationId(consultation), ActivityId(activity), int(version), str(origin))
            for kind, consultation, activity, version, origin in head["groups"]
        ]
        account = tuple(AccountLine(*map(str, line[:3]), *map(int, line[3:])) for line in head["account"])  # type: ignore[arg-type]
        codes = tuple((str(activity), bytes.fromhex(digest)) for activity, digest in head["codes"])
        found = Snapshot(_records(content, start, groups), codes, account)
    except (ValueError, KeyError, TypeError, IndexError, struct.error, RecursionError):
        raise BackupError("damaged", _DAMAGED) from None
    if not _agrees(found):
        raise BackupError("damaged", "This backup does not hold what its own account says.")
    return found


def _records(
    content: bytes, offset: int, groups: list[tuple[DepositKind, ConsultationId, ActivityId, int, str]]
) -> tuple[Deposit, ...]:
    found: list[Deposit] = []
    while offset < len(content):
        deposit, group, length = _RECORD.unpack_from(content, offset)
        offset += _RECORD.size
        sealed = content[offset : offset + length]
        offset += length
        if len(sealed) != length or (found and deposit <= found[-1].id):
            raise BackupError("damaged", _DAMAGED)
        kind, consultation, activity, version, origin = groups[group]
        found.append(Deposit(DepositId(deposit), kind, consultation, activity, version, sealed, origin))
    return tuple(found)


def _agrees(snapshot: Snapshot) -> bool:
    held = Counter((d.consultation, d.activity, d.kind.value) for d in snapshot.deposits if not d.origin)
    for line in snapshot.account:
        key = (ConsultationId(line.consultation), ActivityId(line.activity), line.kind)
        if line.cast != held.pop(key, 0) + line.erased:
            return False
    return not held
