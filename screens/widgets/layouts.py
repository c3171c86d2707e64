"""What the keyboards on the glass hold. A key is what it types, or one of the names below."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

DELETE = "⌫"
DELETE_WORD = "⌫⌫"
SPACE = " "
SHIFT = "⇧"
NEW_LINE = "⏎"
LEFT = "←"
RIGHT = "→"
SIGNS = "123"
LETTERS = "abc"
ACCENTS = "âœñ"
BLANK = ""
"""A place without a key."""
PAGE_KEYS = frozenset({SIGNS, LETTERS, ACCENTS})
"""Keys that turn to the page of their name."""
FUNCTIONS = PAGE_KEYS | {DELETE, DELETE_WORD, SHIFT, NEW_LINE, LEFT, RIGHT}
"""Keys that type nothing that is written on them."""
_NAMES = {
    "DEL": DELETE,
    "WORD": DELETE_WORD,
    "SPACE": SPACE,
    "SHIFT": SHIFT,
    "ENTER": NEW_LINE,
    "LETTERS": LETTERS,
    "SIGNS": SIGNS,
    "ACCENTS": ACCENTS,
    "NONE": BLANK,
}

HELD: Mapping[str, str] = MappingProxyType(
    {
        "a": "àâáäæãå",
        "c": "çčć",
        "e": "éèêëęě",
        "g": "ğ",
        "i": "îïíìı",
        "l": "ł",
        "n": "ñńň",
        "o": "ôòóöœõø",
        "r": "ř",
        "s": "ßşšś",
        "t": "ţť",
        "u": "ùûúüů",
        "y": "ÿý",
        "z": "žżź",
        "’": "'‘\"`",
        "-": "–—_",
        ".": "…:;·",
        ",": ";",
        "?": "¿",
        "!": "¡",
        "€": "$£",
        "(": "[{<",
        ")": "]}>",
        "«": "“„",
        "»": "”",
        "/": "\\|",
        "+": "±×÷",
        "=": "≠≈",
        "*": "•^",
        "°": "ºª",
        "#": "~",
    }
)
"""What a key opens when it is held: a letter in all its accents. Everything French, Occitan and
Spanish need has a key of its own as well, because some terminals cannot tell a long press."""

Row = tuple[tuple[str, int], ...]
"""Keys with their width in columns of the grid."""


@dataclass(frozen=True)
class Layout:
    """Pages of rows, by the name of the key that turns to them. The first is shown first."""

    pages: Mapping[str, tuple[Row, ...]]

    @property
    def first(self) -> str:
        """The page that is shown first."""
        return next(iter(self.pages))

    @property
    def columns(self) -> int:
        """Units of the widest row."""
        return max(sum(units for _, units in row) for page in self.pages.values() for row in page)

    @property
    def height(self) -> int:
        """Rows of the tallest page."""
        return max(len(page) for page in self.pages.values())

    def page_of(self, name: str) -> str | None:
        """The page that has a key."""
        found = (
            page for page, rows in self.pages.items() if any(name == key for row in rows for key, _ in row)
        )
        return next(found, None)


def _page(*rows: str) -> tuple[Row, ...]:
    return tuple(tuple(_key(word) for word in row.split()) for row in rows)


def _key(word: str) -> tuple[str, int]:
    """``DEL*2`` is the key to delete, two columns wide."""
    name, star, units = word.rpartition("*")
    if not (star and name):
        name, units = word, "1"
    return _NAMES.get(name, name), int(units)


KEYBOARD_CODE = Layout(
    {LETTERS: _page("1 2 3 4 5 6 7 8 9 0 DEL", "A B C D E F G H J K M", "N P Q R S T V W X Y Z")}
)
"""Crockford's 32 characters, figures first, letters in the order of the alphabet."""

KEYBOARD_DIGITS = Layout({SIGNS: _page("1 2 3", "4 5 6", "7 8 9", "NONE 0 DEL")})
"""Figures as on a telephone."""

