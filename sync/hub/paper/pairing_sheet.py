"""The sheet that pairs one tablet."""

from __future__ import annotations

from datetime import datetime

from kiosk.i18n import Translator
from kiosk.paper.document import Document
from kiosk.paper.moments import moment

_QR_MM = 68.0


def pairing_sheet(code: str, address: str, expires: datetime, qr_text: str, tr: Translator) -> bytes:
    """One A4 page (PDF): the one-time code to type and to scan, and until when it is good."""
    title = tr("Pair a tablet")
    paper = Document(title, tr)
    paper.add_page()
    paper.masthead(tr("For staff · one tablet, once"), title)
    paper.paragraph(
        tr(
            "This sheet makes one tablet known to the hub. The hub then sends it the votes and takes its "
            "ballots."
        ),
        size=11.5,
        gap=5,
    )
    top = paper.get_y()
    paper.panel(paper.l_margin, top, paper.epw, _QR_MM + 35)
    paper.qr(qr_text, _QR_MM, paper.l_margin + 5, top + 5)
    paper.set_xy(paper.l_margin + _QR_MM + 12, top + 9)
    paper.labelled(tr("Valid until"), moment(tr, expires), size=13)
    paper.labelled(tr("Address of the hub"), address, mono=True, most_lines=8)
    paper.set_xy(paper.l_margin + 6, top + _QR_MM + 12)
    paper.labelled(tr("One-time code"), code, size=30, mono=True)
    paper.set_xy(paper.l_margin, top + _QR_MM + 42)
    paper.heading(tr("How to"))
    paper.steps(
        [
            tr("Connect the tablet to the network on which it reaches the hub."),
            tr("Start pairing on the tablet. Scan the square, or type the address and the code."),
            tr("Check that the tablet shows the right mode: test or official."),
            tr("Destroy this sheet. A second tablet needs a new one."),
        ]
    )
    return paper.content()
