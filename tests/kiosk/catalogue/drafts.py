"""A good catalogue to start from, as JSON that a test breaks in one place."""

from __future__ import annotations

import base64
import json
from datetime import UTC, datetime
from functools import cache
from typing import Any

from kiosk.sealing import generate
from sync.demo import demo_draft

NOW = datetime(2027, 3, 10, 12, tzinfo=UTC)


@cache
def _demo() -> tuple[str, str, str, bytes]:
    register, box, contributions = (base64.b64encode(generate()[1]).decode() for _ in range(3))
    return register, box, contributions, demo_draft(NOW)


def good(version: int = 1, mode: str = "test") -> Any:
    """The demo as a whole catalogue: dictionaries and lists of its own, to be changed at will."""
    register, box, contributions, draft = _demo()
    content = json.loads(draft)
    codes = base64.b64encode(bytes(range(32))).decode()
    return content | {
        "version": version,
        "mode": mode,
        "issued": "2027-03-10T11:00:00+00:00",
        "keys": {"register": register, "box": box, "contributions": contributions},
        "codes": [{"activity": "budget", "digests": codes}],
    }


def written(content: Any) -> bytes:
    """The JSON of a catalogue."""
    return json.dumps(content).encode()


def consultation(content: Any, name: str) -> Any:
    """One consultation of a catalogue."""
    return next(c for c in content["consultations"] if c["id"] == name)


def activity(content: Any, name: str) -> Any:
    """One activity of a catalogue."""
    return next(a for c in content["consultations"] for a in c["activities"] if a["id"] == name)
