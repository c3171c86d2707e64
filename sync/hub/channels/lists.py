"""Importing, showing and dropping lists; and opening them for the register, at the count."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Literal

from sqlalchemy import select

from kiosk.catalogue.activities import ChannelsRule
from kiosk.catalogue.lookup import CatalogueIndex, Found
from kiosk.claims.claim import ClaimRule
from kiosk.claims.codes import Code, digest_of
from kiosk.errors import CountError, FormatError, SealError, UsageError
from kiosk.ids import Mode
from kiosk.sealing import OpenKey, Sealed, context, open_sealed, seal
from sync.hub.channels.people import Listed, decoded, encoded, read_list
from sync.hub.channels.tables import channel_lists
from sync.hub.store import HubStore

Channel = Literal["online", "paper"]
_SHOWN = ("id", "activity", "channel", "people", "repeated", "unknown", "imported_on")


class ImportedBefore(FormatError):
    """The same people are on a list that is here already."""

    def __init__(self, list_id: str, imported_on: date) -> None:
        super().__init__(
            f"The same people were imported on {imported_on} as list {list_id}. Nothing was changed."
        )
        self.list_id = list_id


@dataclass(frozen=True)
class ChannelList:
    """A list that was imported, in figures."""

    id: str
    activity: str
    channel: str
    people: int
    """Different people on it."""
    repeated: int
    """Rows that name somebody again."""
    unknown: int
    """Codes that were none of the vote's when the list came. They are kept: codes may still be added."""
    imported_on: date

    def record(self) -> dict[str, object]:
        """For JSON."""
        return {name: getattr(self, name) for name in _SHOWN} | {"imported_on": self.imported_on.isoformat()}


@dataclass(frozen=True)
class Elsewhere:
    """Everybody who took part elsewhere, as the register needs them at the count."""

    lists: int
    people: frozenset[str]
    """As `ProvenClaim.person` writes them."""


def import_list(
    store: HubStore,
    activity: str,
    channel: Channel,
    content: bytes,
    random_bytes: Callable[[int], bytes] = secrets.token_bytes,
) -> ChannelList:
    """Take in a list of those who took part online or on paper. All of it, or nothing.

    Args:
        content: CSV or XLSX with a column ``code``, or ``first_name``, ``last_name`` and ``birth_date``.

    Raises:
        CountError: no such vote, it was counted already, or its catalogue does not look at other channels.
        FormatError: the list, or a row of it, cannot be read; or the same people were imported before.
    """
    index, found = _vote(store, activity)
    _check_not_counted(store, activity)
    if found.activity.channels is ChannelsRule.NONE:
        raise CountError(
            f"The catalogue does not say which channel wins for {activity}: set channels, and publish it."
        )
    rows, people = 0, set[Listed]()
    for listed in read_list(content, found, store.clock().date()):
        rows += 1
        people.add(listed)
    if not people:
        raise FormatError("The list names nobody below its first row.")
    plain = encoded(people)
    # Keyed with what is in no database: a bare digest of names could be tried one by one.
    key = store.signing_key.to_bytes()
    same = hmac.digest(key, f"kiosk channel list\n{activity}\n".encode() + plain, hashlib.sha256)
    entry = ChannelList(
        f"c-{random_bytes(4).hex()}",
        activity,
        channel,
        len(people),
        rows - len(people),
        _unknown(people, index, found),
        store.clock().date(),
    )
    sealed = seal(plain, store.register_public, _info(store.mode, found))
    with store.transaction() as connection:
        held = connection.execute(select(channel_lists).where(channel_lists.c.same == same)).first()
        if held is None:
            values = {name: getattr(entry, name) for name in _SHOWN}
            connection.execute(channel_lists.insert().values(**values, same=same, content=bytes(sealed)))
    if held is not None:
        raise ImportedBefore(held.id, held.imported_on)
    store.log("channel_list_imported", f"{entry.id} {activity} {channel}: {entry.people}")
    return entry


def channel_list_figures(store: HubStore, activity: str | None = None) -> list[ChannelList]:
    """Every list that is here, of one vote or of all, by vote and id."""
    query = select(*(channel_lists.c[name] for name in _SHOWN))
    if activity is not None:
        query = query.where(channel_lists.c.activity == activity)
    with store.reading() as connection:
        rows = connection.execute(query.order_by(channel_lists.c.activity, channel_lists.c.id)).all()
    return [ChannelList(*row) for row in rows]


def drop_list(store: HubStore, list_id: str) -> ChannelList:
    """Take a list out again, before the count.

    Raises:
        UsageError: there is none of that id; CountError: its vote was counted with it.
    """
    held = next((one for one in channel_list_figures(store) if one.id == list_id), None)
    if held is None:
        raise UsageError(f"No list is called {list_id}. `kiosk hub channel show` lists them.")
    _check_not_counted(store, held.activity)
    with store.transaction() as connection:
        connection.execute(channel_lists.delete().where(channel_lists.c.id == list_id))
    store.log("channel_list_dropped", f"{held.id} {held.activity} {held.channel}: {held.people}")
    return held


def opened_lists(store: HubStore, found: Found, key: OpenKey) -> list[tuple[str, tuple[Listed, ...]]]:
    """(channel, people) of each list of a vote. Raises `CountError` when one cannot be opened."""
    query = select(channel_lists.c.id, channel_lists.c.channel, channel_lists.c.content)
    with store.reading() as connection:
        rows = connection.execute(
            query.where(channel_lists.c.activity == found.activity_id).order_by(channel_lists.c.id)
        ).all()
    opened = []
    for row in rows:
        try:
            plain = open_sealed(Sealed(row.content), key, _info(store.mode, found))
            opened.append((row.channel, decoded(plain)))
        except (SealError, FormatError):
            raise CountError(
                f"The list {row.id} of {row.channel} participation cannot be opened. Put the register key "
                "back, or drop the list and import it again: nothing is counted without it."
            ) from None
    return opened


def took_part_elsewhere(store: HubStore, found: Found, key: OpenKey) -> Elsewhere | None:
    """Everybody on the lists of a vote; None where the catalogue does not look at other channels.

    Raises:
        CountError: a list cannot be opened with the register's key.
    """
    if found.activity.channels is ChannelsRule.NONE:
        return None
    lists = opened_lists(store, found, key)
    return Elsewhere(len(lists), frozenset(one.person(found) for _, people in lists for one in people))


def _vote(store: HubStore, activity: str) -> tuple[CatalogueIndex, Found]:
    newest = store.newest_catalogue()
    index = store.index(newest[0]) if newest else None
    if index is None or activity not in index.ballots:
        known = ", ".join(sorted(index.ballots)) if index else ""
        raise CountError(f"No vote is called {activity}. Known: {known or 'none'}.")
    return index, index.ballots[activity]


def _check_not_counted(store: HubStore, activity: str) -> None:
    if store.was_counted(activity):
        raise CountError(f"{activity} was counted already: its lists cannot change any more.")


def _unknown(people: set[Listed], index: CatalogueIndex, found: Found) -> int:
    if found.activity.claim is not ClaimRule.CODE:
        return 0
    known = index.codes.get(found.activity.id, {})
    names = found.consultation_id, found.activity_id
    return sum(digest_of(Code(one.cells[0]), *names) not in known for one in people)


def _info(mode: Mode, found: Found) -> bytes:
    return context("channel_list", mode, found.consultation_id, found.activity_id)
