"""Which parts of a contribution somebody wrote freely: what a review looks through."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from kiosk.catalogue.activities import SurveyActivity
from kiosk.catalogue.questions import LongText, ShortText
from kiosk.contributions.content import (
    AnyContent,
    CommentContent,
    ProposalContent,
    ReportContent,
    SurveyContent,
)
from kiosk.forms.rules import FormStep, steps_of
from sync.hub.exports.scope import Scope
from sync.hub.readable import readable


def free_texts(content: AnyContent, written: Collection[str] = ()) -> dict[str, str]:
    """Field to text, without control and direction characters; empty ones left out.

    What was asked for as an address is not among them: it leaves the hub in no table.

    Args:
        written: keys of a survey's steps that are answered in words (`written_steps`).
    """
    match content:
        case ProposalContent():
            texts = {"title": content.title, "body": content.body, "place": content.place}
        case CommentContent():
            texts = {"body": content.body}
        case ReportContent():
            texts = {"place": content.street, "body": content.description}
        case SurveyContent():
            texts = {key: "\n".join(answer) for key, answer in content.answers.items() if key in written}
        case _:
            texts = {}
    return {field: clean for field, text in texts.items() if (clean := readable(text))}


def survey_steps(scope: Scope, activity: str) -> dict[str, FormStep]:
    """Every step that a survey ever had, by key, as it was last asked."""
    steps: dict[str, FormStep] = {}
    for located in scope.versions_of(activity):
        if isinstance(located.activity, SurveyActivity):
            for step in steps_of(located.activity.questions):
                steps.setdefault(step.key, step)
    return {key: step for key, step in steps.items() if step.question.kind != "section"}


def written_steps(steps: Iterable[FormStep]) -> frozenset[str]:
    """Keys of the steps that are answered in words, but for those that ask for an address."""
    return frozenset(step.key for step in steps if _in_words(step))


def address_steps(steps: Iterable[FormStep]) -> frozenset[str]:
    """Keys of the steps that ask for an e-mail address or a telephone number."""
    return frozenset(
        step.key for step in steps if isinstance(step.question, ShortText) and step.question.address
    )


def _in_words(step: FormStep) -> bool:
    question = step.question
    return isinstance(question, LongText) or (isinstance(question, ShortText) and not question.address)
