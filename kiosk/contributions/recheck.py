"""Looking at a contribution again after it was opened: by the rules that the tablet asked under.

A tablet that was broken open seals what it likes. What the form would not have taken is not read as
a contribution at the hub either.
"""

from __future__ import annotations

from kiosk.catalogue.activities import AnyActivity
from kiosk.catalogue.lookup import CatalogueIndex, Located
from kiosk.contributions.content import (
    AnyContent,
    CommentContent,
    FeedbackContent,
    OptInContent,
    ProposalContent,
    ReportContent,
    SupportContent,
    SurveyContent,
    TallyContent,
)
from kiosk.contributions.contribution import ALIGNMENTS, questions_for
from kiosk.contributions.farewell import address_questions, remark_questions
from kiosk.contributions.tally import broken_tally
from kiosk.errors import ContributionError
from kiosk.forms.rules import Answers, FormStep, first_wrong, steps_of
from kiosk.ids import DepositKind

_WORDS = {number: word for word, number in ALIGNMENTS.items()}


class Recheck:
    """The rules of one catalogue; the questions of each activity are laid out once."""

    def __init__(self, index: CatalogueIndex) -> None:
        """`index`: the catalogue that the contributions were written under."""
        self._index = index
        self._steps: dict[tuple[DepositKind, str, str], tuple[FormStep, ...]] = {}

    def broken_rule(self, content: AnyContent, activity: str) -> str | None:
        """The first rule that `content`, left in `activity`, breaks; a reason as forms give it.

        Besides those: ``not_possible_here``, ``charter_not_accepted``, ``other_consent``.
        """
        if isinstance(content, TallyContent):
            return broken_tally(content, activity, self._index)
        try:
            steps = self._steps_for(content, activity)
        except ContributionError as error:
            return error.reason
        charter = self._index.catalogue.charter
        if isinstance(content, ProposalContent | CommentContent | SupportContent):
            if content.charter != (charter.version if charter else 0):
                return "charter_not_accepted"
        elif isinstance(content, OptInContent) and content.consent != self._consent:
            return "other_consent"
        wrong = first_wrong(steps, answers_of(content))
        return None if wrong is None else str(wrong[1])

    def steps(self, activity: str, kind: DepositKind) -> tuple[FormStep, ...]:
        """What `kind` asks in an activity. Raises `ContributionError` ``not_possible_here``."""
        located: Located[AnyActivity] | None = self._index.activities.get(activity)
        if located is None:
            raise ContributionError("not_possible_here")
        return steps_of(questions_for(located, self._index, kind))

    @property
    def _consent(self) -> int:
        farewell = self._index.catalogue.farewell
        return farewell.opt_in.version if farewell and farewell.opt_in else 0

    def _steps_for(self, content: AnyContent, activity: str) -> tuple[FormStep, ...]:
        proposal = content.proposal if isinstance(content, CommentContent | SupportContent) else ""
        key = (DepositKind(content.kind), activity, proposal)
        if key not in self._steps:
            self._steps[key] = self._made(*key)
        return self._steps[key]

    def _made(self, kind: DepositKind, activity: str, proposal: str) -> tuple[FormStep, ...]:
        index = self._index
        farewell = index.catalogue.farewell
        if kind is DepositKind.OPT_IN and farewell is not None and farewell.opt_in is not None:
            return steps_of(address_questions(farewell.opt_in))
        if kind is DepositKind.FEEDBACK and farewell is not None:
            return steps_of(remark_questions(index.catalogue))
        located = index.activities.get(activity)
        if located is None:
            raise ContributionError("not_possible_here")
        return steps_of(questions_for(located, index, kind, proposal))


def answers_of(content: AnyContent) -> Answers:
    """The answers of the form that `content` was made from."""
    names: tuple[str, ...]
    match content:
        case SurveyContent():
            return content.answers
        case ProposalContent():
            names = ("title", "body", "theme", "quartier", "place")
        case CommentContent():
            # The form's answer may also have been none: nothing tells it from "neither".
            alignment = {"alignment": (_WORDS[content.alignment],)} if content.alignment else {}
            return {"body": (content.body,)} | alignment
        case ReportContent():
            names = ("category", "quartier", "street", "description", "urgency", "contact")
        case OptInContent():
            names = ("address",)
        case FeedbackContent():
            names = ("remark", "age_band", "quartier")
        case SupportContent() | TallyContent():
            return {}
    return {name: (value,) for name in names if (value := getattr(content, name))}
