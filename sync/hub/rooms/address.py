"""Where a hub's database is: the setting `hub.database`, or the environment where it holds a password."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from kiosk.errors import SettingsError
from sync.hub.rooms.room import Rooms
from sync.hub.rooms.sqlite import SqliteRooms

_FORM = "such as postgresql://kiosk@localhost/kiosk, or empty for SQLite in the hub's folder"


def rooms_at(folder: Path, database: str) -> Rooms:
    """The rooms of the hub in `folder`; an empty address is SQLite's three files there.

    Raises:
        SettingsError: the address is none. It is not repeated: a password may be in it.
    """
    if not database:
        return SqliteRooms(folder)
    address = postgresql_address(database)
    # The driver is slow to import, and a hub on SQLite has no use for it.
    from sync.hub.rooms.postgresql import PostgresRooms  # noqa: PLC0415

    return PostgresRooms(address)


def postgresql_address(database: str) -> URL:
    """The address as the driver wants it. Raises `SettingsError` when it is no PostgreSQL address."""
    try:
        address = make_url(database.strip())
    except (ArgumentError, ValueError):
        raise SettingsError(f"hub.database is no address: write one {_FORM}.") from None
    if address.drivername not in ("postgresql", "postgres", "postgresql+psycopg"):
        raise SettingsError(f"hub.database is no address of PostgreSQL: write one {_FORM}.")
    if not address.database:
        raise SettingsError(f"hub.database names no database: write an address {_FORM}.")
    return address.set(drivername="postgresql+psycopg")
