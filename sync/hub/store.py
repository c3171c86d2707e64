"""The hub's database and its folder: what was taken, from whom, under which catalogue."""

from __future__ import annotations

import json
from collections import Counter
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Self

from sqlalchemy import Connection, Engine, func, select

from kiosk.catalogue.load import parse
from kiosk.catalogue.lookup import CatalogueIndex
from kiosk.clock import Clock, system_clock
from kiosk.errors import CountError, FormatError, VaultError
from kiosk.ids import DepositKind, Mode, TabletId
from kiosk.sealing import OpenKey, SealKey, seal_key_of
from kiosk.signed import SigningKey, VerifyKey, fingerprint, read_key_file, verify
from sync.hub.rooms.address import rooms_at
from sync.hub.rooms.room import Room
from sync.hub.tables import asides, catalogues, deposits, events, facts, tablets
from sync.parcel import Statement

_CATALOGUES = 4
"""Versions that a process keeps at hand; tablets come with the newest, or with the one before."""


HUB_KEY = "hub_key"
"""The fact that says to which folder of keys a database belongs."""


@dataclass(frozen=True)
class HubFolder:
    """Where a hub keeps its files. The box's private key is here only wrapped."""

    path: Path

    @property
    def database(self) -> Path:
        """What was taken, where SQLite keeps it; beside it are `register.db` and `box.db`."""
        return self.path / "hub.db"

    @property
    def signing_key(self) -> Path:
        """Signs catalogues and acknowledgements."""
        return self.path / "hub.key"

    @property
    def register_key(self) -> Path:
        """Opens claims."""
        return self.path / "register.key"

    @property
    def contributions_key(self) -> Path:
        """Opens what the project teams read as it arrives."""
        return self.path / "contributions.key"

    @property
    def wrapped_box_key(self) -> Path:
        """Opens ballots, once two key holders have unwrapped it."""
        return self.path / "box.wrapped"


@dataclass(frozen=True)
class KnownTablet:
    """A paired tablet as the hub knows it."""

    id: TabletId
    name: str
    verify_key: VerifyKey
    revoked_at: datetime | None
    last_contact: datetime | None
    skew_seconds: int | None
    statement: Statement | None


