"""The hub's migrations make exactly the tables that the code uses, and keep what an older hub holds."""

from __future__ import annotations

import hashlib
import re
import shutil
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine

from kiosk.database import migrate, open_database
from kiosk.errors import VaultError
from kiosk.ids import DepositKind
from sync.hub import all_tables
from sync.hub.count.run import count
from sync.hub.rooms.address import rooms_at
from sync.hub.rooms.room import MIGRATIONS, TABLES, Room
from sync.hub.store import HubStore
from sync.hub.tables import asides, deposits
from tests.sync.acts import cast, cast_by_code, stored
from tests.world import World

ROOMS = pytest.mark.parametrize("room", Room)
assert all_tables.metadata is TABLES[Room.HUB], "whatever is declared elsewhere is looked at too"


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


@ROOMS
def test_the_migrations_and_the_tables_agree(room: Room, tmp_path: Path, database: str) -> None:
    rooms = rooms_at(tmp_path, database)
    rooms.migrate()
    with rooms.reading(room) as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, TABLES[room]) == []
    rooms.close()


@ROOMS
@pytest.mark.sqlite_only
def test_the_keys_and_the_absence_of_rowids_agree(room: Room, tmp_path: Path) -> None:
    migrated = open_database(tmp_path / "migrated.db")
    migrate(migrated, MIGRATIONS[room])
    declared = create_engine(f"sqlite:///{tmp_path / 'declared.db'}")
    TABLES[room].create_all(declared)
    for table in TABLES[room].tables:
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


@pytest.mark.sqlite_only
def test_what_is_sealed_has_no_row_number(world: World) -> None:
    found = set()
    for room in Room:
        with world.hub.rooms.reading(room) as connection:
            rows = connection.exec_driver_sql("PRAGMA table_list").all()
        found |= {row.name for row in rows if row.wr}
    assert found >= {"deposit", "aside", "claim", "claim_aside", "ballot", "ballot_aside"}


def test_migrating_again_changes_nothing(tmp_path: Path, database: str) -> None:
    rooms = rooms_at(tmp_path, database)
    for _ in range(2):
        rooms.migrate()
        with rooms.reading(Room.HUB) as connection:
            numbers = connection.exec_driver_sql("SELECT version_num FROM alembic_version").all()
        assert len(numbers) == 1
    rooms.close()


@pytest.mark.sqlite_only
def test_a_newer_or_foreign_file_is_refused(world: World) -> None:
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


BEFORE_THE_ROOMS = {"aside", "catalogue", "deposit", "event", "fact", "pairing", "tablet"}
"""The tables that a hub had until its third migration."""


def as_it_was_before(world: World) -> None:
    """Put every envelope back in one piece, as hubs kept them until their third migration."""
    held = {row[0]: row[5] for row in stored(world.hub) if row[1] == DepositKind.BALLOT}
    with world.hub.transaction() as connection:
        for deposit, content in held.items():
            connection.execute(deposits.update().where(deposits.c.id == deposit).values(content=content))
        late, whole = next(iter(held.items()))
        digest = hashlib.sha256(bytes(whole)).hexdigest()  # type: ignore[call-overload]
        row = {"consultation": "nom", "activity": "nom", "tablet": "t", "reason": "late"}
        for kind in (DepositKind.BALLOT.value, ""):
            connection.execute(
                asides.insert().values(
                    id=bytes(late)[:15] + kind[:1].encode().rjust(1, b"x"),  # type: ignore[call-overload]
                    digest=digest,
                    received_on=world.clock.now.date(),
                    content=whole,
                    kind=kind,
                    **row,
                )
            )
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '0002'")
        for table in set(TABLES[Room.HUB].tables) - BEFORE_THE_ROOMS:
            connection.exec_driver_sql(f'DROP TABLE "{table}"')
    world.hub.close()
    for name in ("register.db", "box.db"):
        for path in world.hub.folder.path.glob(f"{name}*"):
            path.unlink()


@pytest.mark.sqlite_only
def test_an_older_hubs_envelopes_are_split_and_counted_as_before(world: World, tmp_path: Path) -> None:
    tablet = world.tablet()
    for code in world.drawn["budget"]:
        cast_by_code(tablet, code)
    cast(tablet)
    world.carry(tablet)
    before = stored(world.hub)
    as_it_was_before(world)
    folder = world.hub.folder.path
    shutil.copytree(folder, tmp_path / "cut off")
    moved = HubStore(folder, world.clock)
    assert stored(moved) == before
    disk = b"".join(path.read_bytes() for path in folder.glob("hub.db*"))
    contents = [bytes(row[5]) for row in before]  # type: ignore[call-overload]
    pieces = [content[at : at + 64] for content in contents for at in range(64, len(content) - 64, 512)]
    assert [piece for piece in pieces if piece in disk] == []
    with moved.reading() as connection:
        rows = connection.execute(asides.select()).all()
        assert [row.content for row in rows] == [b"", b""]
        wholes = {hashlib.sha256(content).hexdigest() for content in contents}
        assert not {row.digest for row in rows} & wholes
    # Cut off after the other rooms were written: the move is made again.
    for name in ("register.db", "box.db"):
        shutil.copy(folder / name, tmp_path / "cut off" / name)
    again = HubStore(tmp_path / "cut off", world.clock)
    assert stored(again) == before
    world.clock.pass_by(days=60)
    results = [count(hub, "budget", world.shares[:2], processes=1) for hub in (moved, again)]
    assert results[0] == results[1]
    assert results[0].ballots == 8
    moved.close()
    again.close()
