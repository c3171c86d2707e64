"""The sheet of one key holder."""

from __future__ import annotations

from datetime import UTC, date, datetime

from kiosk.i18n import Translator
from kiosk.paper.document import MUTED, Document, signatures_mm
from kiosk.paper.moments import day
from sync.hub.shares import Share

_QR_MM = 58.0


def share_sheet(share: Share, *, holder: str, made: date, mode: str, tr: Translator) -> bytes:
    """One A4 page (PDF): the share to type and to scan, how to keep it, and who received it.

    `mode` is ``test`` or ``official``; a test sheet says so across its top.
    """
    title = tr("Key share {index} of {holders}", index=share.index, holders=share.holders)
    paper = Document(
        title,
        tr,
        made=datetime(made.year, made.month, made.day, tzinfo=UTC),
        band=tr("Test: this key opens no official ballot box.") if mode == "test" else "",
    )
    paper.add_page()
    paper.masthead(tr("Ballot box · confidential"), title)
    paper.paragraph(
        tr(
            "This is one part of the key to the electronic ballot box. After the vote, any {needed} of the "
            "{holders} key holders open the box together. One part alone opens nothing.",
            needed=share.needed,
            holders=share.holders,
        ),
        size=11.5,
        gap=5,
    )
    _panel(paper, share, holder, day(tr, made), tr)
    paper.heading(tr("How to keep it"))
    paper.steps(
        [
            tr("Put this sheet into an envelope, sign across the flap and lock it away."),
            tr("Show it to nobody. Do not photograph, copy or send it."),
            tr("Bring it to the count. Without enough key holders, nobody can open the box."),
            tr("If it is lost or someone has seen it, tell the organiser at once."),
        ]
    )
    paper.to_the_foot(signatures_mm(2))
    paper.signatures([tr("Handed over by"), tr("Received by the key holder")])
    return paper.content()


def _panel(paper: Document, share: Share, holder: str, made: str, tr: Translator) -> None:
    """Whose share of what, the square to scan, and below both what is typed."""
    left, top, inset = paper.l_margin, paper.get_y(), 6.0
    paper.panel(left, top, paper.epw, _QR_MM + 33)
    paper.qr(share.text(), _QR_MM, left + 5, top + 5)
    beside = left + _QR_MM + 12
    paper.set_xy(beside, top + 9)
    paper.labelled(tr("Key holder"), holder, size=13, most_lines=3)
    paper.labelled(tr("Ballot box"), share.box, mono=True)
    paper.labelled(tr("Made on"), made)
    paper.set_xy(left + inset, top + _QR_MM + 11)
    head, value = share.text().rsplit(" ", 1)
    paper.paragraph(head, size=10.5, mono=True, gap=1)
    paper.paragraph(value, size=18.5, mono=True, gap=0, leading=1.2)
    paper.set_xy(left, top + _QR_MM + 37)
    paper.paragraph(
        tr("At the count, show the square to the reader, or type both lines as one, with every space."),
        size=9,
        colour=MUTED,
        gap=3,
    )
