"""What must hold within activities besides votes, and in what is only read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from kiosk.catalogue.activities import (
    BallotActivity,
    DebateActivity,
    FollowUpActivity,
    PageActivity,
    ProposalsActivity,
    ReportActivity,
    SurveyActivity,
)
from kiosk.catalogue.model import Consultation
from kiosk.catalogue.questions import Matrix, MultipleChoice, Number, Question, Section, SingleChoice, Sorting

PROPOSALS_MAX = 20_000


def contribution_findings(consultation: Consultation, quartiers: set[str], themes: set[str]) -> Iterator[str]:
    """Contradictions in a consultation's readings and contributions."""
    yield from (f"theme {theme} is not in themes." for theme in consultation.themes if theme not in themes)
    yield from _repeated("document", (document.id for document in consultation.documents))
    yield from _repeated("decision", (decision.id for decision in consultation.decisions))
    for document in consultation.documents:
        if document.title.empty or (document.text.empty and not document.address):
            yield f"document {document.id}: it needs a title, and a text or an address."
    dated = {activity for phase in consultation.phases for activity in phase.activities}
    for activity in consultation.activities:
        if isinstance(activity, BallotActivity):
            continue
        reads = isinstance(activity, PageActivity | FollowUpActivity)
        if not reads and activity.id not in dated:
            yield f"activity {activity.id}: no phase opens and closes it."
        match activity:
            case ProposalsActivity():
                inside = _in_proposals(activity, quartiers, themes)
            case DebateActivity():
                inside = _repeated("comment", (comment.id for comment in activity.comments))
            case SurveyActivity():
                inside = _in_survey(activity)
            case ReportActivity():
                inside = _in_report(activity)
            case FollowUpActivity():
                inside = _in_follow_up(activity, quartiers)
            case _:
                inside = iter(())
        yield from (f"activity {activity.id}: {finding}" for finding in inside)


def _repeated(what: str, ids: Iterable[str]) -> Iterator[str]:
    seen: set[str] = set()
    for name in ids:
        if name in seen:
            yield f"{what} {name} appears twice."
        seen.add(name)


def _in_proposals(activity: ProposalsActivity, quartiers: set[str], themes: set[str]) -> Iterator[str]:
    yield from _repeated("proposal", (proposal.id for proposal in activity.proposals))
    if len(activity.proposals) > PROPOSALS_MAX:
        yield f"at most {PROPOSALS_MAX} proposals can be shown, not {len(activity.proposals)}."
    for proposal in activity.proposals:
        if proposal.title.empty:
            yield f"proposal {proposal.id}: title is empty."
        if proposal.theme is not None and proposal.theme not in themes:
            yield f"proposal {proposal.id}: theme {proposal.theme} is not in themes."
        if proposal.quartier is not None and proposal.quartier not in quartiers:
            yield f"proposal {proposal.id}: quartier {proposal.quartier} is not in quartiers."


def _in_report(activity: ReportActivity) -> Iterator[str]:
    yield from _repeated("category", (category.id for category in activity.categories))
    if not activity.categories:
        yield "a report needs categories."
    if activity.urgent.empty:
        yield "urgent is empty: people must read what to do when somebody is in danger."


def _in_follow_up(activity: FollowUpActivity, quartiers: set[str]) -> Iterator[str]:
    yield from _repeated("result", (result.id for result in activity.results))
    yield from _repeated("project", (project.id for project in activity.projects))
    for project in activity.projects:
        if project.quartier is not None and project.quartier not in quartiers:
            yield f"project {project.id}: quartier {project.quartier} is not in quartiers."


def _in_survey(activity: SurveyActivity) -> Iterator[str]:
    yield from _repeated("question", (question.id for question in activity.questions))
    if not any(not isinstance(question, Section) for question in activity.questions):
        yield "a survey needs a question."
    before: dict[str, Question] = {}
    for question in activity.questions:
        yield from (f"question {question.id}: {finding}" for finding in _in_question(question, before))
        before[question.id] = question


def _in_question(question: Question, before: dict[str, Question]) -> Iterator[str]:
    if question.title.empty:
        yield "title is empty."
    if isinstance(question, SingleChoice | MultipleChoice | Sorting | Matrix):
        yield from _repeated("option", (option.id for option in question.options))
        if len(question.options) < 2:
            yield "at least two options are needed."
    if isinstance(question, Matrix):
        yield from _repeated("row", (row.id for row in question.rows))
        if not question.rows:
            yield "a matrix needs rows."
    if isinstance(question, Number) and question.maximum < question.minimum:
        yield "maximum is below minimum."
    condition = question.shown_if
    if condition is None:
        return
    other = before.get(condition.question)
    if other is None or isinstance(other, Section):
        yield f"shown_if: {condition.question} is not a question before this one."
    elif isinstance(other, SingleChoice | MultipleChoice | Sorting | Matrix):
        known = {option.id for option in other.options}
        yield from (f"shown_if: {o} is not an option there." for o in condition.any_of if o not in known)
    elif condition.any_of:
        yield f"shown_if: {condition.question} has no options."
