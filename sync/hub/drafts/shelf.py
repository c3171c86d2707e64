"""The drafts of a hub: list, open, save; two editors of one part are told, and nobody's words are lost."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, select
from sqlalchemy.exc import IntegrityError

from kiosk.catalogue.lookup import CatalogueIndex
from kiosk.errors import ContentError, KioskError
from sync.hub.drafts.content import (
    Content,
    activities,
    checked_shape,
    digest,
    is_id,
    of_text,
    slug,
    to_text,
)
from sync.hub.drafts.shape import check_shape
from sync.hub.drafts.tables import drafts
from sync.hub.staff.tables import audit
from sync.hub.store import HubStore

CITY = "@ville"
"""The id under which the texts of the city are kept: no consultation can be called so."""
_ATTEMPTS = 20
Change = Callable[[Content], None]
Part = Callable[[Content], object]


class DraftChanged(KioskError):
    """Somebody else has saved the same part meanwhile; nothing was saved."""

    def __init__(self, draft: Draft) -> None:
        super().__init__(
            f"{draft.saved_by} has saved this part of {draft.id} meanwhile. Look at it, then save again."
        )
        self.draft = draft


class DraftExists(ContentError):
    """There is a draft of that id already."""


class NoSuchDraft(KioskError):
    """There is no draft of that id."""


@dataclass(frozen=True)
class Draft:
    """One draft as it was read."""

    id: str
    number: int
    content: Content
    notes: list[Any]
    saved_at: datetime
    saved_by: str


def whole(content: Content) -> object:
    """The whole of a draft as one part."""
    return content


class Shelf:
    """All drafts of one hub."""

    def __init__(self, store: HubStore) -> None:
        self._store = store

    # -- reading ---------------------------------------------------------------------------------

    def all(self) -> list[Draft]:
        """Every draft, the one that was saved last first."""
        query = select(drafts).where(~drafts.c.id.startswith("@"))
        query = query.order_by(drafts.c.saved_at.desc(), drafts.c.id)
        with self._store.reading() as connection:
            return [_draft(row) for row in connection.execute(query).mappings()]

    def get(self, name: str) -> Draft:
        """The draft of that id. Raises `NoSuchDraft`."""
        with self._store.reading() as connection:
            return _read(connection, name)

    def city(self) -> Draft | None:
        """The texts of the city that wait for a publication; None: nobody has changed them."""
        try:
            return self.get(CITY)
        except NoSuchDraft:
            return None

    # -- writing ---------------------------------------------------------------------------------

    def create(self, title: str, nature: str, by: str, language: str = "fr") -> Draft:
        """A new consultation with nothing but a title."""
        name = slug(title, self._taken(), "consultation")
        consultation = {
            "id": name,
            "nature": nature,
            "title": {language: title},
            "phases": [],
            "activities": [],
        }
        return self._add(checked_shape(consultation), [], by, "draft_made")

    def adopt(self, consultation: str, by: str) -> Draft:
        """A draft of a consultation of the newest catalogue, to go on editing.

        Raises:
            NoSuchDraft: no catalogue was published that has it.
            DraftExists: it has a draft already.
        """
        found = self._published(consultation)
        if found is None:
            raise NoSuchDraft(f"No catalogue was published that has {consultation}.")
        return self._add(checked_shape({"consultation": found}), [], by, "draft_made")

    def copy(self, name: str, title: str, by: str, language: str = "fr") -> Draft:
        """A new consultation with the content of an earlier one, a draft or published, and ids of its own.

        Dates are left out: whoever copies has to say them.
        """
        try:
            content = copy.deepcopy(self.get(name).content)
        except NoSuchDraft:
            found = self._published(name)
            if found is None:
                raise
            content = checked_shape({"consultation": found})
        return self._add(self._renamed(content, title, language), [], by, "draft_copied")

    def import_draft(self, raw: bytes | str | Content, notes: list[Any], by: str) -> Draft:
        """Keep what an importer wrote; replaces a draft of the same id as a saving by `by`.

        Args:
            raw: JSON text or its object, as `content` describes.
            notes: what it left open, shown above the draft: strings, or objects with ``question``.
            by: who imports.

        Raises:
            ContentError: it is no draft, or one of its activities belongs to another consultation.
        """
        content = checked_shape(raw) if isinstance(raw, dict) else of_text(raw)
        check_shape(content)
        name = content["consultation"]["id"]
        taken = {activity: owner for activity, owner in self._activities() if owner != name}
        for one in activities(content):
            if one.get("id") in taken:
                raise ContentError(f"Activity {one['id']} belongs to {taken[one['id']]}; ids are used once.")
        try:
            return self._add(content, notes, by, "draft_imported")
        except DraftExists:

            def replace(held: Content) -> None:
                held.clear()
                held.update(copy.deepcopy(content))

            return self._change(name, None, whole, replace, by, "draft_imported", notes)

    def edit(self, name: str, seen: str, part: Part, change: Change, by: str) -> Draft:
        """Change one part of a draft, if it still is as its editor has seen it.

        Savings of other parts do not stand in the way: they are kept, and this one is added.

        Args:
            name: the draft.
            seen: `digest` of the part when the editor opened it.
            part: gives the part of a content that the editor looked at.
            change: makes the change in the content it is handed; may raise.
            by: who edits.

        Raises:
            DraftChanged: somebody saved the same part meanwhile; carries the newer draft.
        """
        return self._change(name, seen, part, change, by, "draft_saved")

    def change(self, name: str, change: Change, by: str) -> Draft:
        """Change a draft whatever it is now, for what nobody has looked at before."""
        return self._change(name, None, whole, change, by, "draft_saved")

    def put_aside(self, name: str, content: Content, by: str) -> None:
        """Keep what is not a draft yet, such as a table that was read and not taken; replaces the one before.

        Args:
            name: begins with ``@``, so that it is no consultation.
            content: any object.
            by: whose it is.
        """
        with self._store.transaction() as connection:
            connection.execute(drafts.delete().where(drafts.c.id == name))
            connection.execute(drafts.insert().values(self._row(name, content, [], by)))

    def drop(self, name: str) -> None:
        """Forget what was put aside."""
        with self._store.transaction() as connection:
            connection.execute(drafts.delete().where(drafts.c.id == name))

    def edit_city(self, seen: str, start: Content, change: Change, by: str) -> Draft:
        """The same for the texts of the city; `start` is what they are while nobody has changed them."""
        if self.city() is None:
            with suppress(IntegrityError), self._store.transaction() as connection:
                connection.execute(drafts.insert().values(self._row(CITY, start, [], by)))
        return self._change(CITY, seen, whole, change, by, "draft_saved")

    def remove(self, name: str, by: str) -> None:
        """Take a draft away; what is published stays published. Raises `NoSuchDraft`."""
        with self._store.transaction() as connection:
            if not connection.execute(drafts.delete().where(drafts.c.id == name)).rowcount:
                raise NoSuchDraft(f"There is no draft of {name}.")
            connection.execute(drafts.delete().where(drafts.c.id.startswith(f"@{name}/", autoescape=True)))
            self._log(connection, "draft_removed", name, by)

    # -- inside ----------------------------------------------------------------------------------

    def _change(
        self,
        name: str,
        seen: str | None,
        part: Part,
        change: Change,
        by: str,
        event: str,
        notes: list[Any] | None = None,
    ) -> Draft:
        for _ in range(_ATTEMPTS):
            with self._store.transaction() as connection:
                held = _read(connection, name)
                if seen is not None and digest(part(held.content)) != seen:
                    raise DraftChanged(held)
                content = copy.deepcopy(held.content)
                change(content)
                row = self._row(name, content, held.notes if notes is None else notes, by)
                row["number"] = held.number + 1
                # Under PostgreSQL two may have read the same: the number lets one of them look again.
                saved = connection.execute(
                    drafts.update().where(drafts.c.id == name, drafts.c.number == held.number).values(row)
                ).rowcount
                if saved:
                    self._log(connection, event, f"{name} {row['number']}", by)
                    return _read(connection, name)
        raise ContentError(f"{name} is being saved by many at once; nothing was saved. Try again.")

    def _add(self, content: Content, notes: list[Any], by: str, event: str) -> Draft:
        name = content["consultation"]["id"]
        try:
            with self._store.transaction() as connection:
                connection.execute(drafts.insert().values(self._row(name, content, notes, by)))
                self._log(connection, event, name, by)
                return _read(connection, name)
        except IntegrityError:
            raise DraftExists(f"There is a draft of {name} already.") from None

    def _row(self, name: str, content: Content, notes: list[Any], by: str) -> dict[str, Any]:
        now = self._store.clock().astimezone(UTC)
        return {
            "id": name,
            "number": 1,
            "content": to_text(content),
            "notes": json.dumps(notes),
            "saved_at": now,
            "saved_by": by,
        }

    def _log(self, connection: Connection, event: str, detail: str, by: str) -> None:
        now = self._store.clock().astimezone(UTC)
        line = {"at": now, "account": by, "act": event, "subject": detail}
        connection.execute(audit.insert().values(line))

    def _index(self) -> CatalogueIndex | None:
        newest = self._store.newest_catalogue()
        return self._store.index(newest[0]) if newest else None

    def _published(self, consultation: str) -> dict[str, Any] | None:
        index = self._index()
        found = index.consultations.get(consultation) if index else None
        return None if found is None else found.model_dump(mode="json", exclude_defaults=False)

    def _taken(self) -> set[str]:
        index = self._index()
        return {draft.id for draft in self.all()} | set(index.consultations if index else ())

    def _activities(self) -> Iterator[tuple[str, str]]:
        """(activity, consultation) of all drafts and of the newest catalogue."""
        index = self._index()
        for found in index.activities.values() if index else ():
            yield found.activity.id, found.consultation.id
        for draft in self.all():
            for one in activities(draft.content):
                yield str(one.get("id")), draft.id

    def activity_ids(self) -> set[str]:
        """Ids of activities that are taken: one is used once in a catalogue."""
        return {activity for activity, _ in self._activities()}

    def _renamed(self, content: Content, title: str, language: str) -> Content:
        consultation = content["consultation"]
        consultation["id"] = slug(title, self._taken(), "consultation")
        consultation["title"] = {language: title}
        for name in ("accept_until", "claims_erased_on", "contributions_erased_on", "synthesis", "decisions"):
            consultation.pop(name, None)
        consultation["decisions"] = []
        taken, new = self.activity_ids(), dict[str, str]()
        for one in consultation["activities"]:
            old = str(one.get("id"))
            new[old] = slug(old if is_id(old) else "activite", taken | set(new.values()))
            one["id"] = new[old]
        for phase in consultation["phases"]:
            phase.pop("opens", None)
            phase.pop("closes", None)
            phase["activities"] = [new[one] for one in phase.get("activities", ()) if one in new]
        content["codes"] = []
        content["extras"] = {new[old]: of for old, of in content["extras"].items() if old in new}
        return content


def _read(connection: Connection, name: str) -> Draft:
    row = connection.execute(select(drafts).where(drafts.c.id == name)).mappings().first()
    if row is None:
        raise NoSuchDraft(f"There is no draft of {name}.")
    return _draft(row)


def _draft(row: Any) -> Draft:
    return Draft(
        row["id"],
        row["number"],
        json.loads(row["content"]),
        json.loads(row["notes"]),
        row["saved_at"].astimezone(UTC),
        row["saved_by"],
    )
