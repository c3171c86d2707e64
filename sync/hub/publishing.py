"""Publishing a catalogue: the hub adds version, mode, dates and keys, checks, signs and keeps it."""

from __future__ import annotations

import base64
import json
from datetime import UTC, date, datetime, timedelta
from typing import Any

from kiosk.catalogue.load import encode, parse, sign
from kiosk.catalogue.lookup import CatalogueIndex, Found
from kiosk.catalogue.model import Catalogue
from kiosk.errors import ContentError
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


def publish(store: HubStore, draft: bytes) -> tuple[Catalogue, bytes]:
    """Sign the next catalogue and make it the one tablets fetch.

    Raises:
        ContentError: it is wrong, or changes what people are already voting on.
    """
    catalogue = completed(store, draft)
    newest = store.newest_catalogue()
    held = store.index(newest[0]) if newest else None
    if held is not None:
        _keep_open_votes(held, CatalogueIndex(catalogue), store)
    signed = sign(encode(catalogue), store.signing_key)
    with store.transaction() as connection:
        connection.execute(catalogues.insert().values(version=catalogue.version, signed=signed))
    store.log("catalogue_published", str(catalogue.version))
    return catalogue, signed


def _keep_open_votes(held: CatalogueIndex, new: CatalogueIndex, store: HubStore) -> None:
    now = store.clock()
    for name, before in held.ballots.items():
        if before.opens > now or now.date() > before.consultation.claims_erased_on:
            continue
        after = new.ballots.get(name)
        if after is None or after.consultation.id != before.consultation.id:
            raise ContentError(
                f"Activity {name} has opened; it cannot be taken out before its claims are erased."
            )
        if _what_is_voted_on(after) != _what_is_voted_on(before):
            raise ContentError(
                f"Activity {name} has opened; its method, projects, budgets and rules cannot change any more."
            )
        if _dates(after) != tuple(map(max, _dates(after), _dates(before))):
            raise ContentError(f"Activity {name} has opened; its closing dates can only move later.")
        voided = held.codes.get(name, {}).items() - new.codes.get(name, {}).items()
        if voided:
            # Allowed: a stolen card is voided. A ballot that was cast with it will be set aside.
            store.log("codes_voided", f"{name}: {len(voided)}")


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
