"""What leaves the tablet, and what the hub answered."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date

from sqlalchemy import ColumnElement, func, select

from kiosk.ids import ActivityId, ConsultationId, DepositId, DepositKind, DepositState
from kiosk.vault.account import RESTORED
from kiosk.vault.counting import add
from kiosk.vault.deposit import Deposit
from kiosk.vault.file import VaultFile
from kiosk.vault.origins import IS_OURS, WITH_ORIGIN, WITH_STANDING
from kiosk.vault.tables import deposits, restored, standings

_IN_ONE_QUERY = 10_000
_UNANSWERED = standings.c.state.is_(None) | (standings.c.state == DepositState.CARRIED.value)
_MARK_CARRIED = "INSERT OR IGNORE INTO standing (id, state, reason) VALUES (?, 'carried', '')"
_ANSWER = "INSERT OR REPLACE INTO standing (id, state, reason, answered_on) VALUES (?, ?, ?, ?)"


class Carrying(VaultFile):
    """Handing over, and the answers."""

    def waiting(self) -> dict[ConsultationId, int]:
        """How many ballots of each consultation were never handed over."""
        query = (
            select(deposits.c.consultation, func.count())
            .select_from(WITH_STANDING)
            .where(standings.c.state.is_(None), deposits.c.kind == DepositKind.BALLOT.value)
            .group_by(deposits.c.consultation)
        )
        with self.reading() as connection:
            return {ConsultationId(name): number for name, number in connection.execute(query)}

    def deliverable(
        self, limit: int, after: DepositId | None = None, *, held_back: Iterable[ConsultationId] = ()
    ) -> list[Deposit]:
        """Up to `limit` deposits without an answer, by id: the order tells nothing.

        Args:
            limit: how many at most.
            after: only ids above this one, to walk through all of them.
            held_back: consultations whose ballots stay unless they were handed over before.
        """
        origin = func.coalesce(restored.c.tablet, "").label("origin")
        query = select(*deposits.c, origin).select_from(WITH_ORIGIN).where(_may_leave(held_back))
        query = query.order_by(deposits.c.id)
        if after is not None:
            query = query.where(deposits.c.id > after)
        with self.reading() as connection:
            return [
                Deposit(
                    DepositId(row.id),
                    DepositKind(row.kind),
                    ConsultationId(row.consultation),
                    ActivityId(row.activity),
                    row.catalogue,
                    row.content,
                    row.origin,
                )
                for row in connection.execute(query.limit(limit))
            ]

    def deliverable_size(self, *, held_back: Iterable[ConsultationId] = ()) -> tuple[int, int]:
        """How many deposits `deliverable` would give in all, and the bytes of their contents."""
        query = (
            select(func.count(), func.coalesce(func.sum(func.length(deposits.c.content)), 0))
            .select_from(WITH_STANDING)
            .where(_may_leave(held_back))
        )
        with self.reading() as connection:
            number, size = connection.execute(query).one()
        return number, size

    def undelivered_ids(self) -> list[DepositId]:
        """Every deposit without an answer, sorted."""
        query = select(deposits.c.id).select_from(WITH_STANDING).where(_UNANSWERED).order_by(deposits.c.id)
        with self.reading() as connection:
            return [DepositId(deposit) for deposit in connection.scalars(query)]

    def undelivered(self) -> int:
        """How many deposits have no answer."""
        query = select(func.count()).select_from(WITH_STANDING).where(_UNANSWERED)
        with self.reading() as connection:
            return connection.scalar(query) or 0

    def mark_carried(self, ids: Iterable[DepositId]) -> None:
        """Note that these are in a parcel that leaves now. What left before stays as it is."""
        rows = [(deposit,) for deposit in ids]
        if rows:
            with self.transaction() as connection:
                connection.exec_driver_sql(_MARK_CARRIED, rows)

    def answer(
        self, accepted: Iterable[DepositId], refused: Mapping[DepositId, str], today: date
    ) -> tuple[int, int]:
        """Record the hub's answer. What is unknown here or already answered stays as it is.

        Returns:
            How many became acknowledged, and refused, now.
        """
        verdicts = dict.fromkeys(accepted, (DepositState.ACKNOWLEDGED, ""))
        verdicts |= {deposit: (DepositState.REFUSED, reason) for deposit, reason in refused.items()}
        names = list(verdicts)
        key = (deposits.c.consultation, deposits.c.activity, deposits.c.kind)
        counts: Counter[tuple[str, str, str, str]] = Counter()
        with self.transaction() as connection:
            rows: list[tuple[bytes, str, str, str]] = []
            for start in range(0, len(names), _IN_ONE_QUERY):
                chunk = names[start : start + _IN_ONE_QUERY]
                query = select(deposits.c.id, IS_OURS, *key).select_from(WITH_ORIGIN)
                query = query.where(_UNANSWERED, deposits.c.id.in_(chunk))
                for deposit, ours, *whose in connection.execute(query):
                    state, reason = verdicts[deposit]
                    counts[whose[0], whose[1], whose[2], state.value if ours else RESTORED + state.value] += 1
                    rows.append((deposit, state.value, reason, today.isoformat()))
            if rows:
                connection.exec_driver_sql(_ANSWER, rows)
            for name, number in counts.items():
                add(connection, name, number)
        self.changed()
        acknowledged = sum(n for name, n in counts.items() if name[3].endswith(DepositState.ACKNOWLEDGED))
        return acknowledged, len(rows) - acknowledged

    def refused(self) -> list[tuple[DepositId, str]]:
        """What the hub set aside, with its reasons."""
        query = (
            select(standings.c.id, standings.c.reason)
            .where(standings.c.state == DepositState.REFUSED.value)
            .order_by(standings.c.id)
        )
        with self.reading() as connection:
            return [(DepositId(row.id), row.reason) for row in connection.execute(query)]

    def erase(self, answered_until: date) -> int:
        """Erase what the hub acknowledged on or before that day; what was refused is kept. Gives how many."""
        old = select(standings.c.id).where(
            standings.c.state == DepositState.ACKNOWLEDGED.value, standings.c.answered_on <= answered_until
        )
        key = (deposits.c.consultation, deposits.c.activity, deposits.c.kind)
        erased = 0
        with self.transaction() as connection:
            query = select(*key, IS_OURS, func.count()).select_from(WITH_ORIGIN)
            groups = connection.execute(query.where(deposits.c.id.in_(old)).group_by(*key, IS_OURS)).all()
            for consultation, activity, kind, ours, number in groups:
                name = "erased" if ours else f"{RESTORED}erased"
                add(connection, (consultation, activity, kind, name), number)
                erased += number
            if erased:
                connection.execute(deposits.delete().where(deposits.c.id.in_(old)))
                connection.execute(standings.delete().where(standings.c.id.not_in(select(deposits.c.id))))
                connection.execute(restored.delete().where(restored.c.id.not_in(select(deposits.c.id))))
        if erased:
            self.changed()
        return erased


def _may_leave(held_back: Iterable[ConsultationId]) -> ColumnElement[bool]:
    """What has no answer, but for ballots of `held_back` that were never handed over."""
    kept = list(held_back)
    if not kept:
        return _UNANSWERED
    waits = (deposits.c.kind == DepositKind.BALLOT.value) & deposits.c.consultation.in_(kept)
    return _UNANSWERED & (~waits | standings.c.state.is_not(None))
