"""SQLite as the kiosk uses it, on the tablet and at the hub: one writer, durable, forgetting for good."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.exc import DatabaseError, OperationalError
from sqlalchemy.pool import StaticPool

from kiosk.errors import VaultError

BUSY_MILLISECONDS = 10_000
"""How long a write waits for another program's."""
_PRAGMAS = (
    "journal_mode = WAL",
    "synchronous = FULL",  # a commit is on disk before it returns
    "secure_delete = ON",  # what is erased is overwritten
    "foreign_keys = ON",
    f"busy_timeout = {BUSY_MILLISECONDS}",
    "temp_store = MEMORY",  # nothing sealed or personal in a temporary file
)


def open_database(path: Path, *, pool: bool = False) -> Engine:
    """An engine on the file at `path`; every transaction that may write starts with ``BEGIN IMMEDIATE``.

    A transaction with the execution option ``reading`` waits for nobody and sees one state throughout.

    Args:
        path: the file; its folder exists.
        pool: several connections, for a server. Otherwise one connection, for one writer.
    """
    options: dict[str, Any] = {} if pool else {"poolclass": StaticPool}
    engine = create_engine(f"sqlite:///{path}", connect_args={"check_same_thread": False}, **options)

    @event.listens_for(engine, "connect")
    def prepare(connection: sqlite3.Connection, _record: object) -> None:
        # The driver would begin transactions late and without IMMEDIATE; we do it ourselves.
        connection.isolation_level = None
        for pragma in _PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        reading = connection.get_execution_options().get("reading", False)
        connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")

    return engine


def migrate(engine: Engine, migrations: Path, attributes: Mapping[str, object] | None = None) -> None:
    """Bring the schema to the newest revision in `migrations`, in one transaction.

    Args:
        engine: of `open_database`.
        migrations: folder of Alembic's `env.py` and `versions`.
        attributes: what the steps may ask for beside their connection.

    Raises:
        VaultError: the file is no database of ours, is damaged, or was written by a newer program.
    """
    known = revisions(migrations)
    try:
        with engine.connect() as connection:
            tables = set(connection.scalars(text("SELECT name FROM sqlite_master")))
            current = (
                connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
                if "alembic_version" in tables
                else None
            )
        if tables and current is None:
            raise VaultError(f"{_file(engine)} is another program's database; it was left as it is.")
        if current == known[-1]:
            return
        if current is not None and current not in known:
            raise VaultError(
                f"{_file(engine)} was written by a newer version of the kiosk; install that version."
            )
        with engine.begin() as connection:
            upgrade(connection, migrations, attributes)
    except OperationalError as error:
        raise VaultError(
            f"{_file(engine)} cannot be opened: {error.orig}. The disk may be full, read-only or failing: "
            "free some of it, and keep the folder."
        ) from None
    except DatabaseError as error:
        raise VaultError(f"{_file(engine)} is not a database of the kiosk: {error.orig}.") from None


def revisions(migrations: Path) -> list[str]:
    """Every revision in `migrations`, the newest last."""
    return sorted(path.stem.partition("_")[0] for path in (migrations / "versions").glob("[0-9]*.py"))


def upgrade(connection: Connection, migrations: Path, attributes: Mapping[str, object] | None = None) -> None:
    """Take the steps of `migrations` that are missing, within the transaction of `connection`."""
    # Alembic is slow to import and needed only when there is something to do.
    from alembic import command  # noqa: PLC0415
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(migrations))
    config.set_main_option("path_separator", "os")
    config.attributes.update(attributes or {})
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def _file(engine: Engine) -> str:
    return Path(engine.url.database or "the database").name
