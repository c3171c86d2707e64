"""The rooms as three schemas of one PostgreSQL database, each the property of a role that sees nothing else.

The hub's login belongs to the three roles and inherits nothing from them: it puts one of them on for each
transaction, and with one of them on no query reaches another room. Servers from PostgreSQL 15 on.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from zlib import crc32

from sqlalchemy import URL, Connection, Engine, create_engine, event, func, inspect, select, text
from sqlalchemy.exc import DBAPIError, ProgrammingError

from kiosk.database import revisions, upgrade
from kiosk.errors import VaultError
from sync.hub.rooms.roles import PUT_IN_ORDER, ROOMS_READY, role_of, rooms_sql
from sync.hub.rooms.room import MIGRATIONS, TABLES, Room, Rooms, first_line

VERSION_MIN = 15
_CONNECTIONS = 8
"""Held by one process, and as many again under pressure: a server takes 100 when nobody says otherwise."""
_WAIT_SECONDS = 10
"""For a lock or for the server, as SQLite waits for another program's write."""
_SETTLE_WAIT_SECONDS = 120


class PostgresRooms(Rooms):
    """Schemas `hub`, `register` and `box` of one database."""

    def __init__(self, address: URL) -> None:
        """Speak to the server at `address`; nothing is sent yet."""
        self._base = create_engine(
            address,
            pool_size=_CONNECTIONS,
            max_overflow=_CONNECTIONS,
            pool_pre_ping=True,  # the server may have been started again meanwhile
            connect_args={
                "options": f"-c timezone=UTC -c lock_timeout={_WAIT_SECONDS}s -c synchronous_commit=on",
                "connect_timeout": _WAIT_SECONDS,
                "application_name": "kiosk hub",
            },
        )
        self._login = ""
        self._engines = {room: self._base.execution_options(room=room) for room in Room}
        event.listen(self._base, "begin", self._enter)

    def engine(self, room: Room) -> Engine:
        return self._engines[room]

    def close(self) -> None:
        self._base.dispose()

    def migrate(self) -> None:
        self.check()
        for room, steps in MIGRATIONS.items():
            known = revisions(steps)
            if (current := self._revision(room)) == known[-1]:
                continue
            if current and current not in known:
                raise VaultError(
                    f"{self._name} was written by a newer version of the kiosk; install that version."
                )
            # Whoever else starts now waits for the room, and finds nothing left to do.
            with self.transaction(room) as connection:
                upgrade(connection, steps, {"rooms": self})

    def check(self) -> None:
        """Raise `VaultError` unless this login can use the server and its rooms, and only by their doors."""
        try:
            with self._base.connect() as connection:
                self._login = str(connection.scalar(text("SELECT session_user")))
                version = int(str(connection.scalar(text("SHOW server_version_num")))) // 10_000
                if version < VERSION_MIN:
                    raise VaultError(
                        f"{self._name} is PostgreSQL {version}; the hub needs {VERSION_MIN} or newer."
                    )
                missing, sees_all = connection.execute(
                    text(ROOMS_READY), {"roles": [role_of(self._login, room) for room in Room]}
                ).one()
        except DBAPIError as error:
            raise VaultError(
                f"{self._name} cannot be reached: {first_line(error)}. Start it, or mend hub.database."
            ) from None
        if missing:
            raise VaultError(
                f"{self._name} has no rooms for {self._login} yet: let an administrator of the server run "
                "what `kiosk hub init --print-sql` prints."
            )
        if sees_all:
            raise VaultError(
                f"{self._login} could read register and ballots together: it must be no superuser and "
                "NOINHERIT, as `kiosk hub init --print-sql` makes it."
            )

    def make(self) -> None:
        """Make roles and schemas where this login may, all or none; otherwise `check` says who must.

        What it could not be granted, `settle` says.
        """
        try:
            with self._base.begin() as connection:
                self._login = str(connection.scalar(text("SELECT session_user")))
                if connection.scalar(text("SELECT rolsuper FROM pg_roles WHERE rolname = session_user")):
                    return  # an administrator's own login is left as it is
                for statement in rooms_sql(self._login):
                    connection.exec_driver_sql(statement)
        except DBAPIError:
            return

    def schema(self, room: Room) -> str:
        return room.value

    def renumber(self, room: Room, connection: Connection) -> None:
        for table in TABLES[room].sorted_tables:
            column = table.autoincrement_column
            if column is None:
                continue
            sequence = func.pg_get_serial_sequence(table.name, column.name)
            if (name := connection.scalar(select(sequence))) is not None:
                highest = connection.scalar(select(func.max(column)))
                connection.execute(select(func.setval(name, highest or 1, highest is not None)))

    def settle(self) -> None:
        for room in Room:
            with self._by_itself(room) as connection:
                names = set(inspect(connection).get_table_names(schema=room.value))
                # A row knows the transaction that wrote it: sealed rows are written anew, all by one.
                for table in sorted(names & set(PUT_IN_ORDER[room])):
                    keys = ", ".join(column.name for column in TABLES[room].tables[table].primary_key)
                    anew = (
                        f"WITH moved AS (DELETE FROM {table} RETURNING *) "  # noqa: S608 - our own names
                        f"INSERT INTO {table} SELECT * FROM moved ORDER BY {keys}"
                    )
                    connection.exec_driver_sql(f"BEGIN; LOCK TABLE {table} IN EXCLUSIVE MODE; {anew}; COMMIT")
                for table in sorted(names):
                    indexes = {str(index["name"]) for index in _keys(connection, room, table)}
                    for index in indexes:
                        connection.exec_driver_sql(f'CLUSTER "{table}" USING "{index}"')
        with self._by_itself(Room.HUB) as connection:
            try:
                # The log of writes holds what was erased until it is thrown away: see assets/deploy.
                connection.exec_driver_sql("SELECT pg_catalog.pg_switch_wal()")
                connection.exec_driver_sql("CHECKPOINT")
            except ProgrammingError as error:
                raise VaultError(
                    f"{self._name} may hold erased bytes in its log: {first_line(error)}. Let an "
                    "administrator run what `kiosk hub init --print-sql` prints."
                ) from error

    @property
    def _name(self) -> str:
        address = self._base.url
        return f"The database {address.database or self._login} on {address.host or 'this machine'}"

    def _enter(self, connection: Connection) -> None:
        options = connection.get_execution_options()
        room = options.get("room")
        if room is None:
            return
        reading = options.get("reading", False)
        lock = "pg_advisory_xact_lock_shared" if options.get("beside_others") else "pg_advisory_xact_lock"
        connection.exec_driver_sql(
            ("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY; " if reading else "")
            + f'SET LOCAL ROLE "{role_of(self._login, room)}"; SET LOCAL search_path = "{room.value}"'
            + ("" if reading else f"; SELECT pg_catalog.{lock}({crc32(room.value.encode())})")
        )

    @contextmanager
    def _by_itself(self, room: Room) -> Iterator[Connection]:
        """In a room, each statement for itself: what rewrites tables wants no transaction around it."""
        try:
            with self._base.execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
                try:
                    connection.exec_driver_sql(
                        f'SET ROLE "{role_of(self._login, room)}"; SET search_path = "{room.value}"; '
                        f"SET lock_timeout = '{_SETTLE_WAIT_SECONDS}s'"
                    )
                    yield connection
                finally:
                    connection.invalidate()  # nobody else gets it with this role on
        except DBAPIError as error:
            raise VaultError(f"{self._name} could not be put in order: {first_line(error)}.") from error

    def _revision(self, room: Room) -> str:
        with self.reading(room) as connection:
            names = inspect(connection).get_table_names(schema=room.value)
            if "alembic_version" not in names:
                if names:
                    raise VaultError(
                        f"{self._name} holds another program's tables; they were left as they are."
                    )
                return ""
            return str(connection.scalar(text("SELECT version_num FROM alembic_version")))


def _keys(connection: Connection, room: Room, table: str) -> Iterator[dict[str, object]]:
    key = inspect(connection).get_pk_constraint(table, schema=room.value)
    if key.get("name"):
        yield dict(key)
