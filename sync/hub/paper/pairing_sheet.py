"""The sheet that pairs one tablet."""

from __future__ import annotations

from datetime import datetime

from kiosk.i18n import Translator
from sync.hub.paper.document import Document
from sync.hub.paper.words import moment

_QR_MM = 68.0


def pairing_sheet(code: str, address: str, expires: datetime, qr_text: str, tr: Translator) -> bytes:
    """One A4 page (PDF): the one-time code to type and to scan, and until when it is good."""
    title = tr("Pair a tablet")
    paper = Document(title, tr)
    paper.add_page()
    paper.masthead(tr("For staff · one tablet, once"), title)
    paper.paragraph(
        tr(
            "This sheet makes one tablet known to the hub. The tablet then receives its votes and may carry ballots."
        ),
        size=11.5,
        gap=5,
    )
    top = paper.get_y()
    paper.panel(paper.l_margin, top, paper.epw, _QR_MM + 44)
    paper.qr(qr_text, _QR_MM, paper.l_margin + 5, top + 5)
    left = paper.l_margin + _QR_MM + 11
    width = paper.w - paper.r_margin - left - 6
    paper.set_xy(left, top + 10)
    paper.paragraph(tr("Valid until"), size=9.5, bold=True, width=width, gap=0.5)
    paper.paragraph(moment(tr, expires), size=13, bold=True, width=width, gap=6, leading=1.3)
    paper.paragraph(tr("Address of the hub"), size=9.5, bold=True, width=width, gap=0.5)
    paper.paragraph(address, size=10.5, mono=True, width=width, gap=6)
    paper.set_xy(paper.l_margin + 6, top + _QR_MM + 12)
    paper.paragraph(tr("One-time code"), size=9.5, bold=True, gap=1.5)
    paper.paragraph(code, size=28, mono=True, gap=0, leading=1.2, width=paper.epw - 12)
    paper.set_xy(paper.l_margin, top + _QR_MM + 52)
    paper.heading(tr("How to"))
    paper.steps(
        [
            tr("Connect the tablet to the network on which it reaches the hub."),
            tr("Start pairing on the tablet. Scan the square, or type the address and the code."),
            tr("Compare the mode and the name that the tablet shows with what you expect."),
            tr("Destroy this sheet. A second tablet needs a new one."),
        ]
    )
    return paper.content()
