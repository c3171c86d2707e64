"""Forgetting on the announced day: claims at the hub are erased with their envelopes."""

from __future__ import annotations

from sqlalchemy import text

from sync.hub.store import HubStore
from sync.hub.tables import asides, deposits


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
    for found in index.ballots.values():
        if found.consultation.claims_erased_on > today:
            continue
        if not store.was_counted(found.activity.id):
            if store.received_from(found.activity.id):
                store.log("not_erased", f"{found.activity.id} is due and was never counted")
            continue
        with store.transaction() as connection:
            number = sum(
                connection.execute(table.delete().where(table.c.activity == found.activity.id)).rowcount
                for table in (deposits, asides)
            )
        if number:
            erased[found.activity.id] = number
            store.log("claims_erased", f"{found.activity.id}: {number}")
    if erased:
        _forget_for_good(store)
    return erased


def _forget_for_good(store: HubStore) -> None:
    with store.engine.connect() as connection:
        connection.exec_driver_sql("COMMIT")  # VACUUM cannot run inside the transaction just begun
        connection.execute(text("VACUUM"))
        connection.execute(text("PRAGMA wal_checkpoint(TRUNCATE)"))
