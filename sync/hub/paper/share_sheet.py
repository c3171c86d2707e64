"""The sheet of one key holder."""

from __future__ import annotations

from datetime import UTC, date, datetime

from kiosk.i18n import Translator
from sync.hub.paper.document import Document
from sync.hub.paper.words import day
from sync.hub.shares import Share

_QR_MM = 52.0


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
    paper.facts(
        [
            (tr("Key holder"), holder),
            (tr("Made on"), day(tr, made)),
            (tr("Ballot box"), share.box),
        ]
    )
    _share(paper, share, tr)
    paper.heading(tr("How to keep it"))
    paper.steps(
        [
            tr("Put this sheet into an envelope, sign across the flap and lock it away."),
            tr("Show it to nobody. Do not photograph, copy or send it."),
            tr("Bring it to the count. Without enough key holders, nobody can open the box."),
            tr("If it is lost or someone has seen it, tell the organiser at once."),
        ]
    )
    paper.signatures([tr("Handed over by"), tr("Received by the key holder")])
    return paper.content()


def _share(paper: Document, share: Share, tr: Translator) -> None:
    """The share itself, on one panel: figures to type at the left, the square to scan at the right."""
    head, value = share.text().rsplit(" ", 1)
    paper.ln(2)
    left, top, height = paper.l_margin, paper.get_y(), _QR_MM + 14
    paper.panel(left, top, paper.epw, height + 6)
    paper.qr(share.text(), _QR_MM, paper.w - paper.r_margin - _QR_MM - 5, top + 5)
    paper.set_xy(left + 6, top + 7)
    width = paper.epw - _QR_MM - 18
    paper.paragraph(tr("The share"), size=12, bold=True, width=width, gap=2)
    paper.paragraph(
        tr("At the count, show the square to the reader, or type both lines below as one, with every space."),
        size=9.5,
        width=width,
        gap=0,
    )
    paper.set_xy(left + 6, top + _QR_MM + 3)
    paper.paragraph(head, size=9.5, mono=True, gap=1)
    paper.set_x(left + 6)
    paper.paragraph(value, size=18, mono=True, gap=0, leading=1.2)
    paper.set_xy(left, top + height + 10)
