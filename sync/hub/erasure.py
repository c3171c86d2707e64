"""Forgetting on the announced day: claims with their envelopes, contributions, addresses and feedback."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from sqlalchemy import Table, select

from kiosk.catalogue.activities import BallotActivity
from kiosk.catalogue.model import Consultation
from kiosk.contributions.sealing import NOWHERE
from kiosk.errors import CountError, VaultError
from kiosk.ids import DepositId, DepositKind
from sync.decidim.forgetting import forget_activity, forget_deposits
from sync.hub.channels.tables import channel_lists
from sync.hub.contributions import Read, Refused, read_with
from sync.hub.envelopes import erase
from sync.hub.exports.tables import decisions as export_decisions
from sync.hub.moderation.table import decisions
from sync.hub.receipt_index import forget_receipts
from sync.hub.results.table import shift_reports
from sync.hub.store import HubStore
from sync.hub.tables import asides, catalogues, deposits

_AT_ONCE = 500


def erase_due(store: HubStore) -> dict[str, int]:
    """Erase whatever is due today; gives activity, or kind of what belongs to none, to number."""
    erased = Counter(erase_due_claims(store))
    erased.update(erase_due_contributions(store))
    return dict(erased)


def erase_due_claims(store: HubStore) -> dict[str, int]:
    """Erase the envelopes of every counted vote whose erasing day has come; gives activity to number.

    What was never counted is kept and noted as an alarm: erasing it would destroy votes.

    The receipts, the minutes and the open data stay: they are files of the count.
    """
    newest = store.newest_catalogue()
    index = store.index(newest[0]) if newest else None
    if index is None:
        return {}
    today = store.clock().date()
    erased: dict[str, int] = {}
    unlisted = 0
    for found in index.ballots.values():
        if found.consultation.claims_erased_on > today:
            continue
        if not store.was_counted(found.activity.id):
            if store.received_from(found.activity.id):
                store.log("not_erased", f"{found.activity.id} is due and was never counted")
            continue
        number = _erase_activity(store, found.activity.id)
        lists = _erase_rows(store, channel_lists, found.activity.id)
        if lists:
            store.log("channel_lists_erased", f"{found.activity.id}: {lists}")
            unlisted += lists
        if number:
            erased[found.activity.id] = number
            store.log("claims_erased", f"{found.activity.id}: {number}")
    if erased or unlisted:
        _settle(store)
    return erased


def erase_due_contributions(store: HubStore) -> dict[str, int]:
    """Erase contributions whose announced day has come, addresses and feedback that were kept long enough.

    Where a catalogue announces nothing, they stay until somebody erases them by hand.
    """
    today = store.clock().date()
    erased: dict[str, int] = {}
    for consultation in ever_published(store):
        if consultation.contributions_erased_on is None or consultation.contributions_erased_on > today:
            continue
        for activity in consultation.activities:
            if isinstance(activity, BallotActivity):
                continue
            _erase_rows(store, export_decisions, activity.id)
            if number := _erase_activity(store, activity.id):
                erased[activity.id] = number
                store.log("contributions_erased", f"{activity.id}: {number}")
        with store.transaction() as connection:
            number = connection.execute(
                shift_reports.delete().where(shift_reports.c.consultation == consultation.id)
            ).rowcount
        if number:
            erased["shift_report"] = erased.get("shift_report", 0) + number
            store.log("contributions_erased", f"{consultation.id}, reports of shifts: {number}")
    for kind, ids in _kept_long_enough(store, today).items():
        erase_deposits(store, ids)
        erased[kind] = len(ids)
        store.log("contributions_erased", f"{kind}: {len(ids)}")
    if erased:
        _settle(store)
    return erased


def erase_deposits(store: HubStore, ids: Sequence[DepositId]) -> None:
    """Erase these, which are no ballots, from the bytes of the files too."""
    with store.transaction() as connection:
        for start in range(0, len(ids), _AT_ONCE):
            some = ids[start : start + _AT_ONCE]
            connection.execute(decisions.delete().where(decisions.c.deposit.in_(some)))
            connection.execute(deposits.delete().where(deposits.c.id.in_(some)))
            forget_deposits(connection, some)
    if ids:
        _settle(store)


def _erase_activity(store: HubStore, activity: str) -> int:
    # The hub's own room comes last: what is cut off before it is found again, and erased again.
    erase(store.rooms, activity)
    with store.transaction() as connection:
        connection.execute(decisions.delete().where(decisions.c.activity == activity))
        forget_activity(connection, activity)
        return sum(
            connection.execute(table.delete().where(table.c.activity == activity)).rowcount
            for table in (deposits, asides)
        )


def _erase_rows(store: HubStore, table: Table, activity: str) -> int:
    with store.transaction() as connection:
        return connection.execute(table.delete().where(table.c.activity == activity)).rowcount


def ever_published(store: HubStore) -> Iterator[Consultation]:
    """Every consultation as it was last published: one that is over may be in no catalogue any more."""
    with store.reading() as connection:
        versions = list(
            connection.scalars(select(catalogues.c.version).order_by(catalogues.c.version.desc()))
        )
    seen: set[str] = set()
    for version in versions:
        index = store.index(version)
        for consultation in index.catalogue.consultations if index else ():
            if consultation.id not in seen:
                seen.add(consultation.id)
                yield consultation


def _kept_long_enough(store: HubStore, today: date) -> dict[str, list[DepositId]]:
    """Addresses and feedback older than the catalogue's days: only what is inside tells their day."""
    newest = store.newest_catalogue()
    index = store.index(newest[0]) if newest else None
    farewell = index.catalogue.farewell if index else None
    if farewell is None or farewell.kept_days is None:
        return {}
    last = today - timedelta(days=farewell.kept_days)
    due: dict[str, list[DepositId]] = {}
    for kind in (DepositKind.OPT_IN, DepositKind.FEEDBACK):
        try:
            ids = [found.id for found in _of(store, kind) if (_day(found) or today) <= last]
        except (VaultError, CountError) as error:
            store.log("not_erased", f"{kind.value}: {error}")
            continue
        if ids:
            due[kind.value] = ids
    return due


def _day(found: Read | Refused) -> date | None:
    """When it was written; nobody knows it of what does not open."""
    return found.on if isinstance(found, Refused) else found.content.on


def _of(store: HubStore, kind: DepositKind) -> Iterator[Read | Refused]:
    opt_in = kind is DepositKind.OPT_IN
    key = store.register_open_key() if opt_in else store.contributions_open_key()
    others = tuple(other.value for other in DepositKind if other is not kind)
    yield from read_with(store, key, NOWHERE[1], others)


def _settle(store: HubStore) -> None:
    """Forget the receipts of what was erased, and all of it from the bytes of the files."""
    with store.transaction() as connection:
        forget_receipts(connection)
    store.settle()
