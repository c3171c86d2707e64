"""Publishing a catalogue: the hub adds version, mode, dates and keys, checks, signs and keeps it."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy.exc import IntegrityError

from kiosk.catalogue.load import encode, parse, sign
from kiosk.catalogue.lookup import CatalogueIndex, Found
from kiosk.catalogue.model import Catalogue
from kiosk.errors import ContentError, StaleError
from sync.hub.store import HubStore
from sync.hub.tables import catalogues

VALIDITY = timedelta(days=90)
"""How long a tablet may use a catalogue when the draft does not say."""


def completed(store: HubStore, draft: bytes) -> Catalogue:
    """A draft (a catalogue without version, mode, issued and keys) as this hub would publish it.

    Raises:
        ContentError: it does not parse or contradicts itself.
    """
    try:
        content: Any = json.loads(draft)
    except (ValueError, RecursionError):
        raise ContentError("The draft is not JSON.") from None
    if not isinstance(content, dict):
        raise ContentError("The draft is not a JSON object.")
    newest = store.newest_catalogue()
    now = store.clock().astimezone(UTC).replace(microsecond=0)
    content |= {
        "version": newest[0] + 1 if newest else 1,
        "mode": store.mode.value,
        "issued": now.isoformat(),
        "keys": {
            "register": base64.b64encode(store.register_public).decode(),
            "box": base64.b64encode(store.box_key).decode(),
            "contributions": base64.b64encode(store.contributions_public).decode(),
        },
    }
    content.setdefault("valid_until", (now + VALIDITY).isoformat())
    return parse(json.dumps(content).encode())


def publish(store: HubStore, draft: bytes, *, follows: int | None = None) -> tuple[Catalogue, bytes]:
    """Sign the next catalogue and make it the one tablets fetch.

    Args:
        store: the hub.
        draft: a catalogue without version, mode, issued and keys.
        follows: the version that `draft` was made from, 0 for none; None: whatever is the newest now.

    Raises:
        ContentError: it is wrong, or changes what people are already voting on.
        StaleError: another catalogue was published meanwhile.
    """
    catalogue = completed(store, draft)
    before = catalogue.version - 1
    if follows is not None and follows != before:
        raise _overtaken(before)
    held = store.index(before)
    if held is not None:
        broken = broken_promises(held, CatalogueIndex(catalogue), store.clock())
        if broken:
            raise ContentError(broken[0])
    signed = sign(encode(catalogue), store.signing_key)
    try:
        with store.transaction() as connection:
            connection.execute(catalogues.insert().values(version=catalogue.version, signed=signed))
    except IntegrityError:
        raise _overtaken(catalogue.version) from None
    store.log("catalogue_published", str(catalogue.version))
    if held is not None:
        _note_voided_codes(held, CatalogueIndex(catalogue), store)
    return catalogue, signed


def _overtaken(version: int) -> StaleError:
    return StaleError(
        f"Catalogue {version} was published meanwhile; nothing was published now. Look at what changed and "
        "publish again."
    )


def broken_promises(held: CatalogueIndex, new: CatalogueIndex, now: datetime) -> list[str]:
    """What `new` changes of the votes in `held` that have opened, and may not; one sentence each."""
    return list(_broken_promises(held, new, now))


def _broken_promises(held: CatalogueIndex, new: CatalogueIndex, now: datetime) -> Iterator[str]:
    for name, before in held.ballots.items():
        if not _is_kept(before, now):
            continue
        after = new.ballots.get(name)
        if after is None or after.consultation.id != before.consultation.id:
            yield f"Activity {name} has opened; it cannot be taken out before its claims are erased."
            continue
        if _what_is_voted_on(after) != _what_is_voted_on(before):
            yield (
                f"Activity {name} has opened; its method, projects, budgets and rules cannot change any more."
            )
        if _dates(after) != tuple(map(max, _dates(after), _dates(before))):
            yield f"Activity {name} has opened; its closing dates can only move later."


def _note_voided_codes(held: CatalogueIndex, new: CatalogueIndex, store: HubStore) -> None:
    """Allowed: a stolen card is voided. A ballot that was cast with it will be set aside."""
    for name, before in held.ballots.items():
        if not _is_kept(before, store.clock()):
            continue
        voided = held.codes.get(name, {}).items() - new.codes.get(name, {}).items()
        if voided:
            store.log("codes_voided", f"{name}: {len(voided)}")


def _is_kept(found: Found, now: datetime) -> bool:
    """Whether a vote has opened and its claims are not erased: what people decided under must stay."""
    return found.opens <= now and now.date() <= found.consultation.claims_erased_on


def _dates(found: Found) -> tuple[datetime, datetime, date]:
    return found.closes, found.consultation.accept_until, found.consultation.claims_erased_on


def _what_is_voted_on(found: Found) -> object:
    activity = found.activity
    return (
        activity.method,
        {project.id: (project.title, project.cost, project.quartier) for project in activity.projects},
        activity.budget,
        activity.quartier_budgets,
        activity.claim,
        activity.doubles,
        activity.channels,
        activity.tie_break,
    )
