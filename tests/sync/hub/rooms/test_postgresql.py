"""PostgreSQL under the hub: each role sees its room alone; what is wrong with a server is one sentence."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from kiosk.cli.main import main
from kiosk.errors import HubUnreachable, SettingsError, VaultError
from kiosk.ids import Mode
from sync.hub.envelopes import ballots_of
from sync.hub.rooms.address import postgresql_address, rooms_at
from sync.hub.rooms.room import TABLES, Room
from sync.hub.setup import init_hub
from sync.hub.store import HubStore
from tests.postgres import LOGIN, Server
from tests.sync.acts import cast, stored
from tests.world import World


@pytest.fixture
def backend() -> str:
    """Everything here is about PostgreSQL."""
    return "postgresql"


@pytest.fixture
def empty(postgresql: Server) -> Iterator[str]:
    """A database without rooms, whose login belongs to nothing yet."""
    with postgresql.new_database(empty=True) as name:
        postgresql.administer(name, "CREATE ROLE newcomer LOGIN")
        try:
            yield name
        finally:
            roles = ", ".join(f"newcomer_{room.value}" for room in Room)
            for statement in (f"DROP OWNED BY {roles}, newcomer", f"DROP ROLE {roles}", "DROP ROLE newcomer"):
                try:
                    postgresql.administer(name, statement)
                except psycopg.errors.UndefinedObject:
                    postgresql.administer(name, "DROP OWNED BY newcomer")


@pytest.mark.parametrize("own", Room)
def test_whoever_is_in_one_room_reads_nothing_of_another(world: World, own: Room) -> None:
    for other in Room:
        for table in TABLES[other].tables:
            question = text(f"SELECT count(*) FROM {other.value}.{table}")  # noqa: S608
            if other is own:
                with world.hub.rooms.reading(own) as connection:
                    connection.execute(question)
                continue
            with (
                pytest.raises(DBAPIError, match="permission denied for schema"),
                world.hub.rooms.reading(own) as connection,
            ):
                connection.execute(question)


def test_the_login_itself_reads_nothing(world: World, postgresql: Server) -> None:
    address = postgresql_address(world.database)
    with psycopg.connect(host=str(postgresql.folder), user=LOGIN, dbname=address.database) as connection:
        for table in ("hub.fact", "register.claim", "box.ballot"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute(f"SELECT count(*) FROM {table}")  # noqa: S608
            connection.rollback()


def test_settling_leaves_no_order_and_no_batch_of_arrival(world: World) -> None:
    tablet = world.tablet()
    for _ in range(6):
        cast(tablet)
        world.carry(tablet)
    before, held = stored(world.hub), ballots_of(world.hub.rooms, "nom")
    world.hub.settle()
    assert (stored(world.hub), ballots_of(world.hub.rooms, "nom")) == (before, held)
    for room, table, key in ((Room.BOX, "ballot", "digest"), (Room.REGISTER, "claim", "deposit")):
        with world.hub.rooms.reading(room) as connection:
            query = f"SELECT {key}, xmin::text FROM {table} ORDER BY ctid"  # noqa: S608
            rows = connection.execute(text(query)).all()
        assert [bytes(row[0]) for row in rows] == sorted(bytes(row[0]) for row in rows)
        assert len(rows) == 6
        assert len({row[1] for row in rows}) == 1, "one transaction wrote them all"
    with world.hub.reading() as connection:
        ids = [row[0] for row in connection.execute(text("SELECT id FROM deposit ORDER BY ctid"))]
        assert ids == sorted(ids)
        assert connection.scalar(text("SELECT count(*) FROM event WHERE name = 'not_settled'")) == 0


def test_a_server_that_keeps_its_log_is_noted(world: World, postgresql: Server) -> None:
    address = postgresql_address(world.database)
    postgresql.administer(str(address.database), f"REVOKE pg_checkpoint FROM {LOGIN}_hub")
    try:
        world.hub.settle()
    finally:
        postgresql.administer(str(address.database), f"GRANT pg_checkpoint TO {LOGIN}_hub")
    with world.hub.reading() as connection:
        said = connection.scalar(text("SELECT detail FROM event WHERE name = 'not_settled'"))
    assert "may hold erased bytes in its log" in str(said)


def test_a_server_that_was_started_again_is_spoken_to_again(world: World, postgresql: Server) -> None:
    tablet = world.tablet()
    cast(tablet)
    ended = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'kiosk'"
    postgresql.administer("postgres", ended)
    assert world.carry(tablet).acknowledged == 1


def test_a_server_that_is_away_is_said_and_nothing_is_lost(world: World, postgresql: Server) -> None:
    tablet = world.tablet()
    cast(tablet)
    name = postgresql_address(world.database).database
    ended = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'kiosk'"
    postgresql.administer("postgres", f"ALTER DATABASE {name} ALLOW_CONNECTIONS false", ended)
    with pytest.raises(VaultError, match=r"The hub could not read: .*not currently accepting connections"):
        world.hub.tablets()
    with pytest.raises(HubUnreachable):
        world.carry(tablet)
    postgresql.administer("postgres", f"ALTER DATABASE {name} ALLOW_CONNECTIONS true")
    assert world.carry(tablet).acknowledged == 1


@pytest.mark.parametrize(
    "address",
    [
        "postgres",
        "sqlite:///hub.db",
        "mysql://kiosk:zyxsecret@localhost/kiosk",
        "postgresql://kiosk:zyxsecret@localhost",
        "postgresql://kiosk:zyxsecret@localhost:port/kiosk",
    ],
)
def test_what_is_no_address_is_said_without_its_password(address: str, tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"hub\.database") as refused:
        rooms_at(tmp_path, address)
    assert "zyxsecret" not in str(refused.value)


@pytest.mark.parametrize(
    ("database", "login", "sentence"),
    [
        ("nowhere", LOGIN, 'cannot be reached: .*database "nowhere" does not exist'),
        ("postgres", "stranger", "cannot be reached"),
        ("hub_template", "postgres", "could read register and ballots together"),
    ],
)
def test_a_server_that_cannot_be_used_is_one_sentence(
    postgresql: Server, tmp_path: Path, database: str, login: str, sentence: str
) -> None:
    assert postgresql.template
    if login == "postgres":
        postgresql.administer(database, *(f"CREATE ROLE postgres_{room.value}" for room in Room))
    with pytest.raises(VaultError, match=sentence) as refused:
        init_hub(tmp_path / "hub", Mode.TEST, database=postgresql.address(database, login))
    assert "\n" not in str(refused.value)
    assert not (tmp_path / "hub").exists()


def test_a_server_that_does_not_answer_is_one_sentence(world: World) -> None:
    gone = "postgresql://kiosk:zyxsecret@/hub?host=/nowhere"
    with pytest.raises(VaultError, match="cannot be reached") as refused:
        HubStore(world.hub.folder.path, database=gone)
    assert "zyxsecret" not in str(refused.value)


def test_an_administrator_makes_the_rooms_by_what_the_command_prints(
    empty: str,
    postgresql: Server,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    address = postgresql.address(empty, "newcomer")
    shares = tmp_path / "stick"
    shares.mkdir()
    monkeypatch.chdir(tmp_path)
    command = ["hub", "init", "--folder", "hub", "--database", address]
    assert main([*command, "--shares", str(shares)]) == 1
    assert "has no rooms for newcomer yet" in capsys.readouterr().err
    assert list(shares.iterdir()) == []
    assert main([*command, "--print-sql"]) == 0
    lines = capsys.readouterr().out.splitlines()
    for _ in range(2):
        postgresql.administer(empty, *lines)
    assert main([*command, "--shares", str(shares)]) == 0
    assert main([*command, "--shares", str(tmp_path)]) == 1
    hub = HubStore(tmp_path / "hub", database=address)
    assert hub.mode is Mode.TEST
    hub.close()
    roles = ", ".join(f"newcomer_{room.value}" for room in Room)
    inheriting = f"REVOKE {roles} FROM newcomer", "ALTER ROLE newcomer INHERIT", f"GRANT {roles} TO newcomer"
    postgresql.administer(empty, *inheriting)
    with pytest.raises(VaultError, match="NOINHERIT"):
        HubStore(tmp_path / "hub", database=address)


def test_a_login_that_may_make_roles_makes_its_own_rooms(
    empty: str, postgresql: Server, tmp_path: Path
) -> None:
    postgresql.administer(
        empty, "ALTER ROLE newcomer CREATEROLE", f"GRANT CREATE ON DATABASE {empty} TO newcomer"
    )
    hub, _ = init_hub(tmp_path / "hub", Mode.TEST, database=postgresql.address(empty, "newcomer"))
    with hub.rooms.reading(Room.BOX) as connection:
        assert connection.scalar(text("SELECT current_user")) == "newcomer_box"
    hub.settle()
    with hub.reading() as connection:
        assert connection.scalar(text("SELECT count(*) FROM event WHERE name = 'not_settled'")) == 1
    hub.close()


def test_the_database_of_another_hub_is_refused(world: World, tmp_path: Path) -> None:
    other, _ = init_hub(tmp_path / "other", Mode.TEST)
    other.close()
    with pytest.raises(VaultError, match="of another hub"):
        HubStore(tmp_path / "other", database=world.database)
    with pytest.raises(VaultError, match="already holds a hub"):
        init_hub(tmp_path / "third", Mode.TEST, database=world.database)
    assert not (tmp_path / "third").exists()


def test_a_newer_database_is_refused(world: World) -> None:
    with world.hub.rooms.transaction(Room.REGISTER) as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(VaultError, match="newer version"):
        HubStore(world.hub.folder.path, database=world.database)
