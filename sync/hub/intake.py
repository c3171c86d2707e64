"""Taking a parcel: verify, store in one transaction, answer; the same parcel again gives the same answer."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import UTC, datetime

from sqlalchemy import Connection, select

from kiosk.catalogue.lookup import CatalogueIndex
from kiosk.contributions.sealing import NOWHERE, is_sealed_size
from kiosk.contributions.tally import TALLIES
from kiosk.envelope import Envelope
from kiosk.errors import FormatError, HubRefused
from kiosk.ids import ConsultationId, DepositId, DepositKind
from kiosk.signed import signer
from kiosk.vault.store import Deposit
from sync.hub.bulk import insert_new
from sync.hub.recovery import was_released
from sync.hub.store import HubStore, KnownTablet
from sync.hub.suspicion import note_suspicion
from sync.hub.tables import asides, deposits, tablets
from sync.parcel import PARCEL, Acknowledgement, Parcel, pack_answer, unpack

_IN_ONE_QUERY = 5_000
_OF_NO_CONSULTATION = frozenset({DepositKind.OPT_IN, DepositKind.FEEDBACK})
_TAKES: dict[str, tuple[DepositKind, ...]] = {
    "ballot": (DepositKind.BALLOT, DepositKind.CODE_REPLACEMENT),
    "proposals": (DepositKind.PROPOSAL, DepositKind.COMMENT, DepositKind.SUPPORT),
    "debate": (DepositKind.COMMENT,),
    "survey": (DepositKind.SURVEY_RESPONSE,),
    "report": (DepositKind.REPORT,),
}
"""What each kind of activity takes."""
_COLUMNS = ("id", "kind", "consultation", "activity", "catalogue", "tablet", "content")


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
    """Store what is new, set aside what may not be counted; gives the reasons of what is not held."""
    earlier = _put_aside_before(connection, parcel.deposits)
    clean: list[Deposit] = []
    doubtful: list[tuple[Deposit, str | None]] = []
    for deposit, reason in zip(parcel.deposits, reasons, strict=True):
        if reason is None and deposit.id not in earlier:
            clean.append(deposit)
        else:
            doubtful.append((deposit, reason))
    tablet = parcel.header.tablet
    rows = [
        (d.id, d.kind.value, d.consultation, d.activity, d.catalogue, d.origin or tablet, d.content)
        for d in clean
    ]
    if insert_new(connection, deposits, _COLUMNS, rows) < len(rows):
        # Some were here already: sent again after a lost answer, or another content under a known id.
        held = _contents(connection, clean)
        doubtful += [(deposit, None) for deposit in clean if held[deposit.id] != deposit.content]
    return _set_aside(connection, parcel, doubtful, earlier, now)


def _set_aside(
    connection: Connection,
    parcel: Parcel,
    doubtful: Sequence[tuple[Deposit, str | None]],
    earlier: dict[DepositId, dict[str, str]],
    now: datetime,
) -> dict[DepositId, str]:
    held = _contents(connection, [deposit for deposit, _ in doubtful])
    refused: dict[DepositId, str] = {}
    rows: list[dict[str, object]] = []
    for deposit, objection in doubtful:
        known = held.get(deposit.id)
        if known == deposit.content:
            continue
        digest = hashlib.sha256(deposit.content).hexdigest()
        said = earlier.get(deposit.id, {}).get(digest)
        if said is not None:
            refused[deposit.id] = said
            continue
        # Under an id that was only ever set aside, another content is a conflict as well.
        reason = "conflicting_content" if known is not None or objection is None else objection
        refused[deposit.id] = reason
        rows.append(
            {
                "id": deposit.id,
                "digest": digest,
                "kind": deposit.kind.value,
                "consultation": deposit.consultation,
                "activity": deposit.activity,
                "tablet": deposit.origin or parcel.header.tablet,
                "reason": reason,
                "received_on": now.date(),
                "content": deposit.content,
            }
        )
    if rows:
        connection.execute(asides.insert(), rows)
    return refused


def _is_well_formed(deposit: Deposit) -> bool:
    if deposit.kind is not DepositKind.BALLOT:
        return is_sealed_size(deposit.content)
    try:
        Envelope.from_bytes(deposit.content)
    except FormatError:
        return False
    return True


class _Objections:
    """Why a deposit is not taken; one look-up for each catalogue version and activity of a parcel."""

    def __init__(self, store: HubStore, tablet: KnownTablet, now: datetime) -> None:
        self._store, self._revoked, self._now = store, tablet.revoked_at is not None, now
        self._found: dict[tuple[int, DepositKind, str, str], str | None] = {}
        self._released: dict[str, bool] = {}

    def against(self, deposit: Deposit) -> str | None:
        if self._revoked:
            return "tablet_revoked"
        if deposit.origin and not self._may_bring(deposit.origin):
            return "not_released"
        key = (deposit.catalogue, deposit.kind, deposit.consultation, deposit.activity)
        if key not in self._found:
            self._found[key] = self._against_all(*key)
        reason = self._found[key]
        return reason or (None if _is_well_formed(deposit) else "malformed")

    def _may_bring(self, origin: str) -> bool:
        if origin not in self._released:
            self._released[origin] = was_released(self._store, origin)
        return self._released[origin]

    def _against_all(self, version: int, kind: DepositKind, consultation: str, activity: str) -> str | None:
        index = self._store.index(version)
        if index is None:
            return "unknown_catalogue"
        if kind is DepositKind.TALLY:
            return self._against_tally(index, consultation, activity)
        if kind in _OF_NO_CONSULTATION:
            return "unknown_activity" if (consultation, activity) != NOWHERE else None
        found = index.activities.get(activity)
        takes = () if found is None else _TAKES.get(found.activity.kind, ())
        if found is None or found.consultation.id != consultation or kind not in takes:
            return "unknown_activity"
        newest = self._store.newest_catalogue()
        current = self._store.index(newest[0]) if newest else None
        found = current.activities.get(activity, found) if current else found
        return "late" if self._now > found.consultation.accept_until else None

    def _against_tally(self, index: CatalogueIndex, consultation: str, activity: str) -> str | None:
        """A tally stands under its consultation, or under none, and never under an activity."""
        if activity != TALLIES:
            return "unknown_activity"
        if not consultation:
            return None
        name = ConsultationId(consultation)
        if name not in index.consultations:
            return "unknown_activity"
        newest = self._store.newest_catalogue()
        current = self._store.index(newest[0]) if newest else None
        found = (current or index).consultations.get(name, index.consultations[name])
        return "late" if self._now > found.accept_until else None


def _contents(connection: Connection, wanted: Sequence[Deposit]) -> dict[DepositId, bytes]:
    found: dict[DepositId, bytes] = {}
    for start in range(0, len(wanted), _IN_ONE_QUERY):
        ids = [deposit.id for deposit in wanted[start : start + _IN_ONE_QUERY]]
        query = select(deposits.c.id, deposits.c.content).where(deposits.c.id.in_(ids))
        found |= {DepositId(deposit): content for deposit, content in connection.execute(query)}
    return found


def _put_aside_before(connection: Connection, wanted: Sequence[Deposit]) -> dict[DepositId, dict[str, str]]:
    """Deposit to (digest to reason) of what was set aside earlier."""
    found: dict[DepositId, dict[str, str]] = {}
    if connection.execute(select(asides.c.id).limit(1)).first() is None:
        return found
    for start in range(0, len(wanted), _IN_ONE_QUERY):
        ids = [deposit.id for deposit in wanted[start : start + _IN_ONE_QUERY]]
        query = select(asides.c.id, asides.c.digest, asides.c.reason).where(asides.c.id.in_(ids))
        for deposit, digest, reason in connection.execute(query):
            found.setdefault(DepositId(deposit), {})[digest] = reason
    return found


def _note_contact(connection: Connection, parcel: Parcel, now: datetime, *, by_network: bool) -> None:
    header = parcel.header
    here = tablets.c.id == header.tablet
    note_suspicion(connection, parcel, now, by_network=by_network)
    if by_network:
        skew = round((datetime.fromisoformat(header.statement.clock) - now).total_seconds())
        connection.execute(tablets.update().where(here).values(last_contact=now, skew_seconds=skew))
    connection.execute(
        tablets.update()
        # A stick may come home after newer news by network; a revoked tablet's word is not taken.
        .where(here, tablets.c.sequence <= header.sequence, tablets.c.revoked_at.is_(None))
        .values(sequence=header.sequence, statement=header.statement.model_dump_json())
    )
