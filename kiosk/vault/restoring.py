"""Taking another tablet's deposits into an empty vault: all of them in one transaction, or none."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

from sqlalchemy import Connection, func, select

from kiosk.vault.account import COUNTERS, RESTORED
from kiosk.vault.store import Deposit, Vault
from kiosk.vault.tables import counters, deposits, events, restored, spent_codes

_DEPOSIT = (
    "INSERT INTO deposit (id, kind, consultation, activity, catalogue, content) VALUES (?, ?, ?, ?, ?, ?)"
)


def is_empty(vault: Vault) -> bool:
    """Whether nothing was ever recorded or restored here."""
    with vault.reading() as connection:
        return _is_empty(connection)


def restore(
    vault: Vault, held: Sequence[Deposit], codes: Iterable[tuple[str, bytes]], at: datetime, detail: str
) -> bool:
    """Take deposits with their origin, and spent codes; False when the vault is not empty: nothing changed.

    Raises:
        VaultError: nothing could be written; nothing is changed.
    """
    with vault.transaction() as connection:
        if not _is_empty(connection):
            return False
        rows = [(d.id, d.kind.value, d.consultation, d.activity, d.catalogue, d.content) for d in held]
        if rows:
            connection.exec_driver_sql(_DEPOSIT, rows)
            connection.execute(restored.insert(), [{"id": d.id, "tablet": d.origin} for d in held])
        numbers = Counter((d.consultation, d.activity, d.kind.value) for d in held)
        for (consultation, activity, kind), number in numbers.items():
            connection.execute(
                counters.insert().values(
                    consultation=consultation,
                    activity=activity,
                    kind=kind,
                    name=f"{RESTORED}cast",
                    value=number,
                )
            )
        spent = [{"activity": activity, "digest": digest} for activity, digest in codes]
        if spent:
            connection.execute(spent_codes.insert(), spent)
        moment = at.astimezone(UTC).replace(microsecond=0)
        connection.execute(events.insert().values(at=moment, name="restored", detail=detail))
    vault.changed()
    return True


def _is_empty(connection: Connection) -> bool:
    names = [prefix + name for prefix in ("", RESTORED) for name in COUNTERS]
    ever = select(func.count()).select_from(counters).where(counters.c.name.in_(names))
    here = [select(func.count()).select_from(table) for table in (deposits, spent_codes)]
    return not any(connection.scalar(query) for query in (ever, *here))
