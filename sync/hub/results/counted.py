"""The minutes of published counts, as this hub signed them."""

from __future__ import annotations

import json
from contextlib import suppress
from typing import Any

from sqlalchemy import select

from kiosk.errors import FormatError, SignatureError
from kiosk.signed import verify
from sync.hub.count.ceremony import papers_folder
from sync.hub.paper.minutes_content import Minutes, read_minutes
from sync.hub.store import HubStore
from sync.hub.tables import events

_FILE, _PURPOSE = "minutes.signed", "minutes"


def published_minutes(store: HubStore) -> dict[str, Minutes]:
    """Minutes by activity, of counts that were published.

    What is not signed by this hub, or is of the other mode or of another vote, is not there.
    """
    with store.reading() as connection:
        published = connection.scalars(
            select(events.c.detail).where(events.c.name == "published").distinct()
        ).all()
    found: dict[str, Minutes] = {}
    for activity in sorted(published):
        with suppress(OSError, SignatureError, FormatError, ValueError, RecursionError):
            signed = (papers_folder(store, activity) / _FILE).read_bytes()
            content: Any = json.loads(verify(signed, _PURPOSE, store.signing_key.verify_key))
            minutes = read_minutes(content)
            if minutes.activity.id == activity and minutes.mode == store.mode.value:
                found[activity] = minutes
    return found
