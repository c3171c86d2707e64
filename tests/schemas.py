"""New databases in tests get their schema from one that was migrated before: Alembic is slow, a copy is not.

The first database of each kind in a process goes through its migrations; the next ones are empty files that
take over its statements. A database that holds something is always migrated.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from sqlalchemy import Engine, text

import kiosk.database

_MADE: dict[Path, list[str]] = {}
"""Folder of migrations to the statements that make a new database of its newest revision."""
_TABLES = text("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY type DESC, rowid")
_REVISION = text("SELECT version_num FROM alembic_version")


def install() -> None:
    """From now on, new databases are copies."""
    kiosk.database._upgrade = _quick(kiosk.database._upgrade)  # type: ignore[assignment]


def _quick(upgrade: Callable[[Engine, Path], None]) -> Callable[[Engine, Path], None]:
    def quick(engine: Engine, migrations: Path) -> None:
        if not _is_new(engine):
            upgrade(engine, migrations)
        elif migrations in _MADE:
            with engine.begin() as connection:
                for statement in _MADE[migrations]:
                    connection.exec_driver_sql(statement)
        else:
            upgrade(engine, migrations)
            _MADE[migrations] = _statements(engine)

    return quick


def _is_new(engine: Engine) -> bool:
    with engine.connect() as connection:
        return connection.execute(_TABLES).first() is None


def _statements(engine: Engine) -> list[str]:
    with engine.connect() as connection:
        made = list(connection.scalars(_TABLES))
        revision = connection.scalar(_REVISION)
    # The revision comes from our own file of migrations.
    return [*made, f"INSERT INTO alembic_version VALUES ('{revision}')"]  # noqa: S608
