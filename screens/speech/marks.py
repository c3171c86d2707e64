"""Text as it is heard: signs that only the eye needs are left out, codes are spelled, amounts are in order.

Every mark of the screens stands beside its word (``● chosen``), so that nothing is lost without it.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from kiosk.i18n import N_
from screens.widgets.layouts import DELETE, LETTERS, SHIFT, SIGNS, SPACE
from screens.widgets.text import clean

if TYPE_CHECKING:
    from kiosk.i18n import Translator

_SIGN = "[0-9A-HJKMNP-TV-Z]"
_CODE = re.compile(rf"\b{_SIGN}{{4}}-{_SIGN}{{4}}-(?:{_SIGN}{{2}}|{_SIGN}{{4}}-{_SIGN}{{4}}-{_SIGN})\b")
"""A receipt, or a voting code."""
_FIGURE_SPACE = re.compile(r"(?<=\d)[\u00a0\u202f\u2009](?=\d{3}(?!\d))")
_SIGN_FIRST = re.compile(r"([€$£])[\u00a0\u202f ]?(\d[\d.,]*\d|\d)")
_LONELY = re.compile(r"(?<!\S)[+−*/|_~=]+(?!\S)")
_PAUSES = re.compile(r"[·•—–…]|(?<= )-(?= )")
_SILENT_CATEGORIES = frozenset({"So", "Sk", "Co", "Cn", "Cf", "Cs"})
_TIDY = (
    (re.compile(r"\s*\n\s*"), "\n"),
    (re.compile(r"[^\S\n]+"), " "),
    (re.compile(r"\s+(?=[,.])"), ""),
    (re.compile(r"([,.;:?!])(?:\s*,)+"), r"\1"),
    (re.compile(r"^[\s,;.]+", re.MULTILINE), ""),
)
_ENDS = ".?!:;…"

LETTER_NAMES = {
    ".": N_("full stop"),
    ",": N_("comma"),
    ";": N_("semicolon"),
    ":": N_("colon"),
    "?": N_("question mark"),
    "!": N_("exclamation mark"),
    "'": N_("apostrophe"),
    "’": N_("apostrophe"),
    '"': N_("quotation mark"),
    "«": N_("opening quotation mark"),
    "»": N_("closing quotation mark"),
    "-": N_("hyphen"),
    "_": N_("underscore"),
    "@": N_("at sign"),
    "#": N_("number sign"),
    "&": N_("and sign"),
    "(": N_("opening bracket"),
    ")": N_("closing bracket"),
    "/": N_("slash"),
    "+": N_("plus"),
    "=": N_("equals"),
    "*": N_("asterisk"),
    "%": N_("per cent"),
    "€": N_("euro"),
    "°": N_("degree"),
    "…": N_("three dots"),
    "¿": N_("opening question mark"),
    "¡": N_("opening exclamation mark"),
    DELETE: N_("Delete"),
    SPACE: N_("Space"),
    SHIFT: N_("capital letter"),
    SIGNS: N_("figures and signs"),
    LETTERS: N_("letters"),
}


def spelled(code: str) -> str:
    """A code so that it can be noted: one character at a time, a longer pause after each group."""
    return ". ".join(", ".join(group) for group in code.split("-"))


def heard(text: str, tr: Translator) -> str:
    """`text` as a voice says it: what is only for the eye left out, ends of lines as ends of sentences.

    A title without a single word, such as one of pictures alone, is said to be that.
    """
    shown = clean(text, limit=20_000)
    words = _SIGN_FIRST.sub(r"\2 \1", _FIGURE_SPACE.sub("", shown))
    words = _CODE.sub(lambda found: f"{spelled(found[0])}.", words)
    words = _LONELY.sub(" ", _PAUSES.sub(",", words))
    words = "".join(" " if _is_silent(sign) else sign for sign in words)
    for pattern, instead in _TIDY:
        words = pattern.sub(instead, words)
    said = " ".join(ended(line) for line in words.split("\n") if any(map(str.isalnum, line)))
    return said or (tr("signs without words") if shown.strip() and not _only_marks(shown) else "")


def ended(words: str) -> str:
    """With the full stop that makes a voice take breath."""
    words = words.strip().rstrip(",")
    return words if not words or words[-1] in _ENDS else words + "."


def _is_silent(sign: str) -> bool:
    return sign != "°" and (_is_block(sign) or unicodedata.category(sign) in _SILENT_CATEGORIES)


def _is_block(sign: str) -> bool:
    """Arrows, boxes, bars and dots: signs that a voice calls by long names."""
    return 0x2190 <= ord(sign) <= 0x21FF or 0x2500 <= ord(sign) <= 0x27BF


def _only_marks(text: str) -> bool:
    """Whether there are none but marks of our own, which are never alone."""
    return all(sign.isspace() or _is_block(sign) or sign in "+−·•—–…" for sign in text)


def letter(character: str, tr: Translator, *, cased: bool = True) -> str:
    """The name of one key or of one character typed; `cased` where a capital is another letter."""
    if character in LETTER_NAMES:
        return tr(LETTER_NAMES[character])
    if cased and len(character) == 1 and character.isupper():
        return tr("capital {letter}", letter=character)
    if len(character) == 1 and _is_silent(character):
        return tr("signs without words")
    return character
