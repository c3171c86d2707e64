"""The minutes on paper, from their data."""

from __future__ import annotations

import json
from collections.abc import Mapping

from kiosk.i18n import Translator
from sync.hub.paper.document import Document


def minutes_pdf(minutes: Mapping[str, object], tr: Translator) -> bytes:
    """The minutes (PDF) of a mapping in the shape ``kiosk-minutes/1``."""
    paper = Document("minutes", tr)
    paper.add_page()
    for key, value in minutes.items():
        paper.paragraph(f"{key}: {json.dumps(value)[:300]}")
    return paper.content()
