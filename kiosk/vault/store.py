"""The vault: the one place that writes on a tablet, one `BEGIN IMMEDIATE` transaction at a time."""

from __future__ import annotations

import sqlite3
import threading
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from sqlalchemy import ColumnElement, Connection, func, select, text
from sqlalchemy.dialects.sqlite import Insert
from sqlalchemy.dialects.sqlite import insert as upsert
from sqlalchemy.exc import DatabaseError, IntegrityError

from kiosk.database import BUSY_MILLISECONDS, migrate, open_database
from kiosk.errors import ClaimError, VaultError
from kiosk.ids import ActivityId, ConsultationId, DepositId, DepositKind, DepositState
from kiosk.vault.account import COUNTERS, RESTORED, Line, lines
from kiosk.vault.tables import (
    catalogues,
    counters,
    deposits,
    events,
    restored,
    spent_codes,
    standings,
    states,
)

MIGRATIONS = Path(__file__).parent / "migrations"
_IN_ONE_QUERY = 10_000
_KEEP = " Keep the folder, take the tablet out of use, and carry what can be read."
_WITH_STANDING = deposits.outerjoin(standings, standings.c.id == deposits.c.id)
_WITH_ORIGIN = _WITH_STANDING.outerjoin(restored, restored.c.id == deposits.c.id)
_IS_OURS = restored.c.id.is_(None)
_UNANSWERED = standings.c.state.is_(None) | (standings.c.state == DepositState.CARRIED.value)

_INSERT_DEPOSIT = (
    "INSERT INTO deposit (id, kind, consultation, activity, catalogue, content) VALUES (?, ?, ?, ?, ?, ?)"
)
_COUNT_CAST = (
    "INSERT INTO counter (consultation, activity, kind, name, value) VALUES (?, ?, ?, 'cast', 1)"
    " ON CONFLICT DO UPDATE SET value = value + 1"
)
_COUNT = (
    "INSERT INTO counter (consultation, activity, kind, name, value) VALUES ('', '', '', ?, ?)"
    " ON CONFLICT DO UPDATE SET value = value + excluded.value"
)
_IMPATIENT_SECONDS = 0.1
_MARK_CARRIED = "INSERT OR IGNORE INTO standing (id, state, reason) VALUES (?, 'carried', '')"
_ANSWER = "INSERT OR REPLACE INTO standing (id, state, reason, answered_on) VALUES (?, ?, ?, ?)"
_SPEND_CODE = "INSERT INTO spent_code (activity, digest) VALUES (?, ?)"
_ON_PAPER = (
    "SELECT 1 FROM paper JOIN paper_batch ON paper_batch.number = paper.batch"
    " WHERE paper_batch.activity = ? AND paper.spends = ?"
)
"""Whether a code waits with a keyed paper, to be spent when its batch is accepted."""


@dataclass(frozen=True)
class Deposit:
    """What a visit left behind, as it stands in the vault and in a parcel."""

    id: DepositId
    kind: DepositKind
    consultation: ConsultationId
    activity: ActivityId
    catalogue: int
    """Version of the catalogue it was cast under."""
    content: bytes
    origin: str = ""
    """The tablet that recorded it, when it comes from that one's backup."""


