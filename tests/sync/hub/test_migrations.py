"""The hub's migrations make exactly the tables that the code uses."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine

from kiosk.database import migrate, open_database
from kiosk.errors import VaultError
from sync.hub.rooms.room import MIGRATIONS, TABLES, Room
from sync.hub.store import HubStore
from sync.hub.tables import metadata
from tests.world import World


def shape(engine: Any) -> dict[str, set[str]]:
    """Each table or index to its columns and clauses, whatever their order and spacing."""
    with engine.connect() as connection:
        rows = connection.exec_driver_sql(
            "SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL AND name <> 'alembic_version'"
        ).all()
    return {
        name: {re.sub(r"\s+", " ", part).strip(" ()") for part in re.split(r",\s*\n", sql)}
        for name, sql in rows
    }


def test_the_migrations_and_the_tables_agree(tmp_path: Path) -> None:
    engine = open_database(tmp_path / "hub.db")
    migrate(engine, MIGRATIONS)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []
    engine.dispose()


def test_the_keys_and_the_absence_of_rowids_agree(tmp_path: Path) -> None:
    migrated = open_database(tmp_path / "migrated.db")
    migrate(migrated, MIGRATIONS)
    declared = create_engine(f"sqlite:///{tmp_path / 'declared.db'}")
    metadata.create_all(declared)
    for table in metadata.tables:
        without = []
        for engine in (migrated, declared):
            with engine.connect() as connection:
                (row,) = connection.exec_driver_sql(f"PRAGMA table_list('{table}')").all()
                keys = connection.exec_driver_sql(f"PRAGMA table_info('{table}')").all()
            without.append((row.wr, sorted((key.name, key.pk, key.notnull) for key in keys)))
        assert without[0] == without[1]
    assert shape(migrated).keys() == shape(declared).keys()
    migrated.dispose()
    declared.dispose()


def test_deposits_have_no_row_number(world: World) -> None:
    with world.hub.reading() as connection:
        rows = connection.exec_driver_sql("PRAGMA table_list").all()
    assert {"deposit", "aside"} <= {row.name for row in rows if row.wr}


def test_migrating_again_changes_nothing(tmp_path: Path) -> None:
    engine = open_database(tmp_path / "hub.db")
    migrate(engine, MIGRATIONS)
    before = shape(engine)
    migrate(engine, MIGRATIONS)
    assert shape(engine) == before
    engine.dispose()


def test_a_newer_or_foreign_database_is_refused(world: World) -> None:
    folder = world.hub.folder.path
    with world.hub.transaction() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(VaultError, match="newer version"):
        HubStore(folder)
    world.close()
    for path in folder.glob("hub.db*"):
        path.write_bytes(b"not a database at all" * 300)
    with pytest.raises(VaultError, match="not a database"):
        HubStore(folder)
    with pytest.raises(VaultError, match="Make one first"):
        HubStore(folder / "nothing")
