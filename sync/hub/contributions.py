"""Reading what residents contributed: opened, checked again, in an order that tells nothing.

Opt-ins need the register's key and leave a line in the journal; they have a module of their own.
What does not open, or breaks a rule of its form, is given as refused with its reason: it is never
left out.
"""

from __future__ import annotations

from collections.abc import Container, Iterator
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from kiosk.catalogue.lookup import CatalogueIndex
from kiosk.contributions.content import AnyContent, FeedbackContent
from kiosk.contributions.recheck import Recheck
from kiosk.contributions.sealing import NOWHERE, opened_contribution
from kiosk.errors import FormatError, SealError
from kiosk.ids import ActivityId, ConsultationId, DepositId, DepositKind
from kiosk.receipts import Receipt, receipt_of
from kiosk.sealing import OpenKey
from kiosk.vault.store import Deposit
from sync.hub.store import HubStore
from sync.hub.tables import asides, deposits

_AT_ONCE = 500
_UNREAD = (DepositKind.BALLOT.value, DepositKind.OPT_IN.value)


@dataclass(frozen=True)
class Read:
    """A contribution that opened and breaks no rule."""

    id: DepositId
    activity: str
    catalogue: int
    content: AnyContent

    @property
    def receipt(self) -> Receipt:
        """What the resident holds: the way to speak of this one."""
        return receipt_of(self.id)


@dataclass(frozen=True)
class Refused:
    """Something that is here and is not read as a contribution."""

    id: DepositId
    activity: str
    kind: str
    """Empty for what was set aside when it came."""
    reason: str
    on: date | None = None
    """The day it was written, where it opened and breaks a rule."""

    @property
    def receipt(self) -> Receipt:
        """What the resident holds."""
        return receipt_of(self.id)


def contributions(store: HubStore, activity: str) -> Iterator[Read | Refused]:
    """Everything of one activity but ballots, by random id; then what was set aside when it came.

    Raises:
        VaultError: the contributions key is missing or damaged: nothing can be read.
    """
    key = store.contributions_open_key()
    yield from read_with(store, key, activity, _UNREAD)
    yield from put_aside(store, activity)


def feedback(store: HubStore) -> Iterator[FeedbackContent | Refused]:
    """What was said of the kiosk. Without ids: nobody holds a receipt of it.

    Raises:
        VaultError: the contributions key is missing or damaged.
    """
    for found in contributions(store, NOWHERE[1]):
        if isinstance(found, Refused):
            yield found
        elif isinstance(found.content, FeedbackContent):
            yield found.content


def read_with(
    store: HubStore,
    key: OpenKey,
    activity: str,
    without: tuple[str, ...],
    known: Container[DepositId] = frozenset(),
) -> Iterator[Read | Refused]:
    """The deposits of an activity whose kind is not in `without`, opened with `key`; not those `known`."""
    rules: dict[int, _Rules | None] = {}
    after = b""
    query = select(*deposits.c).where(deposits.c.activity == activity, deposits.c.kind.not_in(without))
    while True:
        with store.reading() as connection:
            rows = connection.execute(
                query.where(deposits.c.id > after).order_by(deposits.c.id).limit(_AT_ONCE)
            ).all()
        if not rows:
            return
        for row in rows:
            if row.id in known:
                continue
            version = row.catalogue
            if version not in rules:
                index = store.index(version)
                rules[version] = None if index is None else _Rules(index)
            kind = DepositKind(row.kind)
            where = ConsultationId(row.consultation), ActivityId(row.activity)
            deposit = Deposit(DepositId(row.id), kind, *where, version, row.content)
            yield _read(deposit, rules[version], key)
        after = rows[-1].id


def put_aside(store: HubStore, activity: str) -> Iterator[Refused]:
    """What of an activity was set aside when it came: late, from a revoked tablet, twice under one id."""
    query = select(asides.c.id, asides.c.reason).where(asides.c.activity == activity)
    with store.reading() as connection:
        rows = connection.execute(query.order_by(asides.c.id, asides.c.digest)).all()
    yield from (Refused(DepositId(row.id), activity, "", row.reason) for row in rows)


def numbers(store: HubStore) -> dict[tuple[str, str, str], int]:
    """How many are here, by consultation, activity and kind, without what votes leave; nothing is opened."""
    groups = (deposits.c.consultation, deposits.c.activity, deposits.c.kind)
    votes = (DepositKind.BALLOT.value, DepositKind.CODE_REPLACEMENT.value)
    query = select(*groups, func.count()).where(deposits.c.kind.not_in(votes)).group_by(*groups)
    with store.reading() as connection:
        return {(row[0], row[1], row[2]): row[3] for row in sorted(connection.execute(query).all())}


class _Rules:
    """One catalogue: the mode that things were sealed in, and the rules of its forms."""

    def __init__(self, index: CatalogueIndex) -> None:
        self.mode = index.catalogue.mode
        self.check = Recheck(index)


def _read(deposit: Deposit, rules: _Rules | None, key: OpenKey) -> Read | Refused:
    def refused(reason: str, on: date | None = None) -> Refused:
        return Refused(deposit.id, deposit.activity, deposit.kind.value, reason, on)

    if rules is None:
        return refused("unknown_catalogue")
    try:
        content = opened_contribution(deposit, rules.mode, key)
    except SealError:
        return refused("does_not_open")
    except FormatError:
        return refused("malformed")
    broken = rules.check.broken_rule(content, deposit.activity)
    if broken is not None:
        return refused(broken, content.on)
    return Read(deposit.id, deposit.activity, deposit.catalogue, content)
