"""The file of the vault: opened, written in one `BEGIN IMMEDIATE` transaction at a time, settled."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, text
from sqlalchemy.exc import DatabaseError

from kiosk.database import migrate, open_database
from kiosk.errors import VaultError

MIGRATIONS = Path(__file__).parent / "migrations"
_KEEP = " Keep the folder, take the tablet out of use, and carry what can be read."


class VaultFile:
    """A tablet's SQLite file. Safe to use from several threads; one of them writes at a time."""

    def __init__(self, path: Path) -> None:
        """Open or create the file at `path` and bring its schema up to date.

        Raises:
            VaultError: it cannot be opened, is damaged, or is newer than this program.
        """
        self.path = path
        self._engine = open_database(path)
        self._reading = self._engine.execution_options(reading=True)
        self.lock = threading.RLock()
        # Before the first page: the write-ahead log takes its permissions from the file.
        try:
            path.touch(mode=0o600)
            path.chmod(0o600)
        except OSError as error:
            raise VaultError(f"{path.name} cannot be opened: {error.strerror}.") from None
        migrate(self._engine, MIGRATIONS)
        driver = self._engine.raw_connection().driver_connection
        if not isinstance(driver, sqlite3.Connection):
            raise VaultError("The vault needs SQLite.")
        self.driver = driver
        self.changed: Callable[[], None] = lambda: None
        """Is called after deposits or what became of them changed. Must be quick and never fail."""

    def close(self) -> None:
        """Let the file go."""
        self._engine.dispose()

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """The way in for every write: all of the block happens, or nothing."""
        with self.lock:
            try:
                with self._engine.begin() as connection:
                    yield connection
            except DatabaseError as error:
                raise VaultError(f"The vault could not write: {error.orig}. Nothing was changed.") from error

    @contextmanager
    def direct(self) -> Iterator[sqlite3.Connection]:
        """A write transaction without SQLAlchemy's share of the time: someone waits for a cast."""
        with self.lock:
            connection = self.driver
            try:
                connection.execute("BEGIN IMMEDIATE")
                try:
                    yield connection
                    connection.execute("COMMIT")
                except BaseException:
                    if connection.in_transaction:
                        connection.execute("ROLLBACK")
                    raise
            except sqlite3.Error as error:
                raise VaultError(f"The vault could not write: {error}. Nothing was changed.") from error

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """The way in for reading: one state throughout."""
        with self.lock:
            try:
                with self._reading.begin() as connection:
                    yield connection
            except DatabaseError as error:
                raise VaultError(f"The vault cannot be read: {error.orig}.{_KEEP}") from error
            except ValueError:  # a date or a kind that is none: a byte of the file is not what was written
                raise VaultError(f"A part of the vault is damaged and cannot be read.{_KEEP}") from None

    def settle(self) -> None:
        """Rewrite the file in the order of its keys and empty the write-ahead log.

        Pages, overflow pages and the log are laid down in the order of arrival; after this, two
        vaults that hold the same deposits hold the same pages, whoever came first.
        """
        with self.lock:
            try:
                self.driver.execute("VACUUM")
                busy, *_ = self.driver.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            except sqlite3.Error as error:
                raise VaultError(
                    f"The vault could not be settled: {error}. Free some of the disk."
                ) from error
            if busy:
                raise VaultError("The vault could not be settled: another program reads it.")

    def integrity(self) -> str:
        """``ok``, or what SQLite finds wrong with the file."""
        with self.reading() as connection:
            return str(connection.execute(text("PRAGMA integrity_check")).scalar())
