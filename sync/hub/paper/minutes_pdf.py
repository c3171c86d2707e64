"""The minutes on paper."""

from __future__ import annotations

from collections.abc import Mapping

from kiosk.i18n import Translator
from kiosk.paper.document import BRICK, MUTED, Column, Document, signatures_mm
from sync.hub.paper.minutes_content import Contest, Minutes, Project, read_minutes
from sync.hub.paper.minutes_words import agreement, facts, fingerprints, state
from sync.hub.paper.words import REASONS, SCORES, within

_KEPT_ROWS = 8
"""A result of up to so many lines is not broken over two pages."""


def minutes_pdf(minutes: Mapping[str, object], tr: Translator) -> bytes:
    """The minutes (PDF) of a mapping in the shape ``kiosk-minutes/1``; the same mapping, the same bytes.

    Raises:
        FormatError: the mapping has another shape.
    """
    content = read_minutes(minutes)
    title = tr("Minutes of the count")
    paper = Document(
        title,
        tr,
        band=tr("Test: these minutes say nothing about a real vote.") if content.mode == "test" else "",
        foot=f"{content.organiser} · {content.activity.title}",
    )
    paper.add_page()
    paper.masthead(content.organiser, title)
    paper.paragraph(content.activity.title, size=13, bold=True, gap=0.5, leading=1.3)
    paper.paragraph(content.consultation.title, colour=MUTED, gap=4)
    _facts(paper, content, tr)
    _equation(paper, content, tr)
    _set_aside(paper, content, tr)
    _elsewhere(paper, content, tr)
    for contest in content.contests:
        _contest(paper, contest, content.activity.method, tr)
    _tablets(paper, content, tr)
    signers = [tr("Key holder {number}", number=number) for number in content.shares]
    signers.append(tr("For the organiser"))
    _checks(paper, content, tr, below=signatures_mm(len(signers)))
    paper.to_the_foot(signatures_mm(len(signers)))
    paper.signatures(signers)
    return paper.content()


def _facts(paper: Document, content: Minutes, tr: Translator) -> None:
    paper.facts(facts(content, tr))


def _equation(paper: Document, content: Minutes, tr: Translator) -> None:
    parts = content.equation
    paper.heading(tr("All ballots cast"), needs=50)
    paper.figures(
        [
            (tr.number(parts.cast), tr("Cast on the tablets")),
            (tr.number(parts.counted), tr("Counted")),
            (tr.number(parts.set_aside), tr("Set aside")),
            (tr.number(parts.missing), tr("Not arrived")),
        ],
        "=++",
    )
    if parts.holds:
        paper.paragraph(agreement(content, tr))
    else:
        paper.paragraph(agreement(content, tr), colour=BRICK, bold=True)


def _set_aside(paper: Document, content: Minutes, tr: Translator) -> None:
    if not content.set_aside:
        return
    paper.heading(tr("Set aside, and why"))
    paper.rows(
        [Column(tr("Reason"), 5), Column(tr("Ballots"), 1, "RIGHT")],
        [(within(tr, REASONS, line.reason), tr.number(line.number)) for line in content.set_aside],
    )


def _elsewhere(paper: Document, content: Minutes, tr: Translator) -> None:
    """How many took part online or on paper too, and never who."""
    part = content.elsewhere
    if part is None:
        return
    paper.heading(tr("Online or on paper too"), needs=40)
    paper.figures(
        [
            (tr.number(part.people), tr("Took part there")),
            (tr.number(part.set_aside), tr("Ballots set aside here")),
            (tr.number(part.to_strike), tr("To be struck there")),
        ],
        size=15,
    )
    if not part.lists:
        paper.paragraph(tr("▲ No list of those who took part online or on paper was given to the register."))


def _contest(paper: Document, contest: Contest, method: str, tr: Translator) -> None:
    title = tr("Result: {place}", place=contest.name) if contest.name else tr("Result")
    paper.heading(title, needs=50 + 8 * min(len(contest.projects), _KEPT_ROWS))
    figures = [
        (tr.number(contest.ballots), tr("Ballots")),
        (tr.number(contest.blank), tr("Blank among them")),
    ]
    if contest.budget is not None:
        figures += [
            (tr.money(contest.budget, contest.currency), tr("Budget")),
            (tr.money(contest.spent, contest.currency), tr("Spent")),
        ]
    paper.figures(figures, size=15)
    points = method in SCORES
    columns = [Column("", 1.6, "RIGHT"), Column(tr("Project"), 7.4)]
    costs, selects = any(project.cost for project in contest.projects), contest.budget is not None
    if costs:
        columns.append(Column(tr("Cost"), 2.8, "RIGHT"))
    columns.append(Column(within(tr, SCORES, method) if points else tr("Votes"), 2, "RIGHT"))
    if points:
        columns.append(Column(tr("Voters"), 2.3, "RIGHT"))
    if selects:
        columns.append(Column(tr("Outcome"), 3.2))

    def line(project: Project) -> list[str]:
        cells = [str(project.rank), project.title]
        cells += [tr.money(project.cost, contest.currency)] if costs else []
        cells += [tr.number(project.score)]
        cells += [tr.number(project.voters)] if points else []
        cells += [tr("● selected") if project.selected else "○"] if selects else []
        return cells

    paper.rows(
        columns,
        [line(project) for project in contest.projects],
        bold={number for number, project in enumerate(contest.projects) if project.selected},
    )


def _tablets(paper: Document, content: Minutes, tr: Translator) -> None:
    paper.heading(tr("Tablets"))
    paper.rows(
        [
            Column(tr("Tablet"), 4.4),
            Column(tr("Identifier"), 2.6, mono=True),
            Column(tr("Ballots cast"), 2, "RIGHT"),
            Column(tr("Received"), 2, "RIGHT"),
            Column(tr("Not arrived"), 2, "RIGHT"),
            Column(tr("State"), 2.8),
        ],
        [
            (
                tablet.name,
                tablet.tablet,
                tr.number(tablet.cast),
                tr.number(tablet.received),
                tr.number(tablet.missing),
                state(tablet, tr),
            )
            for tablet in content.tablets
        ],
        bold={number for number, tablet in enumerate(content.tablets) if tablet.missing},
    )


def _checks(paper: Document, content: Minutes, tr: Translator, below: float) -> None:
    """On one page with the signatures `below`: nobody signs an empty sheet."""
    paper.heading(tr("To check this count"), needs=70 + below)
    paper.paragraph(
        tr(
            "The receipts and the ballots are published with these minutes. Whoever counts them again finds "
            "the same fingerprints (SHA-256)."
        ),
        gap=3,
    )
    paper.facts(fingerprints(content, tr), mono=True)
