"""From a draft to the next catalogue: the newest one with this consultation put in, replaced or taken out."""

from __future__ import annotations

import base64
import copy
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any

from kiosk.catalogue.changes import Change, changes
from kiosk.catalogue.lookup import CatalogueIndex
from kiosk.catalogue.model import Catalogue
from kiosk.claims.codes import DIGEST_BYTES
from kiosk.errors import ContentError
from sync.hub.drafts.content import Content, activities
from sync.hub.drafts.shelf import CITY, Shelf
from sync.hub.publishing import completed, publish
from sync.hub.staff.audit import note
from sync.hub.store import HubStore

CITY_PARTS = ("organiser", "charter", "privacy", "farewell", "silence", "quartiers", "themes", "accounts")
"""What stands in a catalogue beside its consultations and their codes."""
_SET_BY_THE_HUB = ("version", "mode", "issued", "keys", "valid_until")
Base = dict[str, Any]
Make = Callable[[Base], Base]


@dataclass(frozen=True)
class Preparation:
    """The next catalogue before it is signed, and what it is to be compared with."""

    follows: int
    """The version it was made from; 0: none was published."""
    catalogue: Catalogue
    changes: list[Change]


def base(store: HubStore, shelf: Shelf) -> tuple[int, Base]:
    """Version and content of the newest catalogue, without what the hub adds to each.

    Where none was published, what the city has written about itself stands in for it.
    """
    newest = store.newest_catalogue()
    index = store.index(newest[0]) if newest else None
    if newest is None or index is None:
        city = shelf.city()
        return 0, {"consultations": [], "codes": []} | (city.content if city else {})
    content = index.catalogue.model_dump(mode="json", by_alias=True)
    for name in _SET_BY_THE_HUB:
        del content[name]
    return newest[0], content


def with_draft(content: Content) -> Make:
    """Put a consultation in, or in the place of its published form."""

    def make(held: Base) -> Base:
        consultation = content["consultation"]
        listed = held["consultations"]
        place = next((n for n, one in enumerate(listed) if one["id"] == consultation["id"]), len(listed))
        made = {**held, "consultations": [*listed[:place], consultation, *listed[place + 1 :]]}
        for name in ("quartiers", "themes"):
            known = {one["id"] for one in held.get(name, ())}
            made[name] = [*held.get(name, ()), *(o for o in content[name] if o.get("id") not in known)]
        mine = {str(one.get("id")) for one in activities(content)}
        gone = {one["id"] for one in listed[place]["activities"]} - mine if place < len(listed) else set()
        kept = [one for one in held.get("codes", ()) if one["activity"] not in gone]
        return made | {"codes": joined_codes(kept, content["codes"])}

    return make


def without(consultation: str) -> Make:
    """Take a consultation out, with its codes."""

    def make(held: Base) -> Base:
        gone = next((one for one in held["consultations"] if one["id"] == consultation), None)
        if gone is None:
            raise ContentError(f"The newest catalogue has no {consultation}.")
        names = {one["id"] for one in gone["activities"]}
        return held | {
            "consultations": [one for one in held["consultations"] if one is not gone],
            "codes": [one for one in held["codes"] if one["activity"] not in names],
        }

    return make


def with_city(texts: Content) -> Make:
    """Put in what the city says about itself."""

    def make(held: Base) -> Base:
        return held | {name: texts[name] for name in CITY_PARTS if name in texts}

    return make


def joined_codes(held: list[dict[str, Any]], new: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Lists of codes with those that were drawn since added to them."""
    joined: dict[tuple[str, str | None], set[bytes]] = {}
    try:
        for one in [*held, *new]:
            raw = base64.b64decode(one["digests"], validate=True)
            found = joined.setdefault((one["activity"], one.get("quartier")), set())
            found |= {raw[start : start + DIGEST_BYTES] for start in range(0, len(raw), DIGEST_BYTES)}
    except (ValueError, KeyError, TypeError):
        raise ContentError("The codes of this draft are damaged; draw them again.") from None
    return [
        {"activity": activity, "digests": base64.b64encode(b"".join(sorted(digests))).decode()}
        | ({"quartier": quartier} if quartier else {})
        for (activity, quartier), digests in joined.items()
    ]


def prepared(store: HubStore, shelf: Shelf, make: Make, valid_until: date | None = None) -> Preparation:
    """The next catalogue and what it changes.

    Args:
        store: the hub.
        shelf: its drafts.
        make: what is to change.
        valid_until: the last day on which tablets may use it; None: as the hub does when nobody says.

    Raises:
        ContentError: it is not complete, or contradicts itself.
    """
    follows, held = base(store, shelf)
    catalogue = completed(store, _written(make(copy.deepcopy(held)), valid_until))
    before = store.index(follows) if follows else None
    new = CatalogueIndex(catalogue)
    found = changes(before or _empty(catalogue), new, store.clock())
    return Preparation(follows, catalogue, found)


def put_out(
    store: HubStore, shelf: Shelf, make: Make, *, follows: int, valid_until: date, by: str
) -> Catalogue:
    """Sign and publish the next catalogue.

    Args:
        store: the hub.
        shelf: its drafts.
        make: what is to change.
        follows: the version whose differences the publisher has read.
        valid_until: the last day on which tablets may use it.
        by: who publishes.

    Raises:
        ContentError: it is wrong, or changes what people are already voting on.
        StaleError: another catalogue was published meanwhile; nothing was published.
    """
    _, held = base(store, shelf)
    catalogue, _ = publish(store, _written(make(copy.deepcopy(held)), valid_until), follows=follows)
    note(store, by, "catalogue_published", str(catalogue.version))
    return catalogue


def settle(shelf: Shelf, name: str, by: str) -> None:
    """Let a draft know that what it held is published: its new codes are in the catalogue now."""
    content = shelf.get(name).content
    if name == CITY:
        shelf.remove(CITY, by)
    elif content["codes"]:
        codes = content["codes"]

        def forget(held: Content) -> None:
            # What was drawn between the publication and now stays.
            held["codes"] = [one for one in held["codes"] if one not in codes]

        shelf.change(name, forget, by)


def is_published(store: HubStore, content: Content) -> bool:
    """Whether the newest catalogue says exactly this of the consultation."""
    newest = store.newest_catalogue()
    index = store.index(newest[0]) if newest else None
    found = index.consultations.get(content["consultation"]["id"]) if index else None
    if found is None or content["codes"]:
        return False
    try:
        return found == type(found).model_validate_json(json.dumps(content["consultation"]))
    except ValueError:
        return False


def last_day(moment: datetime) -> date:
    """The last day, in the hub's time zone, that lies before `moment` as a whole."""
    return moment.astimezone().date()


def _written(content: Base, valid_until: date | None) -> bytes:
    if valid_until is not None:
        end = datetime.combine(valid_until, time(23, 59, 59)).astimezone()
        content["valid_until"] = end.astimezone(UTC).isoformat()
    return json.dumps(content).encode()


def _empty(like: Catalogue) -> CatalogueIndex:
    """A catalogue with nothing in it, to compare the first one with."""
    return CatalogueIndex(like.model_copy(update={"consultations": (), "codes": (), "accounts": ()}))
