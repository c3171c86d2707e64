"""Numbered lots: an import file is made once, kept in the ledger, and never made a second time.

A lot and the rows it holds are written down in one transaction before its file exists. A file that is
lost, or that a crash prevented, is written again from the ledger, byte for byte, under its number.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection, func, select

from kiosk.errors import HandoverError
from kiosk.medium import write_verified
from sync.decidim.document import Version
from sync.decidim.ledger import Row, State, note, row_of, rows
from sync.decidim.ledger_tables import items, lots, utc
from sync.decidim.lot_files import Format, proposals_file
from sync.decidim.outgoing import Way
from sync.decidim.pusher import only_pusher
from sync.decidim.targets import Target
from sync.hub.store import HubStore

LOT_ITEMS_MAX = 500
"""More in one file make an import that fails hard to mend: it takes all rows or none."""


@dataclass(frozen=True)
class Lot:
    """A lot as the ledger has it."""

    number: int
    kind: str
    activity: str
    component: str
    file: str
    content: bytes
    digest: str
    items: int
    made_at: datetime
    written_at: datetime | None
    void: bool
    cancels: int | None
    minutes: str


def all_lots(store: HubStore, activity: str | None = None) -> list[Lot]:
    """Every lot, by number."""
    query = select(lots) if activity is None else select(lots).where(lots.c.activity == activity)
    with store.reading() as connection:
        found = connection.execute(query.order_by(lots.c.number)).mappings().all()
    return [_lot(dict(cells)) for cells in found]


def lot(store: HubStore, number: int) -> Lot:
    """One lot. Raises `HandoverError` when there is none of that number."""
    with store.reading() as connection:
        found = connection.execute(select(lots).where(lots.c.number == number)).mappings().first()
    if found is None:
        raise HandoverError(f"There is no lot {number}. `kiosk hub decidim lots` lists them.")
    return _lot(dict(found))


def _lot(cells: dict[str, object]) -> Lot:
    del cells["profile"]
    return Lot(**cells)  # type: ignore[arg-type]


def make_lot(
    store: HubStore, activity: str, target: Target, version: Version, format_: Format = "csv"
) -> Lot | None:
    """Make the next lot of what is planned for files; None when nothing is.

    Raises:
        HandoverError: another process is handing over.
    """
    with only_pusher(store) as pusher, store.transaction() as connection:
        pusher.keep(connection)
        query = select(items).where(
            items.c.activity == activity,
            items.c.state == State.PLANNED.value,
            items.c.way == Way.LOT.value,
            items.c.component == target.component,
        )
        cells = (
            connection.execute(query.order_by(items.c.deposit).limit(LOT_ITEMS_MAX).with_for_update())
            .mappings()
            .all()
        )
        if not cells:
            return None
        found = [row_of(one) for one in cells]
        content = proposals_file(found, target, version, format_)
        made = new_lot(
            connection,
            store.clock(),
            kind="proposals",
            activity=activity,
            component=target.component,
            profile=version,
            ending=format_,
            content=content,
            items=len(found),
        )
        now = store.clock()
        for row in found:
            note(
                connection,
                row.deposit,
                now,
                state=State.SENDING.value,
                lot=made,
                attempts=row.attempts + 1,
                sent_at=utc(now),
            )
    return lot(store, made)


def new_lot(
    connection: Connection,
    now: datetime,
    *,
    kind: str,
    activity: str,
    component: str,
    profile: str,
    ending: str,
    content: bytes,
    items: int,
    cancels: int | None = None,
    minutes: str = "",
) -> int:
    """Write a lot down in the caller's transaction, which holds the pusher's place; gives its number."""
    number = (connection.scalar(select(func.max(lots.c.number))) or 0) + 1
    connection.execute(
        lots.insert().values(
            number=number,
            kind=kind,
            activity=activity,
            component=component,
            profile=profile,
            file=f"lot-{number:04}-{kind}-{activity}.{ending}",
            content=content,
            digest=hashlib.sha256(content).hexdigest(),
            items=items,
            made_at=utc(now),
            void=False,
            cancels=cancels,
            minutes=minutes,
        )
    )
    return number


def write_lot(store: HubStore, number: int, folder: Path) -> Path:
    """Write the file of a lot, the same bytes every time.

    Raises:
        HandoverError: the lot is void, or another file of that name is there.
        StickError: it cannot be written.
    """
    found = lot(store, number)
    if found.void:
        raise HandoverError(f"Lot {number} is void: it never reached the platform and never may.")
    if hashlib.sha256(found.content).hexdigest() != found.digest:
        raise HandoverError(
            f"The words of lot {number} were erased on their day; its file is not made again."
        )
    path = folder / found.file
    if path.is_symlink() or (path.exists() and path.read_bytes() != found.content):
        raise HandoverError(f"{path} is there and is not lot {number}. Move it away; it was left as it is.")
    write_verified(path, found.content)
    if found.written_at is None:
        with store.transaction() as connection:
            connection.execute(
                lots.update()
                .where(lots.c.number == number, lots.c.written_at.is_(None))
                .values(written_at=utc(store.clock()))
            )
    return path


def unwritten(store: HubStore) -> list[Lot]:
    """Lots whose file was never seen on disk: a crash came between."""
    return [one for one in all_lots(store) if one.written_at is None and not one.void and one.content]


def make_void(store: HubStore, number: int) -> list[Row]:
    """Take back a lot of proposals that the platform did not take; its rows are planned anew.

    Only right after `sync.decidim.matching.match` has read the whole component and found none of them.

    Raises:
        HandoverError: some of it is on the platform, or it is a lot of votes: that one is cancelled.
    """
    with only_pusher(store) as pusher:
        found = lot(store, number)
        if found.kind != "proposals":
            raise HandoverError(
                f"Lot {number} has figures of votes: kiosk hub decidim votes --cancel {number}."
            )
        if found.void:
            raise HandoverError(f"Lot {number} is void already.")
        held = rows(store, lot=number)
        there = [row.receipt for row in held if row.state is State.DONE]
        if there:
            raise HandoverError(
                f"{len(there)} of lot {number} are on the platform, such as {there[0]}: it stands as it is."
            )
        with store.transaction() as connection:
            pusher.keep(connection)
            connection.execute(lots.update().where(lots.c.number == number).values(void=True))
            for row in held:
                # Planned anew from what is published then: edited, or taken back, or as it was.
                note(
                    connection,
                    row.deposit,
                    store.clock(),
                    state=State.HELD.value,
                    lot=None,
                    reason="lot_void",
                    changed_here=False,
                )
    return held
