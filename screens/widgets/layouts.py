"""What the keyboards on the glass hold. A key is a character or one of the names below."""

from __future__ import annotations

from dataclasses import dataclass

DELETE = "⌫"
SPACE = " "
SHIFT = "⇧"
SIGNS = "123"
LETTERS = "abc"
BLANK = ""
"""A place without a key."""
_WIDE = {SPACE: 4}


@dataclass(frozen=True)
class Layout:
    """One or two pages of rows; each key with its width in columns of the grid."""

    pages: tuple[tuple[tuple[tuple[str, int], ...], ...], ...]

    @property
    def columns(self) -> int:
        """Units of the widest row."""
        return max(sum(units for _, units in row) for page in self.pages for row in page)

    @property
    def height(self) -> int:
        """Rows of the tallest page."""
        return max(len(page) for page in self.pages)


def _page(*rows: str) -> tuple[tuple[tuple[str, int], ...], ...]:
    names = {"DEL": DELETE, "SPACE": SPACE, "SHIFT": SHIFT, "_": BLANK}
    keys = ([names.get(name, name) for name in row.split()] for row in rows)
    return tuple(tuple((name, _WIDE.get(name, 1)) for name in row) for row in keys)


KEYBOARD_CODE = Layout((_page("1 2 3 4 5 6 7 8 9 0 DEL", "A B C D E F G H J K M", "N P Q R S T V W X Y Z"),))
"""Crockford's 32 characters, figures first, letters in the order of the alphabet."""

KEYBOARD_DIGITS = Layout((_page("1 2 3", "4 5 6", "7 8 9", "_ 0 DEL"),))
"""Figures as on a telephone."""

KEYBOARD_AZERTY = Layout(
    (
        _page(
            "a z e r t y u i o p",
            "q s d f g h j k l m",
            "w x c v b n ' - é è",
            "à ç ê î ï ô û ù œ DEL",
            "SHIFT 123 SPACE , . ? !",
        ),
        _page(
            "1 2 3 4 5 6 7 8 9 0",
            "@ # & ( ) / : ; + =",
            "° € % \" ' - * « » …",
            "á à í ó ò ú ñ ¿ ¡ DEL",
            "SHIFT abc SPACE , . ? !",
        ),
    )
)
"""The letters of French where a French keyboard has them, the accents below, figures on a second page."""
