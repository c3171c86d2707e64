"""What a database of the hub can do, whichever it is: SQLite's three files or PostgreSQL's three schemas."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from enum import StrEnum
from pathlib import Path

from sqlalchemy import Connection, Engine, MetaData
from sqlalchemy.exc import DBAPIError, InterfaceError, InternalError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnection

from kiosk.errors import VaultError
from sync.hub.tables import box_metadata, metadata, register_metadata

_HERE = Path(__file__).parent.parent / "migrations"


class Room(StrEnum):
    """Where something is kept. A transaction is in one room and sees nothing of the others."""

    BOX = "box"
    """Sealed ballots, under digests of themselves."""
    REGISTER = "register"
    """Sealed claims, under the ids of their deposits."""
    HUB = "hub"
    """All the rest."""


MIGRATIONS: Mapping[Room, Path] = {
    Room.BOX: _HERE / "box",
    Room.REGISTER: _HERE / "register",
    Room.HUB: _HERE,
}
"""The steps of each room, in the order in which rooms are made and written to.

What is counted has a deposit in the hub, a claim in the register and a ballot in the box. The box is written
first and the hub last: whatever is cut off between them is nowhere counted, and sending it again mends it.
"""
TABLES: Mapping[Room, MetaData] = {
    Room.BOX: box_metadata,
    Room.REGISTER: register_metadata,
    Room.HUB: metadata,
}


class Rooms(ABC):
    """The three rooms of one hub."""

    unsettled = False
    """Whether something was moved out of a room, and its bytes may still be there."""

    @abstractmethod
    def make(self) -> None:
        """Make what a new hub needs, where this program may; what is missing then, `migrate` says."""

    @abstractmethod
    def migrate(self) -> None:
        """Bring every room to the newest schema.

        Raises:
            VaultError: no database of ours, damaged, not reachable, or written by a newer program.
        """

    @abstractmethod
    def engine(self, room: Room) -> Engine:
        """The engine whose transactions are in that room."""

    @abstractmethod
    def schema(self, room: Room) -> str | None:
        """What the database calls the room, where it gives it a name."""

    @abstractmethod
    def renumber(self, room: Room, connection: Connection) -> None:
        """After rows came with numbers of their own, go on numbering behind them."""

    @abstractmethod
    def settle(self) -> None:
        """Lay out every row by its random key: nothing on disk tells any more what came after what.

        What was erased is gone from the bytes then.
        """

    @abstractmethod
    def close(self) -> None:
        """Let go of the database."""

    def transaction(self, room: Room, *, beside_others: bool = False) -> AbstractContextManager[Connection]:
        """All of the block happens, or nothing; nobody else writes to the room meanwhile.

        Args:
            room: where.
            beside_others: where the database can, others that say so write at the same time.

        Raises:
            VaultError: the database could not write, or not be reached.
        """
        options = {"beside_others": beside_others}
        return _told(self.engine(room).execution_options(**options), "The hub could not write: {}.")

    def reading(self, room: Room) -> AbstractContextManager[Connection]:
        """One state throughout, beside whoever writes. Raises `VaultError` when it cannot be reached."""
        return _told(self.engine(room).execution_options(reading=True), "The hub could not read: {}.")


@contextmanager
def _told(engine: Engine, sentence: str) -> Iterator[Connection]:
    try:
        with engine.begin() as connection:
            yield connection
    except (OperationalError, InterfaceError, InternalError, NoConnection) as error:
        raise VaultError(f"{sentence.format(first_line(error))} Nothing was changed.") from error


def first_line(error: Exception) -> str:
    """What a database said, in one line and without its dot."""
    said = str(error.orig) if isinstance(error, DBAPIError) else str(error)
    return (said.strip().splitlines() or ["no answer"])[0].rstrip(".")
