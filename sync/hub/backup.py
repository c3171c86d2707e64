"""The whole hub as one file, whichever database it is on, and a hub made of such a file on either.

The file is a tar archive: a manifest of digests, the files of the hub's folder with its keys, and each room
as a file of SQLite in which every row stands in the order of its key. It is as secret as the folder itself.
"""

from __future__ import annotations

import hashlib
import os
import tarfile
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from sqlalchemy import Connection, MetaData, func, inspect, select

from kiosk.clock import Clock, system_clock
from kiosk.errors import FormatError, VaultError
from kiosk.ids import Mode
from kiosk.secret_file import write_secret
from sync.hub import all_tables
from sync.hub.rooms.address import rooms_at
from sync.hub.rooms.room import TABLES, Room, Rooms
from sync.hub.rooms.sqlite import SqliteRooms
from sync.hub.setup import check_database_free, check_free
from sync.hub.store import HubFolder, HubStore

_MANIFEST = "manifest.json"
_MANIFEST_BYTES_MAX = 1 << 24
_ROWS_AT_ONCE = 1000
_CHUNK = 1 << 20
_ROOM_FILES = {room: f"{room.value}.db" for room in Room}
_READ_ORDER = (Room.HUB, Room.REGISTER, Room.BOX)
"""The opposite of the order of writing: what has a deposit then has its claim and its ballot too."""
_ALEMBIC = "alembic_version"
Report = Callable[[str, int, int], None]
"""Hears the table, how many of its rows are copied and of how many."""

assert all_tables  # noqa: S101 - imported so that no table is left out


class Manifest(BaseModel):
    """What a backup says of itself."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    format: Literal["kiosk-hub-backup/1"] = "kiosk-hub-backup/1"
    mode: Mode
    made: str
    """The day, UTC."""
    files: dict[str, Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]]
    """Name of each file to its SHA-256."""


@dataclass(frozen=True)
class Backup:
    """What was written or read."""

    manifest: Manifest
    deposits: int
    bytes_used: int


def back_up(store: HubStore, path: Path, report: Report = lambda _table, _done, _of: None) -> Backup:
    """Write the whole hub to a new file at `path`; tablets may go on sending meanwhile.

    Raises:
        VaultError: there is a file already, it cannot be written, or a table is not known to this program.
    """
    if path.exists() or path.is_symlink():
        raise VaultError(f"{path} is there already: a backup is never written over.")
    if path.resolve().is_relative_to(store.folder.path.resolve()):
        raise VaultError(f"{path} lies in the folder that it is to save: name a place on another disk.")
    try:
        with tempfile.TemporaryDirectory(prefix=".kiosk-backup-", dir=path.parent) as name:
            place = Path(name)
            with closing(SqliteRooms(place)) as copies:
                copies.migrate()
                deposits = _copy(store.rooms, copies, _READ_ORDER, report)
                copies.settle()
            contents = {file: place / file for file in _ROOM_FILES.values()} | _folder_files(
                store.folder.path
            )
            manifest = Manifest(
                mode=store.mode,
                made=store.clock().date().isoformat(),
                files={file: _digest(content) for file, content in sorted(contents.items())},
            )
            (place / _MANIFEST).write_text(manifest.model_dump_json(indent=1))
            whole = place / "whole"
            with whole.open("xb") as opened:
                with tarfile.open(fileobj=opened, mode="w") as archive:
                    for file, content in ((_MANIFEST, place / _MANIFEST), *sorted(contents.items())):
                        archive.add(content, file, recursive=False, filter=_plain)
                opened.flush()
                os.fsync(opened.fileno())
            whole.chmod(0o600)
            whole.rename(path)
    except OSError as error:
        raise VaultError(f"{path} cannot be written: {error.strerror}. There is no backup.") from None
    store.log("backed_up", f"{deposits} deposits")
    return Backup(manifest, deposits, path.stat().st_size)


def restore(
    source: Path,
    path: Path,
    database: str = "",
    report: Report = lambda _table, _done, _of: None,
    clock: Clock = system_clock,
) -> Backup:
    """Make the hub of a backup anew, in an empty or new folder and in an empty database.

    Args:
        source: what `back_up` wrote, on whichever database.
        path: the hub's folder.
        database: address of a PostgreSQL database; empty for SQLite in the folder.
        report: hears how far it has come.
        clock: the time.

    Raises:
        FormatError: the file is no backup, is damaged, or was cut. Nothing is made.
        SettingsError, VaultError: folder or database are in use or cannot be used.
    """
    check_free(path)
    check_database_free(path, database)
    signing_key = HubFolder(path).signing_key
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".kiosk-restore-", dir=path.parent) as name:
            place = Path(name)
            manifest = _unpacked(source, place)
            with closing(SqliteRooms(place)) as copies:
                copies.migrate()  # one that an older version wrote
                path.mkdir(exist_ok=True)
                path.chmod(0o700)
                rooms = rooms_at(path, database)
                with closing(rooms):
                    rooms.migrate()
                    deposits = _copy(copies, rooms, tuple(Room), report)
            others = sorted(set(manifest.files) - set(_ROOM_FILES.values()) - {signing_key.name})
            # The signing key makes it a hub, and comes last.
            for file in (*others, signing_key.name):
                target = path / file
                target.parent.mkdir(parents=True, exist_ok=True)
                write_secret(target, (place / file).read_bytes())
    except OSError as error:
        raise VaultError(f"{path} cannot be made: {error.strerror}. Empty it before trying again.") from None
    with closing(HubStore(path, clock, database)) as store:
        store.log("restored", f"backup of {manifest.made}, {deposits} deposits")
    return Backup(manifest, deposits, source.stat().st_size)


def _folder_files(folder: Path) -> dict[str, Path]:
    """Every file of the hub's folder but its databases."""
    rooms = {folder / f"{file}{end}" for file in _ROOM_FILES.values() for end in ("", "-wal", "-shm")}
    found = (path for path in folder.rglob("*") if path.is_file() and not path.is_symlink())
    return {str(path.relative_to(folder)): path for path in found if path not in rooms}


