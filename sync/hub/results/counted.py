"""The minutes of published counts, as this hub signed them: ``published/ACTIVITY/minutes.signed``."""

from __future__ import annotations

import json
from contextlib import suppress
from typing import Any

from kiosk.errors import FormatError, SignatureError
from kiosk.signed import verify
from sync.hub.paper.minutes_content import Minutes, read_minutes
from sync.hub.store import HubStore

_FOLDER, _FILE, _PURPOSE = "published", "minutes.signed", "minutes"


def published_minutes(store: HubStore) -> dict[str, Minutes]:
    """Minutes by activity; what is not signed by this hub, or of another mode or vote, is not there."""
    found: dict[str, Minutes] = {}
    for path in sorted((store.folder.path / _FOLDER).glob(f"*/{_FILE}")):
        with suppress(OSError, SignatureError, FormatError, ValueError, RecursionError):
            content: Any = json.loads(verify(path.read_bytes(), _PURPOSE, store.signing_key.verify_key))
            minutes = read_minutes(content)
            if minutes.activity.id == path.parent.name and minutes.mode == store.mode.value:
                found[minutes.activity.id] = minutes
    return found
