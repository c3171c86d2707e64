"""What all blank papers share: the head, boxes and circles, where and until when to bring them."""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.catalogue.activities import AnyActivity
from kiosk.catalogue.lookup import CatalogueIndex, Located
from kiosk.i18n import Translator
from kiosk.ids import Mode
from kiosk.paper.document import BRICK, INK, MUTED, RULE, Document
from kiosk.paper.moments import moment

BOX_MM = 6.0
NUMBER_MM = 12.0


@dataclass(frozen=True)
class Printing:
    """What the papers of one activity are printed from."""

    index: CatalogueIndex
    located: Located[AnyActivity]
    tr: Translator
    place: str = ""
    """Where the paper is brought; empty: to the staff of the tablet."""

    def words(self, text: object) -> str:
        """A text of the catalogue in the language of the paper."""
        within = getattr(text, "within", None)
        return within(self.tr.language) if within is not None else str(text)

    def document(self, title: str, mark: str) -> Document:
        """An empty paper with its first page; each page says which paper it is."""
        tr, catalogue = self.tr, self.index.catalogue
        test = catalogue.mode is Mode.TEST
        foot = " · ".join(filter(None, (mark and tr("Mark {mark}", mark=mark), self._version(), title)))
        paper = Document(
            title, tr, band=tr("Test: this paper counts for nothing.") if test else "", foot=foot, margin=20.0
        )
        paper.add_page()
        return paper

    def _version(self) -> str:
        return self.tr("catalogue {n}", n=self.index.catalogue.version)

    def head(self, paper: Document, title: str, beneath: str = "") -> None:
        """Whose paper it is, its title, and for whom."""
        names = (self.index.catalogue.organiser, self.located.consultation.title)
        paper.masthead(" · ".join(map(self.words, names)), title, size=19)
        if beneath:
            paper.set_y(paper.get_y() - 3)
            paper.paragraph(beneath, size=12, colour=MUTED, bold=True, gap=4)

    def where(self) -> str:
        """Where and until when to bring it."""
        tr = self.tr
        where = tr("Bring it to: {place}.", place=self.place) if self.place else tr("Give it to the staff.")
        if not self.located.phases:
            return where
        until = tr("At the latest on {moment}.", moment=moment(tr, self.located.closes))
        return f"{where} {until}"


def box(paper: Document, x: float, y: float, width: float = BOX_MM, height: float = BOX_MM) -> None:
    """A place to tick or to write in."""
    paper.set_draw_color(*INK)
    with paper.local_context(line_width=0.4):
        paper.rect(x, y, width, height, style="D")


def circles(paper: Document, x: float, y: float, number: int) -> None:
    """So many circles to fill in, in a row."""
    paper.set_draw_color(*INK)
    with paper.local_context(line_width=0.4):
        for place in range(number):
            paper.ellipse(x + place * (BOX_MM + 2), y, BOX_MM, BOX_MM, style="D")


def rule(paper: Document) -> None:
    """A thin line across the page."""
    paper.set_draw_color(*RULE)
    paper.line(paper.l_margin, paper.get_y(), paper.w - paper.r_margin, paper.get_y())


def numeral(paper: Document, number: int, y: float) -> None:
    """The number that the fast form asks for."""
    paper.set_xy(paper.l_margin, y)
    paper.paragraph(str(number), size=14, colour=BRICK, bold=True, width=NUMBER_MM, gap=0, leading=1.2)


def written_line(paper: Document, label: str, width: float, x: float, y: float) -> None:
    """A line to write on, with what belongs there below it."""
    paper.set_draw_color(*MUTED)
    paper.line(x, y, x + width, y)
    paper.set_xy(x, y + 0.8)
    paper.paragraph(label, size=8, colour=MUTED, width=width, gap=0, most_lines=1)
