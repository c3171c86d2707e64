"""Text of any origin, brought down to the letters that a printer has: it stays data, never a command."""

from __future__ import annotations

import re
import unicodedata

TEXT_LIMIT = 1000
"""Characters of one text on paper."""

_BREAKS = re.compile("\r\n?|[\n\x0b\x0c\x85\u2028\u2029]")
_SPACES = re.compile("[ \t\u2000-\u200a\u205f\u3000]+")
_GLUES = re.compile("[\u00a0\u202f]")
_STANDS_FOR = {
    "œ": "oe", "Œ": "OE", "€": "EUR", "«": '"', "»": '"', "“": '"', "”": '"', "„": '"', "’": "'", "‘": "'",
    "…": "...", "–": "-", "—": "-", "‑": "-", "−": "-", "→": "->", "←": "<-", "•": "-", "●": "*", "✔": "*",
    "·": ".", "¿": "?", "¡": "!", "æ": "ae", "Æ": "AE", "ß": "ss", "°": "o",
}  # fmt: skip
_SEEN_SPACES = ("\n", " ", "\u00a0")
GLUE = "\u00a0"
"""Holds two words together until the lines are broken; printed as a space."""


def printable(text: str, code_page: str) -> str:
    """`text` in letters of `code_page` (a Python codec); others are spelled, unaccented or ``?``.

    Control, direction and other unseen characters are gone; of breaks, only ``\\n`` is left. So no byte
    below a space can come of it, and with it no command.
    """
    text = unicodedata.normalize("NFC", text[: 4 * TEXT_LIMIT])
    text = _GLUES.sub(GLUE, _SPACES.sub(" ", _BREAKS.sub("\n", text)))
    kept = "".join(letter for letter in text if letter in _SEEN_SPACES or _is_seen(letter))
    kept = kept if len(kept) <= TEXT_LIMIT else kept[: TEXT_LIMIT - 1].rstrip() + "…"
    return "".join(_in(letter, code_page) for letter in kept)


def _is_seen(letter: str) -> bool:
    return unicodedata.category(letter)[0] not in "CZ"


def _in(letter: str, code_page: str) -> str:
    if letter in ("\n", GLUE) or " " <= letter <= "~" or _has(code_page, letter):
        return letter
    if letter in _STANDS_FOR:
        return "".join(part if part.isascii() else _in(part, code_page) for part in _STANDS_FOR[letter])
    plain = unicodedata.normalize("NFKD", letter)
    bare = "".join(part for part in plain if part.isascii() and part.isprintable())
    return bare or ("" if unicodedata.combining(letter) else "?")


def _has(code_page: str, letter: str) -> bool:
    try:
        return letter.encode(code_page)[0] >= 0x80
    except UnicodeEncodeError:
        return False