class Vault:
    """A tablet's SQLite file. Safe to use from several threads; one of them writes at a time."""

    def __init__(self, path: Path) -> None:
        """Open or create the file at `path` and bring its schema up to date.

        Raises:
            VaultError: it cannot be opened, is damaged, or is newer than this program.
        """
        self.path = path
        self._engine = open_database(path)
        self._reading = self._engine.execution_options(reading=True)
        self._lock = threading.RLock()
        # Before the first page: the write-ahead log takes its permissions from the file.
        try:
            path.touch(mode=0o600)
            path.chmod(0o600)
        except OSError as error:
            raise VaultError(f"{path.name} cannot be opened: {error.strerror}.") from None
        migrate(self._engine, MIGRATIONS)
        driver = self._engine.raw_connection().driver_connection
        if not isinstance(driver, sqlite3.Connection):
            raise VaultError("The vault needs SQLite.")
        self._driver = driver
        self.changed: Callable[[], None] = lambda: None
        """Is called after deposits or what became of them changed. Must be quick and never fail."""

    def close(self) -> None:
        """Let the file go."""
        self._engine.dispose()

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """The way in for every write: all of the block happens, or nothing."""
        with self._lock:
            try:
                with self._engine.begin() as connection:
                    yield connection
            except DatabaseError as error:
                raise VaultError(f"The vault could not write: {error.orig}. Nothing was changed.") from error

    @contextmanager
    def _direct(self) -> Iterator[sqlite3.Connection]:
        """A write transaction without SQLAlchemy's share of the time: someone waits for a cast."""
        with self._lock:
            connection = self._driver
            try:
                connection.execute("BEGIN IMMEDIATE")
                try:
                    yield connection
                    connection.execute("COMMIT")
                except BaseException:
                    if connection.in_transaction:
                        connection.execute("ROLLBACK")
                    raise
            except sqlite3.Error as error:
                raise VaultError(f"The vault could not write: {error}. Nothing was changed.") from error

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """The way in for reading: one state throughout."""
        with self._lock:
            try:
                with self._reading.begin() as connection:
                    yield connection
            except DatabaseError as error:
                raise VaultError(f"The vault cannot be read: {error.orig}.{_KEEP}") from error
            except ValueError:  # a date or a kind that is none: a byte of the file is not what was written
                raise VaultError(f"A part of the vault is damaged and cannot be read.{_KEEP}") from None

    # -- casting ------------------------------------------------------------------------------

    def cast(self, deposit: Deposit, spends: bytes | None = None) -> None:
        """Store a deposit, count it and spend its code. When this returns, it is on disk.

        Args:
            spends: digest of the code that is used up with it.

        Raises:
            ClaimError: ``code_spent_here``; nothing is stored.
            VaultError: nothing could be written; nothing is stored.
        """
        key = (deposit.consultation, deposit.activity, deposit.kind.value)
        row = (deposit.id, deposit.kind.value, deposit.consultation, deposit.activity)
        with self._direct() as connection:
            if spends is not None:
                if connection.execute(_ON_PAPER, (deposit.activity, spends)).fetchone():
                    raise ClaimError("code_spent_here")
                try:
                    connection.execute(_SPEND_CODE, (deposit.activity, spends))
                except sqlite3.IntegrityError:
                    raise ClaimError("code_spent_here") from None
            connection.execute(_INSERT_DEPOSIT, (*row, deposit.catalogue, deposit.content))
            connection.execute(_COUNT_CAST, key)
        self.changed()

    def is_spent(self, activity: ActivityId, digest: bytes) -> bool:
        """Whether a code was used on this tablet, or waits here with a paper that was keyed in."""
        with self.reading() as connection:
            return self.spent_within(connection, activity, digest)

    @staticmethod
    def spent_within(connection: Connection, activity: str, digest: bytes) -> bool:
        """`is_spent` within a transaction."""
        query = select(spent_codes.c.digest).where(
            spent_codes.c.activity == activity, spent_codes.c.digest == digest
        )
        if connection.execute(query).first() is not None:
            return True
        return connection.exec_driver_sql(_ON_PAPER, (activity, digest)).first() is not None

    # -- carrying -----------------------------------------------------------------------------

    def waiting(self) -> dict[ConsultationId, int]:
        """How many ballots of each consultation were never handed over."""
        query = (
            select(deposits.c.consultation, func.count())
            .select_from(_WITH_STANDING)
            .where(standings.c.state.is_(None), deposits.c.kind == DepositKind.BALLOT.value)
            .group_by(deposits.c.consultation)
        )
        with self.reading() as connection:
            return {ConsultationId(name): number for name, number in connection.execute(query)}

    def deliverable(
        self, limit: int, after: DepositId | None = None, *, held_back: Iterable[ConsultationId] = ()
    ) -> list[Deposit]:
        """Up to `limit` deposits without an answer, by id: the order tells nothing.

        Args:
            limit: how many at most.
            after: only ids above this one, to walk through all of them.
            held_back: consultations whose ballots stay unless they were handed over before.
        """
        origin = func.coalesce(restored.c.tablet, "").label("origin")
        query = select(*deposits.c, origin).select_from(_WITH_ORIGIN).where(_may_leave(held_back))
        query = query.order_by(deposits.c.id)
        if after is not None:
            query = query.where(deposits.c.id > after)
        with self.reading() as connection:
            return [
                Deposit(
                    DepositId(row.id),
                    DepositKind(row.kind),
                    ConsultationId(row.consultation),
                    ActivityId(row.activity),
                    row.catalogue,
                    row.content,
                    row.origin,
                )
                for row in connection.execute(query.limit(limit))
            ]

    def deliverable_size(self, *, held_back: Iterable[ConsultationId] = ()) -> tuple[int, int]:
        """How many deposits `deliverable` would give in all, and the bytes of their contents."""
        query = (
            select(func.count(), func.coalesce(func.sum(func.length(deposits.c.content)), 0))
            .select_from(_WITH_STANDING)
            .where(_may_leave(held_back))
        )
        with self.reading() as connection:
            number, size = connection.execute(query).one()
        return number, size

    def undelivered_ids(self) -> list[DepositId]:
        """Every deposit without an answer, sorted."""
        query = select(deposits.c.id).select_from(_WITH_STANDING).where(_UNANSWERED).order_by(deposits.c.id)
        with self.reading() as connection:
            return [DepositId(deposit) for deposit in connection.scalars(query)]

    def undelivered(self) -> int:
        """How many deposits have no answer."""
        query = select(func.count()).select_from(_WITH_STANDING).where(_UNANSWERED)
        with self.reading() as connection:
            return connection.scalar(query) or 0

    def mark_carried(self, ids: Iterable[DepositId]) -> None:
        """Note that these are in a parcel that leaves now. What left before stays as it is."""
        rows = [(deposit,) for deposit in ids]
        if rows:
            with self.transaction() as connection:
                connection.exec_driver_sql(_MARK_CARRIED, rows)

    def answer(
        self, accepted: Iterable[DepositId], refused: Mapping[DepositId, str], today: date
    ) -> tuple[int, int]:
        """Record the hub's answer. What is unknown here or already answered stays as it is.

        Returns:
            How many became acknowledged, and refused, now.
        """
        verdicts = dict.fromkeys(accepted, (DepositState.ACKNOWLEDGED, ""))
        verdicts |= {deposit: (DepositState.REFUSED, reason) for deposit, reason in refused.items()}
        names = list(verdicts)
        key = (deposits.c.consultation, deposits.c.activity, deposits.c.kind)
        counts: Counter[tuple[str, str, str, str]] = Counter()
        with self.transaction() as connection:
            rows: list[tuple[bytes, str, str, str]] = []
            for start in range(0, len(names), _IN_ONE_QUERY):
                chunk = names[start : start + _IN_ONE_QUERY]
                query = select(deposits.c.id, _IS_OURS, *key).select_from(_WITH_ORIGIN)
                query = query.where(_UNANSWERED, deposits.c.id.in_(chunk))
                for deposit, ours, *whose in connection.execute(query):
                    state, reason = verdicts[deposit]
                    counts[whose[0], whose[1], whose[2], state.value if ours else RESTORED + state.value] += 1
                    rows.append((deposit, state.value, reason, today.isoformat()))
            if rows:
                connection.exec_driver_sql(_ANSWER, rows)
            for name, number in counts.items():
                self._add(connection, name, number)
        self.changed()
        acknowledged = sum(n for name, n in counts.items() if name[3].endswith(DepositState.ACKNOWLEDGED))
        return acknowledged, len(rows) - acknowledged

    def refused(self) -> list[tuple[DepositId, str]]:
        """What the hub set aside, with its reasons."""
        query = (
            select(standings.c.id, standings.c.reason)
            .where(standings.c.state == DepositState.REFUSED.value)
            .order_by(standings.c.id)
        )
        with self.reading() as connection:
            return [(DepositId(row.id), row.reason) for row in connection.execute(query)]

    def erase(self, answered_until: date) -> int:
        """Erase what the hub acknowledged on or before that day; what was refused is kept. Gives how many."""
        old = select(standings.c.id).where(
            standings.c.state == DepositState.ACKNOWLEDGED.value, standings.c.answered_on <= answered_until
        )
        key = (deposits.c.consultation, deposits.c.activity, deposits.c.kind)
        erased = 0
        with self.transaction() as connection:
            query = select(*key, _IS_OURS, func.count()).select_from(_WITH_ORIGIN)
            groups = connection.execute(query.where(deposits.c.id.in_(old)).group_by(*key, _IS_OURS)).all()
            for consultation, activity, kind, ours, number in groups:
                name = "erased" if ours else f"{RESTORED}erased"
                self._add(connection, (consultation, activity, kind, name), number)
                erased += number
            if erased:
                connection.execute(deposits.delete().where(deposits.c.id.in_(old)))
                connection.execute(standings.delete().where(standings.c.id.not_in(select(deposits.c.id))))
                connection.execute(restored.delete().where(restored.c.id.not_in(select(deposits.c.id))))
        if erased:
            self.changed()
        return erased

    def settle(self) -> None:
        """Rewrite the file in the order of its keys and empty the write-ahead log.

        Pages, overflow pages and the log are laid down in the order of arrival; after this, two
        vaults that hold the same deposits hold the same pages, whoever came first.
        """
        with self._lock:
            try:
                self._driver.execute("VACUUM")
                busy, *_ = self._driver.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            except sqlite3.Error as error:
                raise VaultError(
                    f"The vault could not be settled: {error}. Free some of the disk."
                ) from error
            if busy:
                raise VaultError("The vault could not be settled: another program reads it.")

    # -- figures ------------------------------------------------------------------------------

    def account(self) -> list[Line]:
        """Cast, aboard, carried, acknowledged, refused, erased: one line a kind of deposit and activity.

        What comes from another tablet's backup was not cast here and has an account of its own.
        """
        return self._account(ours=True)

    def restored_account(self) -> list[Line]:
        """The same of what comes from other tablets' backups; ``cast`` is what was restored here."""
        return self._account(ours=False)

    def _account(self, *, ours: bool) -> list[Line]:
        prefix = "" if ours else RESTORED
        names = [prefix + name for name in COUNTERS]
        key = (deposits.c.consultation, deposits.c.activity, deposits.c.kind)
        with self.reading() as connection:
            state = func.coalesce(standings.c.state, DepositState.ABOARD.value)
            held = connection.execute(
                select(*key, state, func.count())
                .select_from(_WITH_ORIGIN)
                .where(_IS_OURS if ours else ~_IS_OURS)
                .group_by(*key, state)
            ).all()
            counted = connection.execute(
                select(
                    counters.c.consultation,
                    counters.c.activity,
                    counters.c.kind,
                    counters.c.name,
                    counters.c.value,
                ).where(counters.c.name.in_(names))
            ).all()
        return lines(
            ((row[0], row[1], row[2], row[3], row[4]) for row in held),
            ((row[0], row[1], row[2], row[3].removeprefix(prefix), row[4]) for row in counted),
        )

    def count_up(self, name: str) -> None:
        """Add one to a counter of the whole tablet, such as visits."""
        with self.transaction() as connection:
            self._add(connection, ("", "", "", name), 1)

    def count_and_log(self, name: str, at: datetime, event: str, detail: str = "") -> None:
        """Add one to a counter of the whole tablet and write the event: both or neither."""
        with self.transaction() as connection:
            self._add(connection, ("", "", "", name), 1)
            _add_event(connection, at, event, detail)

    def count_at_once(self, name: str, number: int = 1) -> bool:
        """Add to a counter of the whole tablet unless that would take long; gives whether it was done.

        For what nobody should wait for: another writer, a full disk or a damaged one is no error here.
        """
        if not self._lock.acquire(timeout=_IMPATIENT_SECONDS):
            return False
        try:
            self._driver.execute(f"PRAGMA busy_timeout = {int(_IMPATIENT_SECONDS * 1000)}")
            with self._direct() as connection:
                connection.execute(_COUNT, (name, number))
        except (VaultError, sqlite3.Error):
            return False
        else:
            return True
        finally:
            with suppress(sqlite3.Error):
                self._driver.execute(f"PRAGMA busy_timeout = {BUSY_MILLISECONDS}")
            self._lock.release()

    def counter(self, name: str) -> int:
        """A counter of the whole tablet."""
        whole = (counters.c.consultation == "", counters.c.activity == "", counters.c.kind == "")
        query = select(counters.c.value).where(*whole, counters.c.name == name)
        with self.reading() as connection:
            return connection.scalar(query) or 0

    def integrity(self) -> str:
        """``ok``, or what SQLite finds wrong with the file."""
        with self.reading() as connection:
            return str(connection.execute(text("PRAGMA integrity_check")).scalar())

    # -- facts, catalogues, events --------------------------------------------------------------

    def fact(self, name: str) -> str | None:
        """A fact about the tablet."""
        with self.reading() as connection:
            return connection.scalar(select(states.c.value).where(states.c.name == name))

    def remember(self, **facts: str) -> None:
        """Set facts, all of them or none."""
        with self.transaction() as connection:
            for name, value in facts.items():
                connection.execute(_set_fact(name, value))

    def record(self, at: datetime, name: str, detail: str = "", **facts: str) -> None:
        """Set facts and write the event that changed them: both or neither."""
        with self.transaction() as connection:
            for fact, value in facts.items():
                connection.execute(_set_fact(fact, value))
            _add_event(connection, at, name, detail)

    def next_number(self, name: str) -> int:
        """The next whole number under that name, from 1: each is given once."""
        with self.transaction() as connection:
            number = int(connection.scalar(select(states.c.value).where(states.c.name == name)) or 0) + 1
            connection.execute(_set_fact(name, str(number)))
        return number

    def catalogue(self) -> tuple[int, bytes] | None:
        """Version and signed bytes of the catalogue in use."""
        query = select(catalogues.c.version, catalogues.c.signed).order_by(text("version DESC")).limit(1)
        with self.reading() as connection:
            row = connection.execute(query).first()
        return None if row is None else (row.version, row.signed)

    def replace_catalogue(self, version: int, signed: bytes, **facts: str) -> None:
        """Put a checked catalogue into use; those before it go, and facts come, in one transaction."""
        with self.transaction() as connection:
            connection.execute(catalogues.delete())
            connection.execute(catalogues.insert().values(version=version, signed=signed))
            for name, value in facts.items():
                connection.execute(_set_fact(name, value))

    def log(self, at: datetime, name: str, detail: str = "") -> None:
        """Write an event: what staff did, or what went wrong."""
        with self.transaction() as connection:
            _add_event(connection, at, name, detail)

    def events(self, newest: int = 100) -> list[tuple[datetime, str, str]]:
        """The newest events, oldest of them first."""
        query = (
            select(events.c.at, events.c.name, events.c.detail).order_by(text("number DESC")).limit(newest)
        )
        with self.reading() as connection:
            rows = connection.execute(query).all()
        return [(row.at, row.name, row.detail) for row in reversed(rows)]

    @staticmethod
    def write_event(connection: Connection, at: datetime, name: str, detail: str) -> None:
        """Write an event within a transaction: what happened and its event are one."""
        _add_event(connection, at, name, detail)

    @staticmethod
    def take_in(connection: Connection, arrived: Sequence[tuple[Deposit, bytes]]) -> None:
        """Store many deposits within a transaction, each with the digest it spends, as `cast` does with one.

        Sorted by their random ids: nothing of the order they came in is left.

        Raises:
            ClaimError: ``code_spent_here``; the caller's transaction must not be committed.
        """
        for deposit, spends in sorted(arrived, key=lambda pair: pair[0].id):
            row = (deposit.id, deposit.kind.value, deposit.consultation, deposit.activity)
            if spends:
                try:
                    connection.exec_driver_sql(_SPEND_CODE, (deposit.activity, spends))
                except IntegrityError:
                    raise ClaimError("code_spent_here") from None
            connection.exec_driver_sql(_INSERT_DEPOSIT, (*row, deposit.catalogue, deposit.content))
            key = (deposit.consultation, deposit.activity, deposit.kind.value)
            connection.exec_driver_sql(_COUNT_CAST, key)

    @staticmethod
    def _add(connection: Connection, key: tuple[str, str, str, str], number: int) -> None:
        """Add to the counter named by consultation, activity, kind and name."""
        consultation, activity, kind, name = key
        row = upsert(counters).values(
            consultation=consultation, activity=activity, kind=kind, name=name, value=number
        )
        connection.execute(
            row.on_conflict_do_update(
                index_elements=["consultation", "activity", "kind", "name"],
                set_={"value": counters.c.value + row.excluded.value},
            )
        )


def _may_leave(held_back: Iterable[ConsultationId]) -> ColumnElement[bool]:
    """What has no answer, but for ballots of `held_back` that were never handed over."""
    kept = list(held_back)
    if not kept:
        return _UNANSWERED
    waits = (deposits.c.kind == DepositKind.BALLOT.value) & deposits.c.consultation.in_(kept)
    return _UNANSWERED & (~waits | standings.c.state.is_not(None))


def _add_event(connection: Connection, at: datetime, name: str, detail: str) -> None:
    moment = at.astimezone(UTC).replace(microsecond=0)
    connection.execute(events.insert().values(at=moment, name=name, detail=detail))


def _set_fact(name: str, value: str) -> Insert:
    row = upsert(states).values(name=name, value=value)
    return row.on_conflict_do_update(index_elements=["name"], set_={"value": value})
