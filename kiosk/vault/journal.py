"""Facts, catalogues and events."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import Connection, select, text
from sqlalchemy.dialects.sqlite import Insert
from sqlalchemy.dialects.sqlite import insert as upsert

from kiosk.vault.file import VaultFile
from kiosk.vault.tables import catalogues, events, states


class Journal(VaultFile):
    """What the tablet knows of itself, and what happened."""

    def fact(self, name: str) -> str | None:
        """A fact about the tablet."""
        with self.reading() as connection:
            return connection.scalar(select(states.c.value).where(states.c.name == name))

    def remember(self, **facts: str) -> None:
        """Set facts, all of them or none."""
        with self.transaction() as connection:
            for name, value in facts.items():
                connection.execute(_set_fact(name, value))

    def record(self, at: datetime, name: str, detail: str = "", **facts: str) -> None:
        """Set facts and write the event that changed them: both or neither."""
        with self.transaction() as connection:
            for fact, value in facts.items():
                connection.execute(_set_fact(fact, value))
            add_event(connection, at, name, detail)

    def next_number(self, name: str) -> int:
        """The next whole number under that name, from 1: each is given once."""
        with self.transaction() as connection:
            number = int(connection.scalar(select(states.c.value).where(states.c.name == name)) or 0) + 1
            connection.execute(_set_fact(name, str(number)))
        return number

    def catalogue(self) -> tuple[int, bytes] | None:
        """Version and signed bytes of the catalogue in use."""
        query = select(catalogues.c.version, catalogues.c.signed).order_by(text("version DESC")).limit(1)
        with self.reading() as connection:
            row = connection.execute(query).first()
        return None if row is None else (row.version, row.signed)

    def replace_catalogue(self, version: int, signed: bytes, **facts: str) -> None:
        """Put a checked catalogue into use; those before it go, and facts come, in one transaction."""
        with self.transaction() as connection:
            connection.execute(catalogues.delete())
            connection.execute(catalogues.insert().values(version=version, signed=signed))
            for name, value in facts.items():
                connection.execute(_set_fact(name, value))

    def log(self, at: datetime, name: str, detail: str = "") -> None:
        """Write an event: what staff did, or what went wrong."""
        with self.transaction() as connection:
            add_event(connection, at, name, detail)

    def events(self, newest: int = 100) -> list[tuple[datetime, str, str]]:
        """The newest events, oldest of them first."""
        query = (
            select(events.c.at, events.c.name, events.c.detail).order_by(text("number DESC")).limit(newest)
        )
        with self.reading() as connection:
            rows = connection.execute(query).all()
        return [(row.at, row.name, row.detail) for row in reversed(rows)]

    @staticmethod
    def write_event(connection: Connection, at: datetime, name: str, detail: str) -> None:
        """Write an event within a transaction: what happened and its event are one."""
        add_event(connection, at, name, detail)


def add_event(connection: Connection, at: datetime, name: str, detail: str) -> None:
    moment = at.astimezone(UTC).replace(microsecond=0)
    connection.execute(events.insert().values(at=moment, name=name, detail=detail))


def _set_fact(name: str, value: str) -> Insert:
    row = upsert(states).values(name=name, value=value)
    return row.on_conflict_do_update(index_elements=["name"], set_={"value": value})
