"""A contribution being written: its form, and what the answers become."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal, cast

from kiosk.catalogue.activities import (
    Alignment,
    AnyActivity,
    DebateActivity,
    ProposalsActivity,
    PublishedProposal,
    ReportActivity,
    SurveyActivity,
)
from kiosk.catalogue.lookup import CatalogueIndex, Located
from kiosk.catalogue.parts import Text
from kiosk.catalogue.questions import LongText, Option, Question, Section, ShortText, SingleChoice
from kiosk.contributions.content import (
    AnyContent,
    CommentContent,
    ProposalContent,
    ReportContent,
    SupportContent,
    SurveyContent,
)
from kiosk.errors import ContributionError
from kiosk.forms.form import Form
from kiosk.forms.rules import Answer, Answers, FormStep, first_wrong
from kiosk.ids import DepositKind

SIMILAR = "similar"
"""A step of the form of a proposal: others that are near it, before one's own is finished."""
_TEXT_MIN = 15
"""Decidim takes no shorter title and no shorter text of a proposal."""
FindSimilar = Callable[[str, str], Sequence[PublishedProposal]]


@dataclass(frozen=True, eq=False)
class Contribution:
    """What somebody writes, and about which proposal."""

    kind: DepositKind
    form: Form
    proposal: str = ""
    find_similar: FindSimilar = lambda _title, _body: ()

    def similar(self) -> Sequence[PublishedProposal]:
        """Published proposals that are near what is written so far."""
        answers = self.form.answers
        return self.find_similar(_one(answers, "title"), _one(answers, "body"))

    def content(self, language: str, on: date, charter: int, *, dictated: bool = False) -> AnyContent:
        """What is sealed. Raises `ContributionError` when an answer is not right.

        Args:
            language: of the screens.
            on: today.
            charter: version of the charter that was accepted; 0 for none.
            dictated: whether the staff wrote it for the person (`kiosk.staff.dictating`).
        """
        answers = self.form.answers
        wrong = first_wrong(self.form.steps, answers)
        if wrong is not None:
            raise ContributionError(wrong[1])
        match self.kind:
            case DepositKind.PROPOSAL:
                written = {
                    name: _one(answers, name) for name in ("title", "body", "theme", "quartier", "place")
                }
                return ProposalContent(
                    language=language, on=on, charter=charter, dictated=dictated, **written
                )
            case DepositKind.COMMENT:
                alignment = cast("Alignment", ALIGNMENTS.get(_one(answers, "alignment"), 0))
                return CommentContent(
                    language=language,
                    on=on,
                    charter=charter,
                    dictated=dictated,
                    proposal=self.proposal,
                    alignment=alignment,
                    body=_one(answers, "body"),
                )
            case DepositKind.SURVEY_RESPONSE:
                return SurveyContent(language=language, on=on, answers=answers)
            case DepositKind.REPORT:
                urgency = cast("Literal['', 'low', 'high']", _one(answers, "urgency"))
                names = ("category", "quartier", "street", "description", "contact")
                written = {name: _one(answers, name) for name in names}
                return ReportContent(language=language, on=on, dictated=dictated, urgency=urgency, **written)
            case DepositKind.SUPPORT:
                return SupportContent(language=language, on=on, charter=charter, proposal=self.proposal)
            case _:
                raise ContributionError("nothing_asked")


def _one(answers: Answers, key: str) -> str:
    answer: Answer = answers.get(key, ())
    return answer[0].strip() if answer else ""


def begun(
    located: Located[AnyActivity],
    index: CatalogueIndex,
    kind: DepositKind,
    proposal: str = "",
    find_similar: FindSimilar = lambda _title, _body: (),
) -> Contribution:
    """An empty form for `kind` in that activity.

    Raises:
        ContributionError: ``not_possible_here`` when the activity takes nothing of that kind.
    """
    questions = questions_for(located, index, kind, proposal)

    def hidden(step: FormStep, answers: Answers) -> bool:
        near = step.key == SIMILAR and kind is DepositKind.PROPOSAL
        return near and not find_similar(_one(answers, "title"), _one(answers, "body"))

    return Contribution(kind, Form(questions, hidden), proposal, find_similar)


def questions_for(
    located: Located[AnyActivity], index: CatalogueIndex, kind: DepositKind, proposal: str = ""
) -> tuple[Question, ...]:
    """What `kind` asks in that activity: for the form, and for the hub that reads what was sent.

    Raises:
        ContributionError: ``not_possible_here``.
    """
    activity = located.activity
    match kind, activity:
        case DepositKind.PROPOSAL, ProposalsActivity() if activity.writing:
            return _proposal(activity, index)
        case DepositKind.COMMENT, ProposalsActivity() if activity.commenting and _known(activity, proposal):
            return _comment(activity.comment_max)
        case DepositKind.SUPPORT, ProposalsActivity() if activity.supporting and _known(activity, proposal):
            return ()
        case DepositKind.COMMENT, DebateActivity() if not proposal:
            return _comment(activity.comment_max)
        case DepositKind.SURVEY_RESPONSE, SurveyActivity():
            return activity.questions
        case DepositKind.REPORT, ReportActivity():
            return _report(activity, index)
        case _:
            raise ContributionError("not_possible_here")


def _known(activity: ProposalsActivity, proposal: str) -> bool:
    return any(published.id == proposal for published in activity.proposals)


def _plain(*ids: str) -> tuple[Option, ...]:
    # Screens have words for these; they are ours and not the catalogue's.
    return tuple(Option(id=name, title=Text({})) for name in ids)


def _quartiers(index: CatalogueIndex) -> tuple[Option, ...]:
    return tuple(Option(id=q.id, title=Text({"fr": q.name})) for q in index.catalogue.quartiers)


def _proposal(activity: ProposalsActivity, index: CatalogueIndex) -> tuple[Question, ...]:
    title = ShortText(
        id="title",
        mandatory=True,
        min_characters=_TEXT_MIN,
        max_characters=activity.title_max,
        etiquette=True,
    )
    body = LongText(
        id="body", mandatory=True, min_characters=_TEXT_MIN, max_characters=activity.body_max, etiquette=True
    )
    questions: list[Question] = [title, Section(id=SIMILAR), body]
    themes = tuple(Option(id=theme.id, title=theme.title) for theme in index.catalogue.themes)
    if themes:
        questions.append(SingleChoice(id="theme", options=themes))
    if activity.ask_place:
        if index.catalogue.quartiers:
            questions.append(SingleChoice(id="quartier", options=_quartiers(index)))
        questions.append(ShortText(id="place"))
    return tuple(questions)


ALIGNMENTS = {"for": 1, "neutral": 0, "against": -1}
"""Answers to ``alignment``, with Decidim's numbers."""


def _comment(most: int) -> tuple[Question, ...]:
    return (
        LongText(id="body", mandatory=True, max_characters=most),
        SingleChoice(id="alignment", options=_plain(*ALIGNMENTS)),
    )


def _report(activity: ReportActivity, index: CatalogueIndex) -> tuple[Question, ...]:
    questions: list[Question] = [
        Section(id="urgent", help=activity.urgent),
        SingleChoice(id="category", mandatory=True, options=activity.categories),
    ]
    if index.catalogue.quartiers:
        questions.append(SingleChoice(id="quartier", options=_quartiers(index)))
    questions += [
        ShortText(id="street", mandatory=True, max_characters=200),
        LongText(id="description", mandatory=True, max_characters=1000),
        SingleChoice(id="urgency", options=_plain("low", "high")),
    ]
    if activity.ask_contact:
        questions.append(ShortText(id="contact", max_characters=120, address=True))
    return tuple(questions)
