"""The page all papers share: fonts, colours, margins, and the few things that are drawn on it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.resources import as_file, files
from typing import Literal

from fpdf import FPDF
from fpdf.enums import MethodReturnValue
from fpdf.fonts import FontFace, TTFFont

from kiosk.i18n import Translator
from kiosk.paper.printable import drawable, printable
from kiosk.paper.qr import QUIET_MODULES, qr_matrix, runs

Colour = tuple[int, int, int]
INK: Colour = (0x1F, 0x1A, 0x17)
MUTED: Colour = (0x54, 0x4A, 0x42)
BRICK: Colour = (0x8E, 0x2F, 0x1B)
SAND: Colour = (0xEF, 0xE3, 0xD3)
RULE: Colour = (0xD8, 0xCC, 0xBC)
WHITE: Colour = (0xFF, 0xFF, 0xFF)

MARGIN_MM = 22.0
BAND_MM = 9.0
UNDATED = datetime(2000, 1, 1, tzinfo=UTC)
"""Written into every paper that has no day of its own: the same content gives the same bytes."""

_SANS, _MONO = "sans", "mono"
_TOTAL = "\ue000" * 4
"""Stands for the number of pages, up to four figures; no text from elsewhere keeps this character."""
POINT_MM = 25.4 / 72


_SIGNATURE_MM = 24.0


def signatures_mm(number: int) -> float:
    """The height that lines for so many signatures take."""
    return -(-number // 2) * _SIGNATURE_MM


@dataclass(frozen=True)
class Column:
    """One column of a table."""

    name: str
    share: float
    """Of the width, relative to the other columns."""
    align: Literal["LEFT", "RIGHT", "CENTER"] = "LEFT"
    mono: bool = False


class Document(FPDF):
    """An A4 paper. Lengths are millimetres, sizes of type are points."""

    def __init__(
        self,
        title: str,
        tr: Translator,
        *,
        made: datetime = UNDATED,
        band: str = "",
        foot: str = "",
        margin: float = MARGIN_MM,
    ) -> None:
        """`band`: a warning across the top of each page; `foot`: what each page's foot says at the left."""
        super().__init__(format="A4")
        self._band, self._foot = printable(band), printable(foot, 90)
        self.set_creation_date(made)
        self.set_title(printable(title))
        self.set_lang(tr.language)
        self.alias_nb_pages(_TOTAL)
        with as_file(files("assets") / "fonts") as folder:
            self.add_font(_SANS, fname=folder / "DejaVuSans.ttf")
            self.add_font(_SANS, "B", folder / "DejaVuSans-Bold.ttf")
            self.add_font(_MONO, fname=folder / "DejaVuSansMono.ttf")
        self.set_margins(margin, margin, margin)
        self.c_margin = 0
        self.set_auto_page_break(True, MARGIN_MM + 2)
        self.set_line_width(0.2)
        self.ink()

    def normalize_text(self, text: str) -> str:
        """Every text goes through here before it is drawn; the foot has cleaned its own."""
        text = super().normalize_text(text if self.in_footer else printable(text))
        if self.in_footer or not isinstance(self.current_font, TTFFont):
            return text
        return drawable(text, self.current_font.cmap)

    def header(self) -> None:
        """The band, where there is one."""
        if not self._band:
            return
        self.set_fill_color(*BRICK)
        self.rect(0, 0, self.w, BAND_MM, style="F")
        self.ink(9, WHITE, bold=True)
        self.set_xy(0, 0)
        self.cell(self.w, BAND_MM, self._band, align="C")
        self.set_xy(self.l_margin, self.t_margin)

    def footer(self) -> None:
        """Whose paper it is and which page of how many: a missing page is noticed."""
        if not self._foot:
            return
        self.ink(8, MUTED)
        self.set_y(-16)
        self.cell(20, 5, f"{self.page_no()} / {_TOTAL}")
        self.cell(self.epw - 20, 5, self._foot, align="R")

    def ink(
        self, size: float = 10.5, colour: Colour = INK, *, bold: bool = False, mono: bool = False
    ) -> None:
        """Take up a pen for what is written next."""
        self.set_font(_MONO if mono else _SANS, "B" if bold and not mono else "", size)
        self.set_text_color(*colour)

    def masthead(self, eyebrow: str, title: str, size: float = 25) -> None:
        """A bar of brick, what kind of paper this is, and its title."""
        self.set_fill_color(*BRICK)
        self.rect(self.l_margin, self.get_y(), 16, 1.8, style="F")
        self.ln(6.5)
        self.paragraph(eyebrow, size=10, colour=BRICK, bold=True, gap=1)
        self.paragraph(title, size=size, bold=True, gap=6, leading=1.2)

    def heading(self, text: str, needs: float = 30) -> None:
        """A heading that stays with at least `needs` millimetres of what follows."""
        if self.will_page_break(needs):
            self.add_page()
        elif self.get_y() > self.t_margin:
            self.ln(4)
        self.paragraph(text, size=14, bold=True, gap=2.5, leading=1.25)

    def paragraph(
        self,
        text: str,
        *,
        size: float = 10.5,
        colour: Colour = INK,
        bold: bool = False,
        mono: bool = False,
        gap: float = 2.5,
        width: float = 0,
        leading: float = 1.45,
        most_lines: int = 0,
    ) -> None:
        """Lines broken at words, or within a word that is longer; the next text starts below, at the same x.

        `width` 0 is up to the margin; `most_lines` 0 is all of them, else an ellipsis ends what is cut.
        """
        self.ink(size, colour, bold=bold, mono=mono)
        height = size * POINT_MM * leading
        if most_lines and len(lines := self._broken(text, width)) > most_lines:
            text = " ".join(lines[:most_lines]) + "…"
            while len(self._broken(text, width)) > most_lines:
                text = text[:-2].rstrip() + "…"
        self.multi_cell(width, height, text, align="L", new_x="LEFT", new_y="NEXT")
        self.set_xy(self.get_x(), self.get_y() + gap)

    def height_of(self, text: str, *, size: float, width: float, leading: float = 1.45) -> float:
        """Millimetres that a heavy `paragraph` takes."""
        self.ink(size, bold=True)
        return len(self._broken(text, width)) * size * POINT_MM * leading

    def labelled(
        self, label: str, value: str, *, size: float = 10.5, mono: bool = False, most_lines: int = 0
    ) -> None:
        """A small label and its value below; values of 13 points and more are heavy."""
        x = self.get_x()
        width = self.w - self.r_margin - x - 6
        self.paragraph(label, size=9, colour=MUTED, width=width, gap=0.3)
        self.set_x(x)
        self.paragraph(
            value,
            size=size,
            bold=size >= 13,
            mono=mono,
            width=width,
            gap=5,
            leading=1.3,
            most_lines=most_lines,
        )
        self.set_x(x)

    def _broken(self, text: str, width: float) -> list[str]:
        lines = self.multi_cell(width, text=text, dry_run=True, output=MethodReturnValue.LINES)
        assert isinstance(lines, list)  # noqa: S101 - what was asked for
        return lines

    def panel(self, x: float, y: float, width: float, height: float) -> None:
        """A block of sand under what is drawn next."""
        self.set_fill_color(*SAND)
        self.rect(x, y, width, height, style="F")

    def cut(self, x1: float, y1: float, x2: float, y2: float) -> None:
        """A dashed line to cut along."""
        self.set_draw_color(*MUTED)
        with self.local_context(line_width=0.15, dash_pattern={"dash": 1.2, "gap": 1.8, "phase": 0}):
            self.line(x1, y1, x2, y2)

    def steps(self, sentences: Sequence[str]) -> None:
        """What to do, numbered, one below the other."""
        left = self.l_margin
        for number, sentence in enumerate(sentences, 1):
            if self.will_page_break(14):
                self.add_page()
            top = self.get_y()
            self.set_x(left)
            self.paragraph(str(number), size=12, colour=BRICK, bold=True, width=8, gap=0, leading=1.3)
            self.set_xy(left + 8, top)
            self.paragraph(sentence, size=10.5, gap=1.6)
        self.set_x(left)

    def signatures(self, names: Sequence[str]) -> None:
        """A line for each of `names` to sign on, two in a row, together on one page."""
        if self.will_page_break(signatures_mm(len(names))):
            self.add_page()
        gap = 14.0
        left, top, width = self.l_margin, self.get_y(), (self.epw - gap) / 2
        self.set_draw_color(*MUTED)
        for place, name in enumerate(names):
            x, y = left + place % 2 * (width + gap), top + (place // 2 + 1) * _SIGNATURE_MM - 7
            self.line(x, y, x + width, y)
            self.set_xy(x, y + 1)
            self.paragraph(name, size=8.5, colour=MUTED, width=width, gap=0, most_lines=1)
        self.set_xy(left, top + signatures_mm(len(names)))

    def to_the_foot(self, height: float) -> None:
        """Go down so far that `height` still fits on the page; stay where less is left."""
        self.set_y(max(self.get_y(), self.h - self.b_margin - height))

    def facts(self, pairs: Sequence[tuple[str, str]], *, mono: bool = False) -> None:
        """What and which, line by line."""
        label_mm = 52.0
        left = self.l_margin
        for label, value in pairs:
            if self.will_page_break(12):
                self.add_page()
            top = self.get_y()
            self.set_x(left)
            self.paragraph(label, size=9.5, colour=MUTED, width=label_mm - 4, gap=0)
            low = self.get_y()
            self.set_xy(left + label_mm, top)
            size = 8.2 if mono else 10.5
            self.paragraph(value, size=size, mono=mono, width=self.epw - label_mm, gap=0, leading=1.4)
            self.set_xy(left, max(low, self.get_y()) + 1.6)
        self.ln(1)

    def figures(self, pairs: Sequence[tuple[str, str]], signs: str = "", size: float = 24) -> None:
        """Large numbers in a row, a word below each; `signs`: what stands between them, as in ``=++``."""
        width, top, left = self.epw / max(1, len(pairs)), self.get_y(), self.l_margin
        self.ink(size, bold=True)
        widest = max((self.get_string_width(number) for number, _ in pairs), default=0)
        size *= min(1, (width - (14 if signs else 4)) / widest) if widest else 1
        for place, (number, label) in enumerate(pairs):
            self.set_xy(left + place * width, top)
            if place and place <= len(signs):
                self.ink(size * 0.7, MUTED)
                self.cell(8, size * POINT_MM * 1.2, signs[place - 1])
            inset = 10 if signs and place else 0
            self.set_xy(left + place * width + inset, top)
            self.ink(size, INK, bold=True)
            self.cell(width - inset - 2, size * POINT_MM * 1.2, number)
            self.set_xy(left + place * width + inset, top + size * POINT_MM * 1.3)
            self.paragraph(label, size=9, colour=MUTED, width=width - inset - 3, gap=0, leading=1.3)
        self.set_xy(left, top + size * POINT_MM * 1.3 + 11)

    def rows(
        self, columns: Sequence[Column], lines: Sequence[Sequence[str]], bold: Collection[int] = ()
    ) -> None:
        """A table with thin lines between its rows and a head on each page; `bold`: numbers of heavy rows."""
        self.ink(9.5)
        self.set_draw_color(*RULE)
        head = FontFace(emphasis="BOLD", size_pt=8.5, color=MUTED, fill_color=SAND)
        with self.table(
            col_widths=tuple(column.share for column in columns),
            text_align=tuple(column.align for column in columns),
            headings_style=head,
            borders_layout="HORIZONTAL_LINES",
            line_height=9.5 * POINT_MM * 1.3,
            padding=(1.5, 2.2),
            width=self.epw,
            align="LEFT",
        ) as table:
            table.row([column.name for column in columns])
            for number, line in enumerate(lines):
                row = table.row()
                for column, text in zip(columns, line, strict=True):
                    weight = "BOLD" if number in bold and not column.mono else None
                    family = _MONO if column.mono else None
                    row.cell(text, style=FontFace(family, weight, fill_color=WHITE))
        self.ln(3)

    def qr(self, text: str, size_mm: float, x: float, y: float) -> None:
        """A QR code whose quiet zone is within `size_mm`; one path, so that no seams show between modules."""
        matrix = qr_matrix(text)
        module = size_mm / (len(matrix) + 2 * QUIET_MODULES) * self.k
        left, top = x * self.k + QUIET_MODULES * module, (self.h - y) * self.k - QUIET_MODULES * module
        path = " ".join(
            f"{left + column * module:.3f} {top - row * module:.3f} {length * module:.3f} {-module:.3f} re"
            for row, column, length in runs(matrix)
        )
        self.set_fill_color(*WHITE)
        self.rect(x, y, size_mm, size_mm, style="F")
        self.set_fill_color(0)
        self._out(f"{path} f")

    def content(self) -> bytes:
        """The finished PDF."""
        return bytes(self.output())
