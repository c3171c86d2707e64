"""The list of the projects with their numbers, to read before voting on paper."""

from __future__ import annotations

from kiosk.ballots.numbering import ballot_mark, numbered
from kiosk.catalogue.lookup import Found
from kiosk.paper.blank.ballot import budget_of
from kiosk.paper.blank.page import NUMBER_MM, Printing, numeral, rule
from kiosk.paper.document import MUTED

_DESCRIPTION_LINES = 8


def project_list(printing: Printing, found: Found, contest: str) -> bytes:
    """Number, title, quartier, cost and description of each project of a contest (PDF)."""
    tr, index, activity = printing.tr, printing.index, found.activity
    name = printing.words(activity.title)
    paper = printing.document(name, ballot_mark(found, contest))
    where = index.quartier_name(contest) if contest else ""
    printing.head(paper, tr("The projects: {title}", title=name), where)
    budget = budget_of(found, contest)
    if budget is not None:
        paper.paragraph(tr("Budget: {money}", money=tr.money(budget, activity.currency)), size=12, gap=3)
    paper.paragraph(tr("The numbers are those of the paper ballot."), size=10, colour=MUTED, gap=4)
    width = paper.epw - NUMBER_MM
    for number, project in enumerate(numbered(found, contest), 1):
        title, description = printing.words(project.title), printing.words(project.description)
        height = paper.height_of(title, size=12, width=width, leading=1.25) + 10
        if description:
            lines = paper.height_of(description, size=10, width=width, leading=1.4)
            height += min(lines, _DESCRIPTION_LINES * 5)
        if paper.will_page_break(height):
            paper.add_page()
        top = paper.get_y()
        rule(paper)
        numeral(paper, number, top + 2.4)
        paper.set_xy(paper.l_margin + NUMBER_MM, top + 3)
        paper.paragraph(title, size=12, bold=True, width=width, gap=0.6, leading=1.25)
        facts = [
            index.quartier_name(project.quartier) if project.quartier else "",
            tr.money(project.cost, activity.currency) if project.cost is not None else "",
        ]
        if any(facts):
            paper.paragraph(" · ".join(filter(None, facts)), size=10, colour=MUTED, width=width, gap=0.6)
        if description:
            paper.paragraph(
                description, size=10, width=width, gap=0, leading=1.4, most_lines=_DESCRIPTION_LINES
            )
        paper.set_xy(paper.l_margin, paper.get_y() + 3)
    rule(paper)
    paper.ln(4)
    paper.paragraph(printing.where(), size=10)
    return paper.content()
