"""Contributions as moderators read them: of the consultations an account may see, and of no other.

Nothing here tells the order of arrival: the list goes by the day a contribution was written and, within
the day, by its random id.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from sqlalchemy import select

from kiosk.catalogue.lookup import CatalogueIndex
from kiosk.contributions.content import SupportContent
from kiosk.errors import ModerationError
from kiosk.ids import ActivityId, ConsultationId, DepositId, DepositKind
from kiosk.sealing import OpenKey
from sync.hub.contributions import Read, Refused, read_with
from sync.hub.moderation.decision import Decision, Status, state_of
from sync.hub.moderation.flags import Flag, Flags
from sync.hub.moderation.item import MODERATED, Item, item_of
from sync.hub.moderation.journal import Journal
from sync.hub.moderation.listed import Listed, Viewer, Wanted, is_wanted
from sync.hub.moderation.similar import near
from sync.hub.store import HubStore
from sync.hub.tables import deposits

Where = tuple[ConsultationId, ActivityId]
_NOT_MODERATED = tuple(kind.value for kind in DepositKind if kind not in MODERATED)
_EVERYTHING = Wanted()


class Reading:
    """What one hub holds, and what was decided of it. What was opened is remembered as long as it is here."""

    def __init__(self, store: HubStore, flags: Flags | None) -> None:
        """Read what `store` holds; `flags` suggests what to look at, None: nothing."""
        self._store, self._flags = store, flags
        self.journal = Journal(store)
        self._items: dict[Where, dict[DepositId, Item | Refused | None]] = {}
        """What was opened, replaced whenever an activity is read: what was erased goes here as well."""
        self._found: dict[tuple[DepositId, int], Mapping[str, tuple[Flag, ...]]] = {}

    # -- reading ---------------------------------------------------------------------------------

    def places(self, viewer: Viewer) -> list[Where]:
        """The activities that `viewer` may see and that hold something, sorted."""
        groups = (deposits.c.consultation, deposits.c.activity)
        query = select(*groups).where(deposits.c.kind.not_in(_NOT_MODERATED)).distinct()
        with self._store.reading() as connection:
            rows = sorted(tuple(row) for row in connection.execute(query))
        return [
            (ConsultationId(consultation), ActivityId(activity))
            for consultation, activity in rows
            if viewer.sees(consultation)
        ]

    def listed(self, viewer: Viewer, wanted: Wanted = _EVERYTHING) -> list[Listed]:
        """What `viewer` may see and asks for: newest day first, within a day by random id.

        Raises:
            VaultError: the contributions key is missing or damaged.
        """
        found: list[Listed] = []
        for where in self.places(viewer):
            if wanted.consultation in ("", where[0]) and wanted.activity in ("", where[1]):
                found += (one for one in self._read(where) if is_wanted(one, wanted))
        return sorted(found, key=lambda one: (-one.item.on.toordinal(), one.item.id))

    def of(self, where: Where) -> list[Listed]:
        """Everything of one activity, for whoever asked already whether it may be seen; unsorted."""
        return self._read(where)

    def refused(self, viewer: Viewer, wanted: Wanted = _EVERYTHING) -> int:
        """How many of these do not open, or break a rule of their form: they are at the hub all the same."""
        return sum(
            isinstance(one, Refused)
            for where in self.places(viewer)
            if wanted.consultation in ("", where[0]) and wanted.activity in ("", where[1])
            for one in self._opened(where).values()
        )

    def one(self, viewer: Viewer, deposit: DepositId) -> Listed:
        """One contribution.

        Raises:
            ModerationError: ``unknown``; there is none of that id, or it is another team's: nobody can
                tell the two apart.
        """
        with self._store.reading() as connection:
            row = connection.execute(
                select(deposits.c.consultation, deposits.c.activity).where(deposits.c.id == deposit)
            ).first()
        if row is None or not viewer.sees(row.consultation):
            raise _unknown()
        where = ConsultationId(row.consultation), ActivityId(row.activity)
        known = self._items.get(where, {})
        item = known[deposit] if deposit in known else self._opened(where).get(deposit)
        if not isinstance(item, Item):
            raise _unknown()
        return self._listed(item, self.journal.of_deposit(deposit, self._key()))

    def history(self, viewer: Viewer, deposit: DepositId | None = None) -> list[Decision]:
        """What was decided, newest first: of one contribution, or of all that `viewer` may see.

        Raises:
            ModerationError: ``unknown``.
        """
        key = self._key()
        if deposit is not None:
            self.one(viewer, deposit)
            return self.journal.of_deposit(deposit, key)[::-1]
        found = [
            act
            for where in self.places(viewer)
            for acts in self.journal.of_activity(where[1], key).values()
            for act in acts
        ]
        return sorted(found, key=lambda act: -act.number)

    def similar(self, viewer: Viewer, deposit: DepositId) -> list[Listed]:
        """Contributions of the same kind and activity that may say the same. A suggestion."""
        mine = self.one(viewer, deposit)
        others = {
            one.item.id: one
            for one in self._read((mine.item.consultation, mine.item.activity))
            if one.item.kind is mine.item.kind
            and one.item.id != deposit
            and one.item.proposal == mine.item.proposal
            and one.state.status in (Status.WAITING, Status.PUBLISHED)
        }
        texts = {name: one.parts for name, one in others.items()}
        return [others[name] for name in near(mine.parts, texts)]

    def supports(self, where: Where) -> Counter[str]:
        """Supports by the proposal they name. Nobody is asked who they are: a number, not so many people."""
        return supports(self._store, where[1], self._key())

    # -- inside ----------------------------------------------------------------------------------

    def _key(self) -> OpenKey:
        return self._store.contributions_open_key()

    def _read(self, where: Where) -> list[Listed]:
        acts = self.journal.of_activity(where[1], self._key())
        items = [item for item in self._opened(where).values() if isinstance(item, Item)]
        return [self._listed(item, acts.get(item.id, ())) for item in items]

    def _listed(self, item: Item, acts: Sequence[Decision]) -> Listed:
        state = state_of(acts)
        if self._flags is None:
            return Listed(item, state, {})
        name = (item.id, state.steps)
        flags = self._found.get(name)
        if flags is None:
            parts = item.parts if state.parts is None else state.parts
            looked = {part: self._flags.find(text) for part, text in parts.items()}
            flags = self._found[name] = {part: found for part, found in looked.items() if found}
        return Listed(item, state, flags)

    def _opened(self, where: Where) -> Mapping[DepositId, Item | Refused | None]:
        key = self._key()
        known = self._items.get(where, {})
        query = select(deposits.c.id).where(
            deposits.c.consultation == where[0],
            deposits.c.activity == where[1],
            deposits.c.kind.not_in(_NOT_MODERATED),
        )
        with self._store.reading() as connection:
            here = {DepositId(name) for name in connection.scalars(query)}
        if known.keys() == here:
            return known
        # Whatever came or went, all that is remembered is of now.
        items = {name: item for name, item in known.items() if name in here}
        if here - items.keys():
            items |= {
                name: item for name, item in _items(self._store, key, where, frozenset(items)) if name in here
            }
        if gone := known.keys() - here:
            # A copy: another thread may be adding to it.
            self._found = {name: flags for name, flags in list(self._found.items()) if name[0] not in gone}
        self._items[where] = items
        return items


def _items(
    store: HubStore, key: OpenKey, where: Where, known: frozenset[DepositId]
) -> Iterator[tuple[DepositId, Item | Refused | None]]:
    indexes: dict[int, CatalogueIndex | None] = {}
    for found in read_with(store, key, where[1], _NOT_MODERATED, known):
        if isinstance(found, Refused):
            yield found.id, found
            continue
        if found.catalogue not in indexes:
            indexes[found.catalogue] = store.index(found.catalogue)
        yield found.id, item_of(found, where[0], indexes[found.catalogue])


def supports(store: HubStore, activity: str, key: OpenKey) -> Counter[str]:
    """Supports of an activity by the proposal they name."""
    others = tuple(kind.value for kind in DepositKind if kind is not DepositKind.SUPPORT)
    return Counter(
        found.content.proposal
        for found in read_with(store, key, activity, others)
        if isinstance(found, Read) and isinstance(found.content, SupportContent)
    )


def _unknown() -> ModerationError:
    return ModerationError("unknown", "There is no contribution here of that id.")
