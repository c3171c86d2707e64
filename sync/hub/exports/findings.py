"""What in a written text may say who somebody is: addresses and numbers. It suggests; people decide.

Names of people are not found: no pattern tells them from other words. Whoever reads the review should
look for them, and the project team is told so.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What was found."""

    IBAN = "iban"
    """A bank account (ISO 13616)."""
    NIR = "nir"
    """A French social security number: 13 signs, with or without its key of two."""
    EMAIL = "email"
    PHONE = "phone"


@dataclass(frozen=True)
class Span:
    """A place in a text, in characters."""

    start: int
    end: int
    kind: Kind


_BETWEEN = r"[ .()/\-]{0,3}"
_EMAIL = re.compile(
    r"[\w.%+'-]{1,64} ?@ ?[\w-]{1,63}(?:\.[\w-]{1,63})+"
    r"|[\w.%+'-]{1,64} ?(?:\(at\)|\[at\]|\{at\}|<at>|\barobase\b|\(arobase\)|\(a\)) ?"
    r"[\w-]{1,63}(?: ?(?:\.|\(dot\)|\[dot\]|\(point\)|\bpoint\b|\bdot\b) ?[\w-]{1,63})+",
    re.IGNORECASE,
)
_PHONE = re.compile(
    rf"(?<![\d])(?:(?:\+|00) ?33{_BETWEEN}(?:0{_BETWEEN})?|[0oO]{_BETWEEN})[1-9](?:{_BETWEEN}\d){{8}}(?!\d)"
    r"|(?<![\d])(?:\+|00)[ (]{0,2}[1-9](?:[ .()/\-]{0,2}\d){7,14}(?!\d)"
    r"|(?<![\d])[67](?:[ .\-]\d\d){4}(?!\d)"
)
_NIR = re.compile(
    r"(?<!\d)[1-478][ .\-]{0,2}\d\d[ .\-]{0,2}(?:0[1-9]|1[0-2]|[2-9]\d)[ .\-]{0,2}(?:\d\d|2[ABab])[ .\-]{0,2}"
    r"\d{3}[ .\-]{0,2}\d{3}(?:[ .\-]{0,2}\d\d)?(?!\d)"
)
_IBAN = re.compile(r"(?<![A-Za-z0-9])[A-Za-z]{2}\d\d(?:[ \-.]?[A-Za-z0-9]){11,30}")
_IBAN_LENGTHS = range(34, 14, -1)
_FRENCH_IBAN = 27
_POSSIBLE = re.compile(r"\d|@|\uff20|[(\[{<]a|arobase", re.IGNORECASE)
"""Without one of these there is nothing to find: most texts need no closer look."""
_DASHES = "\u2010\u2011\u2012\u2013\u2014\u2212\u00ad"


def found_in(text: str) -> tuple[Span, ...]:
    """Everything in `text`, from left to right; what overlaps is one."""
    if not _POSSIBLE.search(text):
        return ()
    flat = _flat(text)
    spans = [
        *_ibans(flat),
        *(Span(m.start(), m.end(), Kind.NIR) for m in _NIR.finditer(flat)),
        *(Span(m.start(), m.end(), Kind.EMAIL) for m in _EMAIL.finditer(flat)),
        *(Span(m.start(), m.end(), Kind.PHONE) for m in _PHONE.finditer(flat)),
    ]
    first = {kind: place for place, kind in enumerate(Kind)}
    merged: list[Span] = []
    for span in sorted(spans, key=lambda span: (span.start, -span.end)):
        last = merged[-1] if merged else None
        if last is None or span.start >= last.end:
            merged.append(span)
        else:
            kind = min(last.kind, span.kind, key=lambda kind: first[kind])
            merged[-1] = Span(last.start, max(last.end, span.end), kind)
    return tuple(merged)


def masked(text: str, spans: Iterator[Span] | tuple[Span, ...]) -> str:
    """`text` with each of `spans` replaced by the word for what it was: ``[email]``."""
    parts, at = [], 0
    for span in spans:
        parts += [text[at : span.start], f"[{span.kind.value}]"]
        at = span.end
    return "".join([*parts, text[at:]])


def _flat(text: str) -> str:
    """As long as `text`, with ordinary letters, figures, spaces and dashes."""
    return "".join(map(_ordinary, text))


def _ordinary(character: str) -> str:
    if character < "\x7f":
        return " " if character in "\n\t" else character
    if character in _DASHES:
        return "-"
    if character.isspace():
        return " "
    if character.isdecimal():
        return str(unicodedata.decimal(character))
    plain = unicodedata.normalize("NFKC", character)
    return plain if len(plain) == 1 else character


def _ibans(flat: str) -> Iterator[Span]:
    for match in _IBAN.finditer(flat):
        places = [at for at in range(match.start(), match.end()) if flat[at].isalnum()]
        signs = "".join(flat[at] for at in places).upper()
        for length in _IBAN_LENGTHS:
            if length <= len(signs) and _is_iban(signs[:length]):
                yield Span(match.start(), places[length - 1] + 1, Kind.IBAN)
                break
        else:
            # Mistyped, it is still somebody's.
            if signs.startswith("FR") and len(signs) >= _FRENCH_IBAN:
                yield Span(match.start(), places[_FRENCH_IBAN - 1] + 1, Kind.IBAN)


def _is_iban(signs: str) -> bool:
    """ISO 7064, MOD 97-10."""
    return int("".join(str(int(sign, 36)) for sign in signs[4:] + signs[:4])) % 97 == 1
