"""A PostgreSQL server for tests: made once for a session, with a new database for each test that asks."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import cached_property
from itertools import count
from pathlib import Path

import psycopg
import pytest

from sync.hub.rooms.address import postgresql_address
from sync.hub.rooms.postgresql import PostgresRooms
from sync.hub.rooms.roles import setup_sql

LOGIN, ADMINISTRATOR = "kiosk", "postgres"
TEMPLATE = "hub_template"
SETTINGS = {
    "listen_addresses": "",
    "fsync": "off",  # the machine does not lose its power in a test
    "full_page_writes": "off",
    "autovacuum": "off",
    "jit": "off",
    "max_connections": "150",
    "shared_buffers": "32MB",
    # As assets/deploy says: what is thrown out of the log is not kept for later.
    "wal_recycle": "off",
    "min_wal_size": "32MB",
    "wal_keep_size": "0",
}
_SECONDS = 60
_DEBIAN = Path("/usr/lib/postgresql")


def programs() -> Path | None:
    """Where the newest server's programs are."""
    found = shutil.which("postgres")
    beside = [Path(found).parent] if found else []
    newest = sorted(_DEBIAN.glob("*/bin/postgres"), key=lambda path: int(path.parts[-3]))
    return next((place for place in [*(path.parent for path in reversed(newest)), *beside]), None)


@dataclass
class Server:
    """A running server, reached by a socket in its own folder."""

    bin: Path
    folder: Path
    _numbers: Iterator[int] = field(default_factory=lambda: count(1))

    @property
    def data(self) -> Path:
        """Its data directory."""
        return self.folder / "data"

    def address(self, database: str, login: str = LOGIN) -> str:
        """The address of a database."""
        return f"postgresql://{login}@/{database}?host={self.folder}"

    def administer(self, database: str, *statements: str) -> None:
        """Run statements as the administrator, each for itself."""
        with self.administrator(database) as connection:
            for statement in statements:
                connection.execute(statement)

    @contextmanager
    def administrator(self, database: str) -> Iterator[psycopg.Connection]:
        """A connection that sees everything."""
        with psycopg.connect(
            host=str(self.folder), user=ADMINISTRATOR, dbname=database, autocommit=True
        ) as connection:
            yield connection

    @cached_property
    def template(self) -> str:
        """The database that the others are copies of: with rooms and tables, without a hub."""
        self.administer("postgres", f"CREATE ROLE {LOGIN} LOGIN", f"CREATE DATABASE {TEMPLATE}")
        self.administer(TEMPLATE, *setup_sql(LOGIN))
        rooms = PostgresRooms(postgresql_address(self.address(TEMPLATE)))
        rooms.migrate()
        rooms.close()
        return TEMPLATE

    @contextmanager
    def new_database(self, *, empty: bool = False) -> Iterator[str]:
        """A database of its own, while the block runs; gives its name."""
        name = f"hub_{next(self._numbers)}"
        copied = "" if empty else f" TEMPLATE {self.template}"
        self.administer("postgres", f"CREATE DATABASE {name}{copied}")
        try:
            yield name
        finally:
            self.administer("postgres", f"DROP DATABASE {name} WITH (FORCE)")

    def bytes_on_disk(self) -> bytes:
        """Every byte of its data directory, after what is in memory was written."""
        self.administer("postgres", "CHECKPOINT")
        found = []
        for path in sorted(self.data.rglob("*")):
            with suppress(FileNotFoundError):  # the server tidies up meanwhile
                found += [path.read_bytes()] if path.is_file() else []
        return b"".join(found)

    def dump(self, database: str, *options: str) -> str:
        """What `pg_dump` writes of a database."""
        command = [str(self.bin / "pg_dump"), "-h", str(self.folder), "-U", ADMINISTRATOR, *options, database]
        done = subprocess.run(command, check=True, capture_output=True, text=True, timeout=_SECONDS)
        return done.stdout


@contextmanager
def running_server(*, durable: bool = False) -> Iterator[Server]:
    """A server that ends with the block, or with this process.

    Args:
        durable: it writes to the disk before it answers, as a real one does.
    """
    place = programs()
    if place is None:
        if os.environ.get("CI"):
            pytest.fail("No PostgreSQL server is installed; in CI it must be. See .ci/system-packages.")
        pytest.skip("no PostgreSQL server is installed here; see .ci/system-packages")
    with tempfile.TemporaryDirectory(prefix="kiosk-pg-", ignore_cleanup_errors=True) as name:
        server = Server(place, Path(name))
        as_nobody = ["setpriv", "--pdeathsig", "INT"]
        if os.geteuid() == 0:  # the server refuses to run as root
            shutil.chown(server.folder, "postgres", "postgres")
            as_nobody[1:1] = ["--reuid", "postgres", "--regid", "postgres", "--clear-groups"]
        options = ["--username", ADMINISTRATOR, "--auth", "trust", "--encoding", "UTF8", "--locale", "C"]
        made = [str(place / "initdb"), "-D", str(server.data), "--no-sync", "--no-instructions", *options]
        subprocess.run(
            [*as_nobody, *made], check=True, capture_output=True, timeout=_SECONDS, cwd=server.folder
        )
        chosen = SETTINGS | (
            dict.fromkeys(("fsync", "full_page_writes", "autovacuum"), "on") if durable else {}
        )
        settings = [f"--{key}={value}" for key, value in chosen.items()]
        command = [
            str(place / "postgres"),
            "-D",
            str(server.data),
            f"--unix_socket_directories={name}",
            *settings,
        ]
        with (
            (server.folder / "log").open("wb") as log,
            subprocess.Popen([*as_nobody, *command], stdout=log, stderr=log, cwd=server.folder) as process,
        ):
            try:
                _await(server, process)
                yield server
            finally:
                process.send_signal(signal.SIGINT)
                process.wait(_SECONDS)


def _await(server: Server, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + _SECONDS
    while True:
        try:
            server.administer("postgres", "SELECT 1")
        except psycopg.OperationalError:
            if process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError((server.folder / "log").read_text(encoding="utf-8")) from None
            time.sleep(0.05)
        else:
            return
