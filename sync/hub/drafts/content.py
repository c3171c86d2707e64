"""The content of a draft: one consultation as a catalogue holds it, and what it needs around it.

A draft is a JSON object with ``consultation`` (as `kiosk.catalogue.model.Consultation`, but any part
may be missing or wrong), and where it brings them along ``quartiers``, ``themes`` and ``codes`` as a
catalogue holds them, and ``extras``: ``{activity: {project: {field: value}}}`` for what a spreadsheet
says about a project and a tablet does not show.
"""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from collections.abc import Collection, Iterator
from typing import Any

from kiosk.errors import ContentError

Content = dict[str, Any]
CONTENT_BYTES_MAX = 8_000_000
"""Of one draft: ten thousand projects in five languages, and a picture."""
LANGUAGES = ("fr", "en", "es", "oc", "fr_simple")
"""What texts are written in; French comes first and is the only one that must be."""
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
_ID_LETTERS = 48
_BIDI = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c\ufeff"


def slug(words: str, taken: Collection[str] = (), otherwise: str = "sans-titre") -> str:
    """A readable id made of `words` that is not `taken`: ``Place à l’ombre`` gives ``place-a-l-ombre``."""
    flat = unicodedata.normalize("NFKD", words.casefold().replace("œ", "oe").replace("æ", "ae"))
    ascii_ = "".join(c if c.isascii() and c.isalnum() else " " for c in flat if not unicodedata.combining(c))
    name = "-".join(ascii_.split())[:_ID_LETTERS].strip("-") or otherwise
    found, number = name, 2
    while found in taken:
        found, number = f"{name}-{number}", number + 1
    return found


def is_id(text: object) -> bool:
    """Whether `text` can be the id of a consultation or an activity."""
    return isinstance(text, str) and _ID.fullmatch(text) is not None


def cleaned(text: str) -> str:
    """Words as a tablet may hold them: no control or direction marks, one kind of line end."""
    lines = unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n")
    kept = (
        c
        for c in lines
        if c in "\n\t" or (unicodedata.category(c) not in ("Cc", "Cs", "Co", "Cn") and c not in _BIDI)
    )
    return "".join(kept).replace("\t", " ").strip()


def of_text(raw: bytes | str) -> Content:
    """Read a draft, or an unsigned catalogue with one consultation, from JSON.

    Raises:
        ContentError: it is neither; nothing about whether it is complete.
    """
    if len(raw) > CONTENT_BYTES_MAX:
        raise ContentError(f"A draft has at most {CONTENT_BYTES_MAX // 1_000_000} MB.")
    try:
        found = json.loads(raw)
    except (ValueError, RecursionError):
        raise ContentError("The draft is not JSON.") from None
    return checked_shape(found)


def checked_shape(found: object) -> Content:
    """The content of a draft out of what was read.

    Takes a draft, a catalogue's draft with exactly one consultation, or a consultation alone.

    Raises:
        ContentError: it is none of these.
    """
    if not isinstance(found, dict):
        raise ContentError("The draft is not a JSON object.")
    if "consultations" in found:
        listed = found["consultations"]
        if not isinstance(listed, list) or len(listed) != 1:
            raise ContentError("A draft holds one consultation, no more and no less.")
        around = {name: found[name] for name in ("quartiers", "themes", "codes") if name in found}
        found = {"consultation": listed[0], **around}
    elif "consultation" not in found:
        found = {"consultation": found}
    consultation = found["consultation"]
    if not isinstance(consultation, dict) or not is_id(consultation.get("id")):
        raise ContentError("The consultation of the draft has no id of letters, figures, dots, - and _.")
    shaped: Content = {"consultation": consultation}
    for name in ("quartiers", "themes", "codes"):
        value: object = found.get(name, [])
        if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
            raise ContentError(f"{name} of the draft is not a list of objects.")
        shaped[name] = value
    extras = found.get("extras", {})
    shaped["extras"] = extras if isinstance(extras, dict) else {}
    for name in ("phases", "activities", "documents", "decisions"):
        value = consultation.setdefault(name, [])
        if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
            raise ContentError(f"{name} of the consultation is not a list of objects.")
    return shaped


def to_text(content: Content) -> str:
    """As the table keeps it. Raises `ContentError` when it is too large."""
    written = json.dumps(content, ensure_ascii=True, separators=(",", ":"))
    if len(written) > CONTENT_BYTES_MAX:
        raise ContentError(f"A draft has at most {CONTENT_BYTES_MAX // 1_000_000} MB.")
    return written


def digest(part: object) -> str:
    """What is equal when a part of a draft is as it was."""
    written = json.dumps(part, ensure_ascii=True, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(written.encode()).hexdigest()[:32]


def title_of(content: Content, language: str = "fr") -> str:
    """What the consultation is called, or its id."""
    return text_in(content["consultation"].get("title"), language) or str(content["consultation"]["id"])


def text_in(text: object, language: str = "fr") -> str:
    """The words of a text in one language, or in the first it has; empty when there are none."""
    if not isinstance(text, dict):
        return ""
    found = text.get(language) or next(iter(text.values()), "")
    return found if isinstance(found, str) else ""


def activities(content: Content) -> Iterator[dict[str, Any]]:
    """The activities of the consultation."""
    yield from content["consultation"]["activities"]


def activity(content: Content, name: str) -> dict[str, Any]:
    """The activity of that id. Raises `ContentError` when there is none."""
    for one in activities(content):
        if one.get("id") == name:
            return one
    raise ContentError(f"The draft has no activity {name}.")
