"""A blank paper ballot, for every voting method and quartier."""

from __future__ import annotations

from decimal import Decimal

from kiosk.ballots.numbering import ballot_mark, numbered
from kiosk.ballots.rules import BallotRules, rules_for
from kiosk.catalogue.activities import Project
from kiosk.catalogue.lookup import Found
from kiosk.claims.claim import ClaimRule
from kiosk.claims.codes import DIGITS
from kiosk.paper.blank.page import (
    BOX_MM,
    NUMBER_MM,
    Printing,
    box,
    circles,
    numeral,
    rule,
    written_line,
)
from kiosk.paper.blank.words import CIRCLES_MAX, instructions
from kiosk.paper.document import MUTED, Document
from kiosk.proving import asks_quartier

_WRITE_MM, _GAP_MM = 12.0, 6.0
_COST_MM = 32.0
_SLIP_MM = {ClaimRule.CODE: 36.0, ClaimRule.DECLARED: 43.0, ClaimRule.ATTENDED: 34.0}
_LEADING = 1.25
_TITLE_PT = 11.5


def ballot_paper(printing: Printing, found: Found, contest: str) -> bytes:
    """The ballot of one contest (PDF)."""
    tr, index = printing.tr, printing.index
    rules, activity = rules_for(found, contest), found.activity
    title = printing.words(activity.title)
    paper = printing.document(title, ballot_mark(found, contest))
    printing.head(paper, title, index.quartier_name(contest) if contest else "")
    paper.steps(instructions(rules, activity.currency, tr))
    paper.ln(2)
    for number, project in enumerate(numbered(found, contest), 1):
        _row(paper, printing, rules, project, number, activity.currency)
    if rules.blank:
        _blank(paper, printing)
    paper.ln(4)
    for sentence in (_sending(printing, found), printing.where()):
        paper.paragraph(sentence, size=10, gap=0.8)
    if activity.claim is not ClaimRule.NONE:
        _slip(paper, printing, found)
    return paper.content()


def _row(
    paper: Document, printing: Printing, rules: BallotRules, project: Project, number: int, currency: str
) -> None:
    mark_mm = _mark_mm(rules)
    left = paper.l_margin + NUMBER_MM
    cost = printing.tr.money(project.cost, currency) if project.cost is not None else ""
    width = paper.epw - NUMBER_MM - mark_mm - _GAP_MM - (_COST_MM if cost else 0)
    words = printing.words(project.title)
    height = max(paper.height_of(words, size=_TITLE_PT, width=width, leading=_LEADING), BOX_MM) + 4
    if paper.will_page_break(height):
        paper.add_page()
    top = paper.get_y()
    rule(paper)
    numeral(paper, number, top + 2.1)
    paper.set_xy(left, top + 2.5)
    paper.paragraph(words, size=_TITLE_PT, bold=True, width=width, gap=0, leading=_LEADING)
    if cost:
        paper.ink(10, MUTED)
        paper.set_xy(left + width, top + 2.5)
        paper.cell(_COST_MM, 5, cost, align="R")
    _mark(paper, rules, paper.w - paper.r_margin - mark_mm, top + 2)
    paper.set_xy(paper.l_margin, top + height)


def _circled(rules: BallotRules) -> bool:
    return rules.points is not None and rules.max_per_project <= CIRCLES_MAX


def _mark_mm(rules: BallotRules) -> float:
    if _circled(rules):
        return rules.max_per_project * (BOX_MM + 2) - 2
    return _WRITE_MM if rules.points is not None or rules.method == "ranking" else BOX_MM


def _mark(paper: Document, rules: BallotRules, x: float, y: float) -> None:
    if _circled(rules):
        circles(paper, x, y, rules.max_per_project)
    else:
        box(paper, x, y, _mark_mm(rules))


def _blank(paper: Document, printing: Printing) -> None:
    if paper.will_page_break(14):
        paper.add_page()
    top = paper.get_y()
    rule(paper)
    paper.set_xy(paper.l_margin + NUMBER_MM, top + 3)
    paper.paragraph(printing.tr("I vote blank"), size=_TITLE_PT, bold=True, width=100, gap=0)
    box(paper, paper.w - paper.r_margin - BOX_MM, top + 2.5)
    paper.set_xy(paper.l_margin, top + 11)
    rule(paper)


def _sending(printing: Printing, found: Found) -> str:
    tr = printing.tr
    return {
        ClaimRule.NONE: tr("Fold the paper in four."),
        ClaimRule.ATTENDED: tr("Fold the paper in four. Give its slip to the staff, apart."),
    }.get(
        found.activity.claim,
        tr("Put the paper alone into the small envelope. Put that into the large one, with its slip."),
    )


def _slip(paper: Document, printing: Printing, found: Found) -> None:
    """What goes on the outer envelope and never with the ballot."""
    tr = printing.tr
    height = _SLIP_MM[found.activity.claim]
    if paper.will_page_break(height):
        paper.add_page()
    paper.to_the_foot(height)
    left, top = paper.l_margin, paper.get_y()
    paper.cut(0, top, paper.w, top)
    paper.set_xy(left, top + 3)
    title = printing.words(found.activity.title)
    paper.paragraph(tr("Slip of the outer envelope"), size=9, colour=MUTED, gap=0.5)
    paper.paragraph(title, size=10.5, bold=True, gap=0, most_lines=1)
    y = top + 25
    if found.activity.claim is ClaimRule.CODE:
        for place in range(DIGITS):
            box(paper, left + place * (BOX_MM + 1) + (place // 4) * 4, y - 5, BOX_MM, BOX_MM + 2)
        paper.set_xy(left, y + 4.5)
        paper.paragraph(tr("The code of your card"), size=8, colour=MUTED, gap=0)
    elif found.activity.claim is ClaimRule.DECLARED:
        half = (paper.epw - 10) / 2
        written_line(paper, tr("First name"), half, left, y)
        written_line(paper, tr("Last name"), half, left + half + 10, y)
        written_line(paper, tr("Date of birth: day, month, year"), half, left, y + 13)
        if asks_quartier(found, printing.index):
            written_line(paper, tr("Quartier where I live"), half, left + half + 10, y + 13)
    else:
        written_line(paper, tr("The staff have seen the right to vote: name and signature"), 110, left, y)


def budget_of(found: Found, contest: str) -> Decimal | None:
    """What the winners of a contest may cost together."""
    return found.activity.quartier_budgets.get(contest, found.activity.budget)
