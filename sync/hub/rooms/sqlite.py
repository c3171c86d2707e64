"""The rooms as three files of SQLite: a copy of one of them links nothing."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection, Engine, text

from kiosk.database import migrate, open_database
from sync.hub.rooms.room import MIGRATIONS, Room, Rooms


class SqliteRooms(Rooms):
    """`hub.db`, `register.db` and `box.db` of one folder."""

    def __init__(self, folder: Path) -> None:
        """Open or make the files in `folder`, which exists."""
        self._files = {room: folder / f"{room.value}.db" for room in Room}
        self._engines = {room: open_database(path, pool=True) for room, path in self._files.items()}

    def make(self) -> None:
        """Files are made when they are opened."""

    def migrate(self) -> None:
        for room, steps in MIGRATIONS.items():
            new = not self._files[room].exists()
            migrate(self._engines[room], steps, {"rooms": self})
            if new:
                self._files[room].chmod(0o600)

    def engine(self, room: Room) -> Engine:
        return self._engines[room]

    def schema(self, room: Room) -> None:  # noqa: ARG002 - a file has one nameless schema
        return None

    def renumber(self, room: Room, connection: Connection) -> None:
        """SQLite goes on behind the highest number by itself."""

    def settle(self) -> None:
        for engine in self._engines.values():
            with engine.connect() as connection:
                connection.exec_driver_sql("COMMIT")  # VACUUM cannot run inside the transaction just begun
                connection.execute(text("VACUUM"))
                connection.execute(text("PRAGMA wal_checkpoint(TRUNCATE)"))

    def close(self) -> None:
        for engine in self._engines.values():
            engine.dispose()