class HubStore:
    """One hub: one folder, one mode."""

    def __init__(self, path: Path, clock: Clock = system_clock, database: str = "") -> None:
        """Open the hub whose keys are kept in `path`.

        Args:
            path: the hub's folder.
            clock: the time.
            database: address of its PostgreSQL database; empty for SQLite in the folder.

        Raises:
            SettingsError: the address is none.
            VaultError: there is no hub, or its database is not to be reached, damaged, another hub's or newer
                than this program.
        """
        self.folder = HubFolder(path)
        self.clock = clock
        self.database = database
        if not self.folder.signing_key.exists():
            raise VaultError(f"There is no hub in {path}. Make one first: kiosk hub init --help.")
        self.rooms = rooms_at(path, database)
        self._signed = lru_cache(maxsize=_CATALOGUES)(self._read_signed)
        try:
            self.rooms.migrate()
            if self.rooms.unsettled:
                self.settle()
            self.signing_key: SigningKey = read_key_file(self.folder.signing_key)
            self._check_is_of_this_folder()
            self.mode = Mode(self._required("mode"))
            self.box_key = SealKey(bytes.fromhex(self._required("box_key")))
            self.register_public = SealKey(bytes.fromhex(self._required("register_key")))
        except BaseException:
            self.rooms.close()
            raise

    def __enter__(self) -> Self:
        """For a block that needs the hub; it lets go of the database at its end."""
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the database."""
        self.rooms.close()

    @property
    def engine(self) -> Engine:
        """The engine of what is in no room of its own."""
        return self.rooms.engine(Room.HUB)

    def _check_is_of_this_folder(self) -> None:
        """Refuse the database of another hub; an older one learns now whose it is."""
        own = fingerprint(self.signing_key.verify_key)
        known = self.fact(HUB_KEY)
        if known is None and self.fact("mode") is not None:
            with self.transaction() as connection:
                if connection.scalar(select(facts.c.value).where(facts.c.name == HUB_KEY)) is None:
                    connection.execute(facts.insert().values(name=HUB_KEY, value=own))
        elif known is not None and known != own:
            raise VaultError(
                f"The database is of another hub than the keys in {self.folder.path}. "
                "Put the right folder to it, or mend hub.database."
            )

    @property
    def contributions_public(self) -> SealKey:
        """Seals contributions on the tablets. Raises `VaultError` when the file of the key is not there."""
        return seal_key_of(self.contributions_open_key())

    def contributions_open_key(self) -> OpenKey:
        """The key that opens contributions. Raises `VaultError` when its file is missing or damaged."""
        try:
            key = OpenKey(self.folder.contributions_key.read_bytes())
            seal_key_of(key)
        except (OSError, FormatError):
            raise VaultError(
                f"{self.folder.contributions_key} is missing or damaged: contributions stay closed. "
                "Put it back."
            ) from None
        return key

    def register_open_key(self) -> OpenKey:
        """The key that opens claims. Read only for the count.

        Raises:
            CountError: the file is missing, damaged or another hub's.
        """
        try:
            key = OpenKey(self.folder.register_key.read_bytes())
            if seal_key_of(key) == self.register_public:
                return key
        except (OSError, FormatError):
            pass
        raise CountError(
            f"{self.folder.register_key} is not this hub's register key. Put the right file back."
        )

    def wrapped_box_key(self) -> bytes:
        """The wrapped private key of the box. Raises `CountError` when its file is missing."""
        try:
            return self.folder.wrapped_box_key.read_bytes()
        except OSError:
            raise CountError(f"{self.folder.wrapped_box_key} is missing. Put it back.") from None

    def transaction(self, *, beside_others: bool = False) -> AbstractContextManager[Connection]:
        """All of the block happens, or nothing. Nobody else writes meanwhile, in whatever process.

        Args:
            beside_others: for the intake alone: parcels are taken side by side where the database can.

        Raises:
            VaultError: the database could not write, or not be reached.
        """
        return self.rooms.transaction(Room.HUB, beside_others=beside_others)

    def reading(self) -> AbstractContextManager[Connection]:
        """For questions: one state throughout, beside whoever writes."""
        return self.rooms.reading(Room.HUB)

    def settle(self) -> None:
        """Forget for good what was erased, and in which order things came. Noted when the server refuses."""
        try:
            self.rooms.settle()
        except VaultError as error:
            self.log("not_settled", str(error))

    def _required(self, name: str) -> str:
        value = self.fact(name)
        if value is None:
            raise VaultError(f"The hub in {self.folder.path} is incomplete: {name} is missing.")
        return value

    def fact(self, name: str) -> str | None:
        """A fact about the hub."""
        with self.reading() as connection:
            return connection.scalar(select(facts.c.value).where(facts.c.name == name))

    def log(self, name: str, detail: str = "") -> None:
        """Write an event."""
        with self.transaction() as connection:
            connection.execute(
                events.insert().values(at=self.clock().astimezone(UTC), name=name, detail=detail)
            )

    def was_counted(self, activity: str) -> bool:
        """Whether the box of that vote was ever opened."""
        query = select(events.c.number).where(events.c.name == "counted", events.c.detail == activity)
        with self.reading() as connection:
            return connection.execute(query.limit(1)).first() is not None

    # -- catalogues -------------------------------------------------------------------------------

    def newest_catalogue(self) -> tuple[int, bytes] | None:
        """Version and signed bytes of what tablets should use."""
        with self.reading() as connection:
            version = connection.scalar(select(func.max(catalogues.c.version)))
        return None if version is None else (version, self._signed(version))

    def index(self, version: int) -> CatalogueIndex | None:
        """The catalogue of that version, ready for questions."""
        try:
            return _index(self._signed(version), self.signing_key.verify_key)
        except LookupError:
            return None

    def _read_signed(self, version: int) -> bytes:
        """As it was published, for good; what is not there yet is not remembered. Raises `LookupError`."""
        with self.reading() as connection:
            signed = connection.scalar(select(catalogues.c.signed).where(catalogues.c.version == version))
        if signed is None:
            raise LookupError(version)
        return bytes(signed)

    # -- tablets -----------------------------------------------------------------------------------

    def tablet(self, *, fingerprint: str) -> KnownTablet | None:
        """The tablet with that key."""
        with self.reading() as connection:
            row = connection.execute(select(tablets).where(tablets.c.fingerprint == fingerprint)).first()
        return None if row is None else _known(row._mapping)

    def tablets(self) -> list[KnownTablet]:
        """Every tablet ever paired, by id."""
        with self.reading() as connection:
            rows = connection.execute(select(tablets).order_by(tablets.c.id)).mappings().all()
        return [_known(row) for row in rows]

    def revoke(self, tablet: str) -> KnownTablet:
        """Take nothing more from this tablet. Raises `VaultError` when it is not known."""
        with self.transaction() as connection:
            changed = connection.execute(
                tablets.update()
                .where(tablets.c.id == tablet, tablets.c.revoked_at.is_(None))
                .values(revoked_at=self.clock().astimezone(UTC))
            ).rowcount
            row = connection.execute(select(tablets).where(tablets.c.id == tablet)).mappings().first()
        if row is None:
            raise VaultError(f"No tablet is called {tablet}. `kiosk hub tablets` lists them.")
        if changed:
            self.log("tablet_revoked", tablet)
        return _known(row)

    def received_from(self, activity: str | None = None) -> dict[str, int]:
        """How many deposits each tablet has handed over, taken or set aside.

        Of one activity, those that are counted there: replacements of codes are left out.
        """
        numbers: Counter[str] = Counter()
        with self.reading() as connection:
            for table in (deposits, asides):
                query = select(table.c.tablet, func.count())
                if activity is not None:
                    counted = table.c.kind != DepositKind.CODE_REPLACEMENT.value
                    query = query.where(table.c.activity == activity, counted)
                for tablet, number in connection.execute(query.group_by(table.c.tablet)):
                    numbers[tablet] += number
        return dict(numbers)

    def totals(self) -> dict[str, int]:
        """How much is here, over all activities."""
        with self.reading() as connection:
            return {
                "deposits": connection.scalar(select(func.count()).select_from(deposits)) or 0,
                "set_aside": connection.scalar(select(func.count()).select_from(asides)) or 0,
                "tablets": connection.scalar(select(func.count()).select_from(tablets)) or 0,
            }


@lru_cache(maxsize=8)
def _index(signed: bytes, key: VerifyKey) -> CatalogueIndex:
    return CatalogueIndex(parse(verify(signed, "catalogue", key)))


def _known(row: object) -> KnownTablet:
    cells = dict(row)  # type: ignore[call-overload]
    statement = cells["statement"]
    return KnownTablet(
        TabletId(cells["id"]),
        cells["name"],
        VerifyKey(cells["verify_key"]),
        cells["revoked_at"],
        cells["last_contact"],
        cells["skew_seconds"],
        Statement(**json.loads(statement)) if statement else None,
    )
