"""Drawing voting codes: the cards for people, the digests for the catalogue."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from kiosk.catalogue.parts import Text
from kiosk.claims.codes import DIGEST_BYTES, digest_of, new_code, printed
from kiosk.errors import ContentError
from kiosk.ids import ActivityId, ConsultationId

_SLUG = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")


@dataclass(frozen=True)
class DrawnCodes:
    """New codes, and the draft that knows their digests."""

    printed: tuple[str, ...]
    title: Text
    quartier_name: str
    draft: dict[str, Any]


def draw_codes(draft: bytes, activity: str, quartier: str | None, number: int) -> DrawnCodes:
    """Draw `number` codes for one activity of a draft; the codes it has stay valid.

    Raises:
        ContentError: the draft does not parse, or has no such activity or quartier.
    """
    try:
        content: Any = json.loads(draft)
        consultation, found = next(
            (c, a) for c in content["consultations"] for a in c["activities"] if a["id"] == activity
        )
        title = Text(found["title"])
        quartiers = {q["id"]: q["name"] for q in content.get("quartiers", [])}
    except StopIteration:
        raise ContentError(f"The draft has no activity {activity}.") from None
    except (ValueError, KeyError, TypeError, RecursionError):
        raise ContentError("The draft does not parse; kiosk catalogue check says where.") from None
    if not _SLUG.fullmatch(activity):
        raise ContentError(f"{activity!r} cannot be an activity's id: letters, figures, dots, - and _.")
    if found.get("quartier_budgets") and quartier is None:
        raise ContentError(f"{activity} is voted on by quartier: say which with --quartier.")
    if quartier is not None and quartier not in quartiers:
        raise ContentError(f"The draft has no quartier {quartier}.")
    codes = [new_code() for _ in range(number)]
    names = ConsultationId(consultation["id"]), ActivityId(activity)
    digests = {bytes(digest_of(code, *names)) for code in codes}
    lists: list[dict[str, Any]] = content.setdefault("codes", [])
    if not isinstance(lists, list) or not all(isinstance(c, dict) and "activity" in c for c in lists):
        raise ContentError("The codes of this draft do not parse; kiosk catalogue check says where.")
    held = next((c for c in lists if c["activity"] == activity and c.get("quartier") == quartier), None)
    if held is None:
        held = {"activity": activity, "digests": ""} | ({"quartier": quartier} if quartier else {})
        lists.append(held)
    try:
        raw = base64.b64decode(held["digests"], validate=True)
    except (ValueError, TypeError, KeyError):
        raise ContentError(f"The digests of {activity} in this draft are not base64.") from None
    digests |= {raw[start : start + DIGEST_BYTES] for start in range(0, len(raw), DIGEST_BYTES)}
    held["digests"] = base64.b64encode(b"".join(sorted(digests))).decode()
    return DrawnCodes(tuple(map(printed, codes)), title, quartiers.get(quartier or "", ""), content)


def without_codes(draft: bytes, activity: str, digests: Collection[bytes]) -> dict[str, Any]:
    """The draft without these codes of an activity. Raises `ContentError` when it does not parse."""
    try:
        content: dict[str, Any] = json.loads(draft)
        for held in content.get("codes", []):
            if held["activity"] == activity:
                raw = base64.b64decode(held["digests"], validate=True)
                each = (raw[start : start + DIGEST_BYTES] for start in range(0, len(raw), DIGEST_BYTES))
                kept = b"".join(sorted(digest for digest in each if digest not in digests))
                held["digests"] = base64.b64encode(kept).decode()
    except (ValueError, KeyError, TypeError, RecursionError):
        raise ContentError(
            "The codes of this draft do not parse; kiosk catalogue check says where."
        ) from None
    return content
