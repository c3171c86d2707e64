"""Taking a parcel: verify, store in one transaction, answer; the same parcel again gives the same answer."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Connection, select

from kiosk.catalogue.lookup import CatalogueIndex
from kiosk.contributions.sealing import NOWHERE, is_sealed_size
from kiosk.contributions.tally import TALLIES
from kiosk.envelope import Envelope
from kiosk.errors import FormatError, HubRefused, VaultError
from kiosk.ids import ConsultationId, DepositId, DepositKind
from kiosk.signed import signer
from kiosk.vault.store import Deposit
from sync.hub.bulk import insert_new, where_in
from sync.hub.envelopes import Split, held, keep
from sync.hub.receipt_index import note_receipts
from sync.hub.recovery import was_released
from sync.hub.store import HubStore, KnownTablet
from sync.hub.suspicion import note_suspicion
from sync.hub.tables import asides, deposits, tablets
from sync.parcel import PARCEL, Acknowledgement, Parcel, pack_answer, unpack

_ATTEMPTS = 10
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
_ASIDE_COLUMNS = (
    *("id", "digest", "kind", "consultation", "activity", "tablet", "reason", "received_on", "content"),
)


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
        for _ in range(_ATTEMPTS):
            answer = self._try(parcel, tablet, by_network=by_network)
            if answer is not None:
                return pack_answer(answer, self._store.signing_key)
            tablet = self._store.tablet(fingerprint=signer(signed, PARCEL)) or tablet
        raise VaultError("The hub is being asked the same thing by many at once. Send the parcel again.")

    def _try(self, parcel: Parcel, tablet: KnownTablet, *, by_network: bool) -> Acknowledgement | None:
        """Store a parcel; None when others changed meanwhile what was decided upon, and nothing was stored.

        The rooms are written one after another, in the order of `sync.hub.rooms.room.MIGRATIONS`, which says
        why. The answer is given after the last commit.
        """
        now = self._store.clock().astimezone(UTC)
        objections = _Objections(self._store, tablet, now)
        reasons = [objections.against(deposit) for deposit in parcel.deposits]
        plan = _planned(self._store, parcel, reasons, now)
        rooms = self._store.rooms
        new = keep(rooms, plan.kept, plan.aside) if plan.kept or plan.aside else 0
        # Some claims may be there already: after a death of the hub, or from another parcel just now.
        if new < len(plan.kept) and not all(held(rooms, plan.kept).values()):
            return None
        try:
            with self._store.transaction(beside_others=True) as connection:
                here = select(tablets.c.revoked_at).where(tablets.c.id == tablet.id)
                if connection.scalar(here) != tablet.revoked_at:
                    raise _Overtaken
                if insert_new(connection, deposits, _COLUMNS, plan.rows) < len(plan.rows):
                    raise _Overtaken
                new_here = {row[0] for row in (*plan.rows, *plan.aside_rows)}
                note_receipts(connection, (d.id for d in parcel.deposits if d.id in new_here))
                if insert_new(connection, asides, _ASIDE_COLUMNS, plan.aside_rows) < len(plan.aside_rows):
                    raise _Overtaken
                _note_contact(connection, parcel, now, by_network=by_network)
        except _Overtaken:
            return None
        accepted = tuple(d.id for d in parcel.deposits if d.id not in plan.refused)
        return Acknowledgement(parcel.digest, tablet.id, accepted, plan.refused)


class _Overtaken(Exception):
    """Somebody else stored or revoked between the decision and the writing."""


@dataclass(frozen=True)
class _Plan:
    """What becomes of each deposit of a parcel; those that are here already are in none of the lists."""

    rows: list[tuple[object, ...]]
    kept: list[Split]
    """The envelopes among them."""
    aside_rows: list[tuple[object, ...]]
    aside: list[Split]
    refused: dict[DepositId, str]
    """All that is not held, with the reason that was given first."""


def _planned(store: HubStore, parcel: Parcel, reasons: Sequence[str | None], now: datetime) -> _Plan:
    """Decide: store what is new, set aside what may not be counted, leave what is here already."""
    splits = {
        deposit.id: Split.of(deposit.id, deposit.activity, deposit.content)
        for deposit in parcel.deposits
        if deposit.kind is DepositKind.BALLOT
    }
    with store.reading() as connection:
        known = _contents(connection, parcel.deposits)
        earlier = _put_aside_before(connection, parcel.deposits)
    envelopes = held(store.rooms, list(splits.values())) if splits else {}
    plan = _Plan([], [], [], [], {})
    for deposit, objection in zip(parcel.deposits, reasons, strict=True):
        split, content = splits.get(deposit.id), known.get(deposit.id)
        # A claim without a deposit was cut off from it when the hub died: nobody was told that it is here.
        whole = envelopes.get(deposit.id)
        if split is None:
            is_here = content == deposit.content != b""
        else:
            is_here = content == b"" and whole is not False
        if is_here:
            plan.kept.extend([split] if split and whole is None else ())
            continue
        before = earlier.get(deposit.id, {})
        about = (deposit.kind.value, deposit.consultation, deposit.activity)
        tablet = deposit.origin or parcel.header.tablet
        if content is None and objection is None and not before and whole is not False:
            plan.rows.append(
                (deposit.id, *about, deposit.catalogue, tablet, b"" if split else deposit.content)
            )
            plan.kept.extend([split] if split else ())
            continue
        digest = split.digest if split else hashlib.sha256(deposit.content).hexdigest()
        if digest in before:
            plan.refused[deposit.id] = before[digest]
            continue
        # Under an id that was only ever set aside, another content is a conflict as well.
        conflict = content is not None or objection is None
        plan.refused[deposit.id] = reason = "conflicting_content" if conflict else str(objection)
        plan.aside_rows.append(
            (deposit.id, digest, *about, tablet, reason, now.date(), b"" if split else deposit.content)
        )
        plan.aside.extend([split] if split else ())
    return plan


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
    query, ids = select(deposits.c.id, deposits.c.content), [deposit.id for deposit in wanted]
    lots = where_in(connection, query, deposits.c.id, ids)
    return {DepositId(row.id): row.content for rows in lots for row in rows}


def _put_aside_before(connection: Connection, wanted: Sequence[Deposit]) -> dict[DepositId, dict[str, str]]:
    """Deposit to (digest to reason) of what was set aside earlier."""
    found: dict[DepositId, dict[str, str]] = {}
    if connection.execute(select(asides.c.id).limit(1)).first() is None:
        return found
    query, ids = select(asides.c.id, asides.c.digest, asides.c.reason), [deposit.id for deposit in wanted]
    for rows in where_in(connection, query, asides.c.id, ids):
        for row in rows:
            found.setdefault(DepositId(row.id), {})[row.digest] = row.reason
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
