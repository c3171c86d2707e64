"""New databases in tests get their schema from one that was migrated before: Alembic is slow, a copy is not.

The first database of each kind in a process goes through its migrations; the next ones are empty files that
take over its statements. A database that holds something is always migrated.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from sqlalchemy import Connection, text

import kiosk.database

Upgrade = Callable[[Connection, Path, Mapping[str, object] | None], None]
_MADE: dict[Path, list[str]] = {}
"""Folder of migrations to the statements that make a new database of its newest revision."""
_TABLES = text("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY type DESC, rowid")
_REVISION = text("SELECT version_num FROM alembic_version")


def install() -> None:
    """From now on, new databases are copies."""
    kiosk.database.upgrade = _quick(kiosk.database.upgrade)  # type: ignore[assignment]


def _quick(upgrade: Upgrade) -> Upgrade:
    def quick(
        connection: Connection, migrations: Path, attributes: Mapping[str, object] | None = None
    ) -> None:
        if connection.execute(_TABLES).first() is not None:
            upgrade(connection, migrations, attributes)
        elif migrations in _MADE:
            for statement in _MADE[migrations]:
                connection.exec_driver_sql(statement)
        else:
            upgrade(connection, migrations, attributes)
            _MADE[migrations] = _statements(connection)

    return quick


def _statements(connection: Connection) -> list[str]:
    made = list(connection.scalars(_TABLES))
    revision = connection.scalar(_REVISION)
    # The revision comes from our own file of migrations.
    return [*made, f"INSERT INTO alembic_version VALUES ('{revision}')"]  # noqa: S608