KEYBOARD_SIGNED = Layout({SIGNS: _page("1 2 3", "4 5 6", "7 8 9", "- 0 DEL")})
"""Figures of a number that may lie below zero."""

KEYBOARD_NUMBERS = Layout({SIGNS: _page("1 2 3 4 5 DEL*2", "6 7 8 9 0 SPACE*2")})
"""Numbers with a space between them, in two rows: they leave room for what is read."""

KEYBOARD_POINTS = Layout({SIGNS: _page("1 2 3 4 5 DEL*2", "6 7 8 9 0 = SPACE")})
"""The same with the sign for points."""

KEYBOARD_ADDRESS = Layout(
    {
        LETTERS: _page(
            "a z e r t y u i o p",
            "q s d f g h j k l m",
            "w x c v b n . - _ @",
            "@gmail.com*3 @orange.fr*3 @free.fr*2 DEL*2",
            "SIGNS*2 @wanadoo.fr*3 @laposte.net*3 ← →",
        ),
        SIGNS: _page(
            "NONE*2 1*2 2*2 3*2 NONE*2",
            "NONE*2 4*2 5*2 6*2 NONE*2",
            "NONE*2 7*2 8*2 9*2 NONE*2",
            "NONE*2 +*2 0*2 SPACE*2 DEL*2",
            "LETTERS*2 . - _ @ NONE*2 ← →",
        ),
    }
)
"""An e-mail address, with the ends that most of them have, or a telephone number."""

KEYBOARD_WEB = Layout(
    {
        LETTERS: _page(
            "a z e r t y u i o p",
            "q s d f g h j k l m",
            "w x c v b n . - : /",
            "https://*3 http://*3 DEL*4",
            "SIGNS*4 ← → .fr*4",
        ),
        SIGNS: _page(
            "NONE*2 1*2 2*2 3*2 NONE*2",
            "NONE*2 4*2 5*2 6*2 NONE*2",
            "NONE*2 7*2 8*2 9*2 NONE*2",
            "NONE*2 _*2 0*2 DEL*4",
            "LETTERS*2 . - : / NONE*2 ← →",
        ),
    }
)
"""The address of a machine."""

_OWN_LETTERS = {"oc": "éèàçòí", "es": "éáíóúñ"}
_FRENCH = "éèàçêù"


@cache
def azerty(language: str = "fr", *, long: bool = False) -> Layout:
    """Letters where a French keyboard has them, for every language: it is the one that people here know.

    Args:
        language: whose six letters with accents stand beside the others; all others have a page.
        long: whether a text of several lines is written.
    """
    own = _OWN_LETTERS.get(language.partition("_")[0], _FRENCH)
    below = "SPACE*3 ENTER ← → ! ?" if long else "SPACE*4 ← → ! ?"
    return Layout(
        {
            LETTERS: _page(
                "a z e r t y u i o p",
                "q s d f g h j k l m",
                f"w x c v b n {' '.join(own[:4])}",
                f"SHIFT*2 {own[4]} {own[5]} ’ , . - DEL*2",
                f"SIGNS ACCENTS {below}",
            ),
            SIGNS: _page(
                "1 2 3 4 5 6 7 8 9 0",
                "@ # & % € ° + = * /",
                '( ) « » " : ; _ ² …',
                "WORD*2 [ ] ’ , . - DEL*2",
                f"LETTERS ACCENTS {below}",
            ),
            ACCENTS: _page(
                "à â á ä æ é è ê ë ç",
                "î ï í ì ò ô ó ö œ ñ",
                "ù û ú ü ÿ ã õ ß ¿ ¡",
                "SHIFT*2 « » ’ , . - DEL*2",
                f"SIGNS LETTERS {below}",
            ),
        }
    )


KEYBOARD_AZERTY = azerty()
"""The keyboard of a French line."""
