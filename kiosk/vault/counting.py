"""The counters of the vault, added to within a transaction."""

from __future__ import annotations

from sqlalchemy import Connection
from sqlalchemy.dialects.sqlite import insert as upsert

from kiosk.vault.tables import counters


def add(connection: Connection, key: tuple[str, str, str, str], number: int) -> None:
    """Add to the counter named by consultation, activity, kind and name."""
    consultation, activity, kind, name = key
    row = upsert(counters).values(
        consultation=consultation, activity=activity, kind=kind, name=name, value=number
    )
    connection.execute(
        row.on_conflict_do_update(
            index_elements=["consultation", "activity", "kind", "name"],
            set_={"value": counters.c.value + row.excluded.value},
        )
    )
