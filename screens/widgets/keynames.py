"""What is written on a key, and what a voice says of it."""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum

from kiosk.i18n import N_, Translator
from screens.widgets.layouts import (
    ACCENTS,
    DELETE,
    DELETE_WORD,
    LEFT,
    LETTERS,
    NEW_LINE,
    RIGHT,
    SHIFT,
    SIGNS,
    SPACE,
)


class Shift(Enum):
    """Whether capitals are typed."""

    OFF = 0
    ONCE = 1
    LOCKED = 2


_SHIFT_SPOKEN = {
    Shift.OFF: N_("Capital letter"),
    Shift.ONCE: N_("Capital letter, for one letter"),
    Shift.LOCKED: N_("Capital letters, until you press again"),
}
_SPOKEN = {
    SPACE: N_("Space"),
    DELETE: N_("Delete"),
    DELETE_WORD: N_("Delete a word"),
    NEW_LINE: N_("New line"),
    LEFT: N_("Cursor to the left"),
    RIGHT: N_("Cursor to the right"),
    SIGNS: N_("Figures and signs"),
    LETTERS: N_("Letters"),
    ACCENTS: N_("All accents"),
    "’": N_("apostrophe"),
    "'": N_("straight apostrophe"),
    "-": N_("hyphen"),
    "–": N_("dash"),
    "_": N_("underscore"),
    ",": N_("comma"),
    ".": N_("full stop"),
    "…": N_("three dots"),
    ":": N_("colon"),
    ";": N_("semicolon"),
    "?": N_("question mark"),
    "!": N_("exclamation mark"),
    "¿": N_("opening question mark"),
    "¡": N_("opening exclamation mark"),
    "«": N_("opening quotation mark"),
    "»": N_("closing quotation mark"),
    '"': N_("straight quotation mark"),
    "(": N_("opening bracket"),
    ")": N_("closing bracket"),
    "[": N_("opening square bracket"),
    "]": N_("closing square bracket"),
    "/": N_("slash"),
    "@": N_("at sign"),
    "#": N_("hash"),
    "&": N_("and sign"),
    "%": N_("per cent"),
    "€": N_("euros"),
    "°": N_("degree"),
    "+": N_("plus"),
    "=": N_("equals"),
    "*": N_("star"),
    "²": N_("squared"),
}


def spoken(tr: Translator, name: str, face: str, shift: Shift) -> str:
    """What a voice says of a key: its name, or the letter that it types."""
    if name == SHIFT:
        return tr(_SHIFT_SPOKEN[shift])
    if face in _SPOKEN:
        return tr(_SPOKEN[face])
    if name != face and len(face) == 1:
        return tr("capital {letter}", letter=face)
    return face.removeprefix("@") if len(face) > 1 else face


def labels(tr: Translator, name: str, face: str, shift: Shift) -> Iterable[str]:
    """What may be written on a key, longest first: the first that fits is.

    The state of the capitals is a mark and a word: ``●`` for one letter, ``●●`` until pressed again.
    """
    if name == SHIFT:
        mark = {Shift.OFF: SHIFT, Shift.ONCE: "●", Shift.LOCKED: "●●"}[shift]
        both = (tr("CAPITALS"), tr("CAPS")) if shift is Shift.LOCKED else (tr("Capital"), tr("Cap"))
        return (*(f"{mark} {word}" for word in both), mark)
    if name == DELETE:
        word = tr("Delete")
        return (f"{DELETE} {word}", word, DELETE)
    if name == DELETE_WORD:
        words, word = tr("Delete a word"), tr("word")
        return (f"{DELETE} {words}", words, f"{DELETE} {word}", DELETE_WORD)
    if name == NEW_LINE:
        word = tr("line")
        return (f"{NEW_LINE} {word}", NEW_LINE)
    if name == SPACE:
        return (tr("Space"), "␣")
    return (face.removeprefix("@") if len(face) > 1 else face,)
