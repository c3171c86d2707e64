"""The decisions as they are kept: only added to, their details sealed, one step a row."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, func, select
from sqlalchemy.exc import IntegrityError

from kiosk.contributions.sealing import padded_bytes
from kiosk.errors import FormatError, ModerationError, SealError
from kiosk.ids import ActivityId, ConsultationId, DepositId
from kiosk.padding import pad, unpad
from kiosk.sealing import OpenKey, Sealed, SealKey, context, open_sealed, seal
from sync.hub.moderation.decision import Act, Decision, HideReason
from sync.hub.moderation.table import decisions
from sync.hub.store import HubStore

MEANWHILE = "Somebody else decided on this contribution meanwhile. Nothing was changed: look at it again."


@dataclass(frozen=True)
class NewDecision:
    """An act that is about to be written."""

    deposit: DepositId
    seen: int
    """How many acts on the deposit its author has seen: the next one is `seen` + 1."""
    act: Act
    detail: dict[str, Any] = field(default_factory=dict)


class Journal:
    """The decisions of one hub. What was opened once is kept in memory as long as its row exists."""

    def __init__(self, store: HubStore) -> None:
        """Read and write the decisions of `store`."""
        self._store = store
        self._opened: dict[str, dict[int, Decision]] = {}
        """By activity; replaced whenever an activity is read, so that what was erased goes here as well."""

    def of_activity(self, activity: str, key: OpenKey) -> dict[DepositId, list[Decision]]:
        """The decisions of an activity by deposit, each in the order of its steps."""
        found = self._read(select(decisions).where(decisions.c.activity == activity), key)
        self._opened[activity] = {act.number: act for acts in found.values() for act in acts}
        return found

    def of_deposit(self, deposit: DepositId, key: OpenKey) -> list[Decision]:
        """The decisions of one deposit, in the order of their steps."""
        query = select(decisions).where(decisions.c.deposit == deposit)
        return self._read(query, key).get(deposit, [])

    def add(self, account: str, where: tuple[ConsultationId, ActivityId], new: Iterable[NewDecision]) -> None:
        """Write all of `new`, or nothing of it.

        Raises:
            ModerationError: ``decided_meanwhile``; somebody acted on one of them since its author looked.
        """
        key = self._store.contributions_public
        at = self._store.clock().astimezone(UTC)
        try:
            with self._store.transaction() as connection:
                for decision in new:
                    self._check_step(connection, decision)
                    connection.execute(
                        decisions.insert().values(**self._row(decision, account, where, at, key))
                    )
        except IntegrityError:
            # Another process wrote the same step between our question and our row.
            raise ModerationError("decided_meanwhile", MEANWHILE, account="", act="") from None

    @staticmethod
    def _check_step(connection: Connection, new: NewDecision) -> None:
        mine = decisions.c.deposit == new.deposit
        if (connection.scalar(select(func.max(decisions.c.step)).where(mine)) or 0) != new.seen:
            last = connection.execute(
                select(decisions.c.account, decisions.c.act)
                .where(mine)
                .order_by(decisions.c.step.desc())
                .limit(1)
            ).first()
            account, act = (last.account, last.act) if last else ("", "")
            raise ModerationError("decided_meanwhile", MEANWHILE, account=account, act=act)

    def _row(
        self,
        new: NewDecision,
        account: str,
        where: tuple[ConsultationId, ActivityId],
        at: datetime,
        key: SealKey,
    ) -> dict[str, object]:
        encoded = json.dumps(new.detail, ensure_ascii=False).encode()
        info = context("moderation", self._store.mode, *where, new.act.value)
        return {
            "deposit": new.deposit,
            "step": new.seen + 1,
            "consultation": where[0],
            "activity": where[1],
            "at": at,
            "account": account,
            "act": new.act.value,
            "detail": seal(pad(encoded, padded_bytes(len(encoded))), key, info),
        }

    def _read(self, query: Select[Any], key: OpenKey) -> dict[DepositId, list[Decision]]:
        with self._store.reading() as connection:
            rows = connection.execute(query).all()
        found: dict[DepositId, list[Decision]] = defaultdict(list)
        for row in rows:
            known = self._opened.get(row.activity, {}).get(row.number)
            same = known is not None and (known.deposit, known.step) == (row.deposit, row.step)
            found[DepositId(row.deposit)].append(known if known and same else _opened(row, self._store, key))
        for acts in found.values():
            acts.sort(key=lambda act: act.step)
        return dict(found)


def _opened(row: Row[Any], store: HubStore, key: OpenKey) -> Decision:
    where = (ConsultationId(row.consultation), ActivityId(row.activity))
    try:
        padded = open_sealed(Sealed(row.detail), key, context("moderation", store.mode, *where, row.act))
        detail = json.loads(unpad(padded, len(padded)))
    except (SealError, FormatError):
        raise ModerationError(
            "does_not_open", f"Decision {row.number} does not open with this hub's contributions key."
        ) from None
    at = row.at if row.at.tzinfo else row.at.replace(tzinfo=UTC)
    return Decision(
        row.number,
        DepositId(row.deposit),
        row.step,
        at,
        row.account,
        Act(row.act),
        reason=HideReason(detail["reason"]) if "reason" in detail else None,
        sentence=detail.get("sentence", ""),
        parts=detail.get("parts", {}),
        other=DepositId(bytes.fromhex(detail["other"])) if "other" in detail else None,
        undone=detail.get("undone", 0),
    )
