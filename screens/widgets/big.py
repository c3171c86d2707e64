"""Words and figures that can be read from two metres: three lines high, in half blocks."""

from __future__ import annotations

import unicodedata

from textual.content import Content
from textual.geometry import Size
from textual.widget import Widget

from screens.widgets.text import clean

LINES = 3
_LIMIT = 40
_HALVES = {(False, False): " ", (True, False): "▀", (False, True): "▄", (True, True): "█"}
_ROWS = 5
_MARK = 2
"""Column of an accent, as far as the letter is wide enough."""
# Five rows of dots a letter; a sixth above them holds the accent.
_LETTERS = """
A .##. #..# #### #..# #..#|B ###. #..# ###. #..# ###.|C .### #... #... #... .###
D ###. #..# #..# #..# ###.|E #### #... ###. #... ####|F #### #... ###. #... #...
G .### #... #.## #..# .###|H #..# #..# #### #..# #..#|I # # # # #|J ..## ...# ...# #..# .##.
K #..# #.#. ##.. #.#. #..#|L #... #... #... #... ####|M #...# ##.## #.#.# #...# #...#
N #..# ##.# #.## #..# #..#|O .##. #..# #..# #..# .##.|P ###. #..# ###. #... #...
Q .##. #..# #..# #.#. .#.#|R ###. #..# ###. #.#. #..#|S .### #... .##. ...# ###.
T ##### ..#.. ..#.. ..#.. ..#..|U #..# #..# #..# #..# .##.|V #...# #...# .#.#. .#.#. ..#..
W #...# #...# #.#.# ##.## #...#|X #..# #..# .##. #..# #..#|Y #...# .#.#. ..#.. ..#.. ..#..
Z #### ..#. .#.. #... ####|0 ### #.# #.# #.# ###|1 ##. .#. .#. .#. ###|2 ### ..# ### #.. ###
3 ### ..# .## ..# ###|4 #.# #.# ### ..# ..#|5 ### #.. ### ..# ###|6 ### #.. ### #.# ###
7 ### ..# ..# .#. .#.|8 ### #.# ### #.# ###|9 ### #.# ### ..# ###|: . # . # .|- ... ... ### ... ...
. . . . . #|% #..# ...# .##. #... #..#|/ ..# ..# .#. #.. #..|, . . . # #|? ### ..# .#. ... .#.
< ..# .#. #.. .#. ..#
"""
_GLYPHS = {
    entry[0]: tuple(entry[2:].split()) for line in _LETTERS.strip().splitlines() for entry in line.split("|")
}
_SPACE_COLUMNS = 2


def big_lines(text: str) -> list[str] | None:
    """`text` in three lines of half blocks; None when a letter of it has no large form."""
    rows = [""] * (_ROWS + 1)
    for letter in unicodedata.normalize("NFC", text.upper()):
        if letter.isspace():
            rows = [row + "." * _SPACE_COLUMNS for row in rows]
            continue
        parted = unicodedata.normalize("NFD", letter)
        glyph = _GLYPHS.get(parted[0])
        if glyph is None:
            return None
        width = len(glyph[0])
        at = min(_MARK, width - 1)
        accent = "." * at + "#" + "." * (width - at - 1) if len(parted) > 1 else "." * width
        rows = [row + part + "." for row, part in zip(rows, (accent, *glyph), strict=True)]
    return [
        "".join(
            _HALVES[top == "#", low == "#"] for top, low in zip(rows[n], rows[n + 1], strict=True)
        ).rstrip()
        for n in range(0, _ROWS + 1, 2)
    ]


class Big(Widget, can_focus=False, inherit_bindings=False):
    """A word or a figure, as large as its room allows; in plain bold letters where it does not."""

    def __init__(self, text: str = "", *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._text = clean(text, _LIMIT, one_line=True)

    def show(self, text: str) -> None:
        """Replace it."""
        self._text = clean(text, _LIMIT, one_line=True)
        self.refresh()

    @property
    def spoken(self) -> str:
        """The words."""
        return self._text

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:  # noqa: ARG002
        """Three lines for each line of words; one where it is too narrow for them."""
        return len(self._large(width)) or 1

    def _large(self, width: int) -> list[str]:
        """The large lines, broken between words where one line is too narrow; none where that is no help."""
        words, found = self._text.split(), list[str]()
        while words:
            for number in range(len(words), 0, -1):
                lines = big_lines(" ".join(words[:number]))
                if lines is None:
                    return []
                if max(map(len, lines)) <= width:
                    found += ["", *lines] if found else lines
                    words = words[number:]
                    break
            else:
                return []
        return found

    def render(self) -> Content:
        """Large where there is room, otherwise bold."""
        size = self.content_size
        lines = self._large(size.width)
        if lines and len(lines) <= size.height:
            return Content("\n").join(Content(line) for line in lines)
        above = "\n" * max(0, (size.height - 1) // 2)
        words = Content.styled(self._text, "bold").truncate(max(1, size.width), ellipsis=True)
        return Content(above) + words
