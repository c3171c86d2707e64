"""A QR code in half blocks: one module is one column wide and half a line high."""

from __future__ import annotations

from functools import cached_property

from rich.segment import Segment
from rich.style import Style
from textual.geometry import Size
from textual.strip import Strip
from textual.widget import Widget

QUIET_ZONE = 2
_LETTERS = (17, 32, 53, 78, 106, 134, 154, 192, 230, 271)
"""Letters in a light code of 21, 25, 29… modules (ISO/IEC 18004, bytes, level L)."""
_HALVES = {(False, False): " ", (True, False): "▀", (False, True): "▄", (True, True): "█"}
_BLACK_ON_WHITE = Style(color="#000000", bgcolor="#ffffff")


class QR(Widget, can_focus=False, inherit_bindings=False):
    """Black on white whatever the theme. Where it does not fit whole it takes no room and shows nothing."""

    def __init__(
        self, text: str, *, quiet_zone: int = QUIET_ZONE, light: bool = False, id: str | None = None
    ) -> None:
        """Args:
        text: what it holds.
        quiet_zone: in modules; less than two only where white surrounds the code.
        light: mends less and holds more: for a screen, which has no smudges.
        id: of the widget.
        """
        super().__init__(id=id)
        self._light = light
        self._text = text
        self._quiet_zone = quiet_zone

    @cached_property
    def _lines(self) -> tuple[str, ...]:
        # Imported late: 20 ms that the first screen need not wait for.
        import qrcode

        levels = qrcode.constants
        level = levels.ERROR_CORRECT_L if self._light else levels.ERROR_CORRECT_M
        code = qrcode.QRCode(error_correction=level, border=self._quiet_zone)
        code.add_data(self._text)
        code.make(fit=True)
        rows: list[list[bool]] = code.get_matrix()
        if len(rows) % 2:
            rows.append([False] * len(rows[0]))
        pairs = zip(rows[::2], rows[1::2], strict=True)
        return tuple("".join(_HALVES[top, low] for top, low in zip(*pair, strict=True)) for pair in pairs)

    @property
    def cells(self) -> Size:
        """The columns and lines that it needs."""
        return Size(len(self._lines[0]), len(self._lines))

    def fits(self, width: int, height: int) -> bool:
        """Whether the whole code fits in `width` columns and `height` lines."""
        return self.cells.width <= width and self.cells.height <= height

    def get_content_width(self, container: Size, viewport: Size) -> int:  # noqa: ARG002
        """The code's own width, or none at all."""
        return self.cells.width if self.fits(*container) else 0

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:  # noqa: ARG002
        """The code's own height, or none at all."""
        return self.cells.height if self.fits(*container) else 0

    def render_line(self, y: int) -> Strip:
        """One line of half blocks, or nothing of a code that would be cut."""
        if not self.fits(*self.size) or y >= len(self._lines):
            return Strip.blank(self.size.width, self.rich_style)
        return Strip([Segment(self._lines[y], _BLACK_ON_WHITE)])


def light_letters(width: int, height: int) -> int:
    """How many letters a light code with its quiet zone holds in so many columns and lines; 0 for none."""
    modules = min(width, 2 * height) - 2 * QUIET_ZONE
    sizes = (modules - 17) // 4
    return _LETTERS[min(sizes, len(_LETTERS)) - 1] if sizes > 0 else 0
