"""The vault as a file: how it is opened, what it refuses, what a thief could read from it."""

from __future__ import annotations

import random
import sqlite3
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import text

from kiosk.errors import VaultError
from kiosk.vault.store import Vault
from kiosk.vault.tables import metadata

from .deposits import deposit, spent

WITHOUT_ROWID = {"deposit", "standing", "counter", "spent_code", "shift_count", "paper", "restored"}


def test_the_migrated_file_has_the_tables_of_the_code(vault: Vault) -> None:
    with vault.reading() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []


def test_nothing_that_was_cast_lies_in_the_order_of_arrival(vault: Vault) -> None:
    with vault.reading() as connection:
        made = connection.execute(text("SELECT name, sql FROM sqlite_master")).all()
    assert {name for name, sql in made if sql and "WITHOUT ROWID" in sql} == WITHOUT_ROWID


def test_a_commit_is_on_disk_and_what_is_erased_is_overwritten(vault: Vault) -> None:
    with vault.reading() as connection:

        def pragma(name: str) -> object:
            return connection.execute(text(f"PRAGMA {name}")).scalar()

        assert (pragma("synchronous"), pragma("secure_delete"), pragma("journal_mode")) == (2, 1, "wal")
        assert pragma("temp_store") == 2


def test_the_connection_that_casts_is_as_careful(vault: Vault) -> None:
    with vault.transaction() as connection:
        found = [
            connection.execute(text(f"PRAGMA {name}")).scalar() for name in ("synchronous", "secure_delete")
        ]
    assert found == [2, 1]


def test_only_its_owner_may_read_the_file(tmp_path: Path) -> None:
    Vault(tmp_path / "vault.db").close()
    assert (tmp_path / "vault.db").stat().st_mode & 0o777 == 0o600
    (tmp_path / "vault.db").chmod(0o644)
    again = Vault(tmp_path / "vault.db")
    again.cast(deposit(1))
    assert (tmp_path / "vault.db").stat().st_mode & 0o777 == 0o600
    again.close()


def test_a_file_of_a_newer_program_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "vault.db"
    first = Vault(path)
    first.cast(deposit(1))
    with first.transaction() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    first.close()
    with pytest.raises(VaultError, match=r"vault\.db was written by a newer version"):
        Vault(path)
    file = sqlite3.connect(path)
    assert file.execute("SELECT count(*) FROM deposit").fetchone() == (1,)
    file.close()


def test_a_text_file_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "vault.db"
    path.write_text("This is not a database, it is a letter.\n" * 50)
    before = path.read_bytes()
    with pytest.raises(VaultError, match=r"vault\.db is not a database of the kiosk"):
        Vault(path)
    assert path.read_bytes() == before


def test_a_damaged_file_is_refused_or_found(tmp_path: Path) -> None:
    path = tmp_path / "vault.db"
    first = Vault(path)
    first.cast(deposit(1))
    first.settle()
    first.close()
    content = bytearray(path.read_bytes())
    content[100:4096] = bytes(3996)
    path.write_bytes(content)
    with pytest.raises(VaultError, match=r"vault\.db"):
        Vault(path)


def test_a_folder_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(VaultError, match="cannot be opened"):
        Vault(tmp_path / "missing" / "vault.db")


def settled(path: Path, order: list[int]) -> bytes:
    """The whole file after those deposits were cast in that order."""
    vault = Vault(path)
    for number in order:
        vault.cast(deposit(number), spent(number))
    vault.settle()
    vault.close()
    return path.read_bytes()


def without_header_counters(content: bytes) -> bytes:
    """The file but for the two counters of its header, which count writes and not deposits."""
    kept = bytearray(content)
    kept[24:28] = kept[92:96] = bytes(4)
    return bytes(kept)


@pytest.mark.parametrize("seed", range(3))
def test_two_orders_of_arrival_leave_the_same_bytes(tmp_path: Path, seed: int) -> None:
    one, other = list(range(60)), list(range(60))
    random.Random(seed).shuffle(other)
    first, second = settled(tmp_path / "one.db", one), settled(tmp_path / "other.db", other)
    assert without_header_counters(first) == without_header_counters(second)
    dumps = []
    for name in ("one.db", "other.db"):
        file = sqlite3.connect(tmp_path / name)
        dumps.append(list(file.iterdump()))
        file.close()
    assert dumps[0] == dumps[1]


def test_settling_leaves_nothing_in_the_write_ahead_log(vault: Vault) -> None:
    vault.cast(deposit(1))
    log = vault.path.with_name("vault.db-wal")
    assert log.stat().st_size > 0
    vault.settle()
    assert log.stat().st_size == 0
    vault.cast(deposit(2))
    assert len(vault.deliverable(10)) == 2


def test_what_was_erased_is_not_in_the_file_any_more(tmp_path: Path) -> None:
    path = tmp_path / "vault.db"
    vault = Vault(path)
    vault.cast(deposit(1))
    vault.cast(deposit(2))
    vault.answer([deposit(1).id], {}, date(2027, 3, 10))
    vault.erase(date(2027, 3, 10))
    vault.settle()
    vault.close()
    content = path.read_bytes()
    assert deposit(2).content[:32] in content
    assert deposit(1).content[:32] not in content
    assert bytes(deposit(1).id) not in content


def test_events_come_back_in_order_and_to_the_second(vault: Vault) -> None:
    vault.log(datetime(2027, 3, 10, 9, 30, 15, 999, tzinfo=UTC), "opened", "animateur")
    vault.log(datetime(2027, 3, 10, 8, tzinfo=UTC), "closed")
    assert [(at.hour, at.second, at.microsecond, name) for at, name, _ in vault.events()] == [
        (9, 15, 0, "opened"),
        (8, 0, 0, "closed"),
    ]
    assert [name for _, name, _ in vault.events(1)] == ["closed"]


def test_casting_writes_no_event_and_no_time(vault: Vault) -> None:
    vault.cast(deposit(1), spent(1))
    assert vault.events() == []
    with vault.reading() as connection:
        columns = [row[1] for row in connection.execute(text("PRAGMA table_info(deposit)"))]
    assert columns == ["id", "kind", "consultation", "activity", "catalogue", "content"]


def test_another_programs_database_is_left_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "vault.db"
    with sqlite3.connect(path) as other:
        other.execute("CREATE TABLE address (name TEXT)")
    before = path.read_bytes()
    with pytest.raises(VaultError, match="another program"):
        Vault(path)
    assert path.read_bytes()[100:] == before[100:]


def test_a_vault_of_the_first_version_gains_the_shifts_and_keeps_what_it_holds(tmp_path: Path) -> None:
    path = tmp_path / "vault.db"
    made = Vault(path)
    made.cast(deposit(1), spent(1))
    made.close()
    with sqlite3.connect(path) as file:
        for table in ("restored", "paper", "paper_batch", "shift_count", "shift_note", "shift"):
            file.execute(f"DROP TABLE {table}")
        file.execute("UPDATE alembic_version SET version_num = '0001'")
    again = Vault(path)
    assert again.deliverable(10) == [deposit(1)]
    with again.reading() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []
    again.close()
