"""A dump of the hub's database as a thief reads it: every row of every table, whichever database it is."""

from __future__ import annotations

import base64
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from tests.postgres import Server


@dataclass(frozen=True)
class Row:
    """One row, its cells as bytes whatever their type."""

    table: str
    cells: tuple[bytes, ...]

    def tells(self, secret: bytes) -> bool:
        """Whether it holds these bytes: as they are, in hex or in base64."""
        return any(form in cell for form in forms(secret) for cell in self.cells)


Dump = list[Row]


def forms(secret: bytes) -> tuple[bytes, ...]:
    """Ways of writing bytes down."""
    written = secret.hex()
    return secret, written.encode(), written.upper().encode(), base64.b64encode(secret).rstrip(b"=")


def of_files(folder: Path) -> Dump:
    """Every file of SQLite in a hub's folder."""
    return list(_of_files(folder))


def _of_files(folder: Path) -> Iterator[Row]:
    for path in sorted(folder.glob("*.db")):
        with closing(sqlite3.connect(path)) as database:
            tables = [
                name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
            ]
            for table in tables:
                for cells in database.execute(f'SELECT * FROM "{table}"'):  # noqa: S608 - our own names
                    yield Row(table, tuple(map(_as_bytes, cells)))


def of_server(server: Server, database: str) -> Dump:
    """What `pg_dump` writes, as the server's administrator sees everything."""
    return list(_of_text(server.dump(database).splitlines()))


def _of_text(lines: Sequence[str]) -> Iterator[Row]:
    table = ""
    for line in lines:
        if line.startswith("COPY "):
            table = line.split()[1].partition(".")[2]
        elif line == "\\.":
            table = ""
        elif table:
            yield Row(table, tuple(map(_as_bytes, line.split("\t"))))


def _as_bytes(cell: object) -> bytes:
    if isinstance(cell, bytes):
        return cell
    written = str(cell)
    return bytes.fromhex(written[3:]) if written.startswith("\\\\x") else written.encode()


def opened_with(dump: Dump, opens: Callable[[bytes], object | None]) -> list[tuple[Row, object]]:
    """What a key opens of all that is there, with the row it was found in."""
    tried = ((row, opens(cell)) for row in dump for cell in row.cells if len(cell) > 64)
    return [(row, found) for row, found in tried if found is not None]
