"""Taking a parcel: verify, store in one transaction, answer; the same parcel again gives the same answer."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

from sqlalchemy import Connection, select

from kiosk.envelope import Envelope
from kiosk.errors import FormatError, HubRefused
from kiosk.ids import DepositId
from kiosk.signed import signer
from kiosk.vault.store import Deposit
from sync.hub.store import HubStore, KnownTablet
from sync.hub.tables import asides, deposits, tablets
from sync.parcel import PARCEL, Acknowledgement, Parcel, pack_answer, unpack

_IN_ONE_QUERY = 5_000


class Intake:
    """The only way for deposits into the hub, by network and by stick alike."""

    def __init__(self, store: HubStore) -> None:
        self._store = store

    def take(self, signed: bytes, *, by_network: bool = True) -> bytes:
        """Store what can be stored and answer for every deposit in the parcel.

        Args:
            signed: a parcel, as `sync.parcel.pack` made it.
            by_network: the clock in the statement is the tablet's clock of now.

        Returns:
            A signed acknowledgement (`sync.parcel.unpack_answer`).

        Raises:
            SignatureError: altered, cut, or no parcel; FormatError: signed and malformed;
            HubRefused: the tablet is not known here (``unknown_tablet``) or the parcel is of the other
            mode (``wrong_mode``). Nothing is stored then.
            VaultError: the disk refused; nothing is stored.
        """
        tablet = self._store.tablet(fingerprint=signer(signed, PARCEL))
        if tablet is None:
            raise HubRefused("unknown_tablet")
        parcel = unpack(signed, tablet.verify_key)
        if parcel.header.tablet != tablet.id:
            raise FormatError("This parcel names another tablet than the one that signed it.")
        if parcel.header.mode is not self._store.mode:
            raise HubRefused("wrong_mode")
        now = self._store.clock().astimezone(UTC)
        objections = _Objections(self._store, tablet, now)
        reasons = [objections.against(deposit) for deposit in parcel.deposits]
        with self._store.transaction() as connection:
            refused = _store_deposits(connection, parcel, reasons, now)
            _note_contact(connection, parcel, now, by_network=by_network)
        accepted = tuple(d.id for d in parcel.deposits if d.id not in refused)
        answer = Acknowledgement(parcel.digest, tablet.id, accepted, refused)
        return pack_answer(answer, self._store.signing_key)


def _store_deposits(
    connection: Connection, parcel: Parcel, reasons: Sequence[str | None], now: datetime
) -> dict[DepositId, str]:
    ids = [deposit.id for deposit in parcel.deposits]
    known, earlier = dict(_contents(connection, ids)), dict(_put_aside(connection, ids))
    refused: dict[DepositId, str] = {}
    taken, put_aside = [], []
    for deposit, objection in zip(parcel.deposits, reasons, strict=True):
        held = known.get(deposit.id)
        if held == deposit.content:
            continue  # known: the answer to an earlier parcel was lost
        reason = objection if held is None else "conflicting_content"
        digest = hashlib.sha256(deposit.content).hexdigest() if reason or earlier else ""
        if (deposit.id, digest) in earlier:
            refused[deposit.id] = earlier[deposit.id, digest]
            continue
        row: dict[str, object] = {
            "id": deposit.id,
            "consultation": deposit.consultation,
            "activity": deposit.activity,
            "tablet": parcel.header.tablet,
            "content": deposit.content,
        }
        if reason is None:
            taken.append(row | {"kind": deposit.kind.value, "catalogue": deposit.catalogue})
        else:
            refused[deposit.id] = reason
            put_aside.append(row | {"digest": digest, "reason": reason, "received_on": now.date()})
    if taken:
        connection.execute(deposits.insert(), taken)
    if put_aside:
        connection.execute(asides.insert(), put_aside)
    return refused


class _Objections:
    """Why a deposit is not taken; one look-up for each catalogue version and activity of a parcel."""

    def __init__(self, store: HubStore, tablet: KnownTablet, now: datetime) -> None:
        self._store, self._revoked, self._now = store, tablet.revoked_at is not None, now
        self._found: dict[tuple[int, str, str], str | None] = {}

    def against(self, deposit: Deposit) -> str | None:
        if self._revoked:
            return "tablet_revoked"
        key = (deposit.catalogue, deposit.consultation, deposit.activity)
        if key not in self._found:
            self._found[key] = self._against_all(*key)
        reason = self._found[key]
        if reason is None:
            try:
                Envelope.from_bytes(deposit.content)
            except FormatError:
                return "malformed"
        return reason

    def _against_all(self, version: int, consultation: str, activity: str) -> str | None:
        index = self._store.index(version)
        if index is None:
            return "unknown_catalogue"
        found = index.ballots.get(activity)
        if found is None or found.consultation.id != consultation:
            return "unknown_activity"
        newest = self._store.newest_catalogue()
        current = self._store.index(newest[0]) if newest else None
        found = current.ballots.get(activity, found) if current else found
        return "late" if self._now > found.consultation.accept_until else None


def _contents(connection: Connection, ids: Sequence[bytes]) -> Iterator[tuple[DepositId, bytes]]:
    for start in range(0, len(ids), _IN_ONE_QUERY):
        query = select(deposits.c.id, deposits.c.content).where(
            deposits.c.id.in_(ids[start : start + _IN_ONE_QUERY])
        )
        for deposit, content in connection.execute(query):
            yield DepositId(deposit), content


def _put_aside(connection: Connection, ids: Sequence[bytes]) -> Iterator[tuple[tuple[DepositId, str], str]]:
    for start in range(0, len(ids), _IN_ONE_QUERY):
        query = select(asides.c.id, asides.c.digest, asides.c.reason).where(
            asides.c.id.in_(ids[start : start + _IN_ONE_QUERY])
        )
        for deposit, digest, reason in connection.execute(query):
            yield (DepositId(deposit), digest), reason


def _note_contact(connection: Connection, parcel: Parcel, now: datetime, *, by_network: bool) -> None:
    header = parcel.header
    here = tablets.c.id == header.tablet
    if by_network:
        skew = round((datetime.fromisoformat(header.statement.clock) - now).total_seconds())
        connection.execute(tablets.update().where(here).values(last_contact=now, skew_seconds=skew))
    connection.execute(
        tablets.update()
        # A stick may come home after newer news by network; a revoked tablet's word is not taken.
        .where(here, tablets.c.sequence <= header.sequence, tablets.c.revoked_at.is_(None))
        .values(sequence=header.sequence, statement=header.statement.model_dump_json())
    )