def _plain(member: tarfile.TarInfo) -> tarfile.TarInfo:
    """Without names of users, and without times."""
    member.uid = member.gid = member.mtime = 0
    member.uname = member.gname = ""
    member.mode = 0o600
    return member


def _unpacked(source: Path, place: Path) -> Manifest:
    """Unpack into `place` and compare with the manifest."""
    try:
        with tarfile.open(source, "r:") as archive:
            first = archive.next()
            opened = archive.extractfile(first) if first is not None and first.name == _MANIFEST else None
            if opened is None:
                raise FormatError(f"{source} is no backup of a hub.")
            manifest = Manifest.model_validate_json(opened.read(_MANIFEST_BYTES_MAX))
            needed = {*_ROOM_FILES.values(), HubFolder(place).signing_key.name}
            if not needed <= set(manifest.files) or not all(map(_stays_inside, manifest.files)):
                raise FormatError(f"{source} is no whole backup of a hub.")
            for member in archive:
                if member.name in manifest.files and member.isfile():
                    archive.extract(member, place, filter="data")
    except (tarfile.TarError, ValidationError, EOFError):
        raise FormatError(f"{source} is no backup of a hub, or is cut.") from None
    except OSError as error:
        raise FormatError(f"{source} cannot be read: {error.strerror}.") from None
    for file, digest in manifest.files.items():
        if not (place / file).is_file() or _digest(place / file) != digest:
            raise FormatError(f"{source} is damaged: {file} is not as it was written.")
    return manifest


def _stays_inside(name: str) -> bool:
    path = PurePosixPath(name)
    return not path.is_absolute() and ".." not in path.parts and bool(path.parts)


def _digest(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as opened:
        while chunk := opened.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


def _copy(source: Rooms, target: Rooms, order: tuple[Room, ...], report: Report) -> int:
    """Copy every row of every room; gives the number of deposits."""
    deposits = 0
    for room in order:
        with source.reading(room) as here, target.transaction(room) as there:
            _check_known(source, room, here)
            for table in reversed(TABLES[room].sorted_tables):
                there.execute(table.delete())
            for table in TABLES[room].sorted_tables:
                number = here.scalar(select(func.count()).select_from(table)) or 0
                done = 0
                report(table.name, 0, number)
                for rows in _rows(here, TABLES[room], table.name):
                    there.execute(table.insert(), rows)
                    done += len(rows)
                    report(table.name, done, number)
                if table.name == "deposit":
                    deposits = done
            target.renumber(room, there)
    return deposits


def _rows(connection: Connection, tables: MetaData, name: str) -> Iterator[list[dict[str, object]]]:
    table = tables.tables[name]
    query = select(table).order_by(*table.primary_key).execution_options(yield_per=_ROWS_AT_ONCE)
    for rows in connection.execute(query).mappings().partitions():
        yield [dict(row) for row in rows]


def _check_known(rooms: Rooms, room: Room, connection: Connection) -> None:
    """Refuse to leave a table out: it may be another version's."""
    unknown = set(inspect(connection).get_table_names(schema=rooms.schema(room)))
    unknown -= {*TABLES[room].tables, _ALEMBIC}
    if unknown:
        raise VaultError(f"This version does not know {', '.join(sorted(unknown))} and would leave it out.")
