"""A ballot's envelope in two rooms: the sealed claim in the register, the sealed ballot in the box.

What joins them is the ballot's digest inside the claim's seal, and nothing else: only whoever opens the
claim with the register's key finds the ballot, and cannot open it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, Table, select, text

from kiosk.envelope import Envelope
from kiosk.errors import FormatError, VaultError
from kiosk.ids import DepositId, DepositKind
from sync.hub.bulk import insert_new, where_in
from sync.hub.rooms.room import Room, Rooms
from sync.hub.tables import ballots, ballots_aside, claims, claims_aside

_AT_ONCE = 2_000


@dataclass(frozen=True)
class Split:
    """An envelope's two parts, or the whole of something that is no envelope."""

    deposit: DepositId
    activity: str
    claim: bytes
    ballot: bytes | None

    @classmethod
    def of(cls, deposit: bytes, activity: str, content: bytes) -> Split:
        """Cut an envelope in two."""
        try:
            envelope = Envelope.from_bytes(content)
        except FormatError:
            return cls(DepositId(deposit), activity, content, None)
        return cls(DepositId(deposit), activity, envelope.claim, envelope.ballot)

    @property
    def digest(self) -> str:
        """SHA-256 of the claim: what may stand beside the deposit's id."""
        return hashlib.sha256(self.claim).hexdigest()

    @property
    def ballot_key(self) -> bytes:
        """SHA-256 of the ballot: what may stand beside nothing but the ballot."""
        return hashlib.sha256(self.ballot or b"").digest()


def held(rooms: Rooms, wanted: Sequence[Split]) -> dict[DepositId, bool]:
    """Deposits that have a claim in the register, and whether claim and ballot are these ones."""
    known: dict[DepositId, bytes] = {}
    with rooms.reading(Room.REGISTER) as connection:
        query = select(claims.c.deposit, claims.c.content)
        for rows in where_in(connection, query, claims.c.deposit, [split.deposit for split in wanted]):
            known |= {DepositId(row.deposit): row.content for row in rows}
    if not known:
        return {}
    same = [split for split in wanted if known.get(split.deposit) == split.claim]
    here: set[tuple[bytes, str]] = set()
    with rooms.reading(Room.BOX) as connection:
        query = select(ballots.c.digest, ballots.c.activity)
        for rows in where_in(connection, query, ballots.c.digest, sorted(s.ballot_key for s in same)):
            here |= {(row.digest, row.activity) for row in rows}
    whole = {split.deposit for split in same if (split.ballot_key, split.activity) in here}
    return {deposit: deposit in whole for deposit in known}


def keep(rooms: Rooms, taken: Iterable[Split], aside: Iterable[Split] = ()) -> int:
    """Write the ballots, commit, then the claims; gives how many of the claims that are taken were new.

    Each room gets them in the order of its own keys, so that no place in one tells a place in the other.
    """
    taken, aside = list(taken), list(aside)
    with rooms.transaction(Room.BOX, beside_others=True) as connection:
        for table, parts in ((ballots, taken), (ballots_aside, aside)):
            _insert(
                connection,
                table,
                ((s.ballot_key, s.activity, s.ballot) for s in parts if s.ballot is not None),
            )
    with rooms.transaction(Room.REGISTER, beside_others=True) as connection:
        new = _insert(connection, claims, ((s.deposit, s.activity, s.claim) for s in taken))
        _insert(connection, claims_aside, ((s.deposit, s.digest, s.activity, s.claim) for s in aside))
    return new


def claims_of(rooms: Rooms, activity: str) -> dict[DepositId, bytes]:
    """Every sealed claim of an activity's ballots that were taken."""
    query = select(claims.c.deposit, claims.c.content).where(claims.c.activity == activity)
    with rooms.reading(Room.REGISTER) as connection:
        return {DepositId(row.deposit): row.content for row in connection.execute(query)}


def ballots_of(rooms: Rooms, activity: str) -> dict[str, bytes]:
    """Every sealed ballot of an activity under its digest in hex, which is computed anew.

    A ballot that somebody exchanged is not found under the digest that its claim names.
    """
    query = select(ballots.c.content).where(ballots.c.activity == activity)
    with rooms.reading(Room.BOX) as connection:
        return {hashlib.sha256(content).hexdigest(): content for content in connection.scalars(query)}


def erase(rooms: Rooms, activity: str) -> None:
    """Erase the claims and the ballots of an activity, taken and set aside."""
    for room, tables in ((Room.REGISTER, (claims, claims_aside)), (Room.BOX, (ballots, ballots_aside))):
        with rooms.transaction(room) as connection:
            for table in tables:
                connection.execute(table.delete().where(table.c.activity == activity))


def move_out(hub: Connection, rooms: object) -> None:
    """Move the envelopes that an older hub kept in one piece; what was set aside of unknown kind, too.

    Args:
        hub: inside the transaction of a migration.
        rooms: the hub's rooms, of which the two others have their tables.

    Raises:
        VaultError: there are envelopes and no rooms to move them to.
    """
    for table in ("deposit", "aside"):
        for rows in _envelopes(hub, table):
            if not isinstance(rooms, Rooms):
                raise VaultError("This hub holds envelopes; only the hub itself can move them.")
            rooms.unsettled = True
            splits = [Split.of(row.id, row.activity, row.content) for row in rows]
            if table == "deposit":
                keep(rooms, splits)
            else:
                keep(rooms, (), splits)
            ids = [{"id": row.id, "none": b""} for row in rows]
            if table == "deposit":
                hub.execute(text("UPDATE deposit SET content = :none WHERE id = :id"), ids)
                continue
            digests = [
                {"id": row.id, "old": row.digest, "new": split.digest}
                for row, split in zip(rows, splits, strict=True)
            ]
            # Two envelopes with one claim under one id were two rows: one of them stays.
            for one in digests:
                hub.execute(
                    text("DELETE FROM aside WHERE id = :id AND digest = :new AND digest <> :old"), one
                )
                hub.execute(
                    text("UPDATE aside SET content = :none, digest = :new WHERE id = :id AND digest = :old"),
                    {"none": b"", **one},
                )


def _envelopes(hub: Connection, table: str) -> Iterator[Sequence[_Row]]:
    """Rows of an older hub that hold whole envelopes; those that were handled are not found again."""
    digest = "''" if table == "deposit" else "digest"
    of_ballots = f"kind = '{DepositKind.BALLOT.value}'" + ("" if table == "deposit" else " OR kind = ''")
    query = text(
        f"SELECT id, activity, content, {digest} AS digest FROM {table} "  # noqa: S608 - our own names
        f"WHERE ({of_ballots}) AND length(content) > 0 ORDER BY id LIMIT {_AT_ONCE}"
    )
    while rows := [_Row(*row) for row in hub.execute(query)]:
        yield rows


@dataclass(frozen=True)
class _Row:
    id: bytes
    activity: str
    content: bytes
    digest: str


def _insert(connection: Connection, table: Table, rows: Iterable[tuple[object, ...]]) -> int:
    ordered = sorted(rows, key=lambda row: row[:2])
    return insert_new(connection, table, tuple(table.c.keys()), ordered)
