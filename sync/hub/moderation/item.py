"""A contribution as a moderator reads it: its texts in harmless letters, and what stands beside them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from kiosk.catalogue.lookup import CatalogueIndex
from kiosk.catalogue.questions import LongText, ShortText
from kiosk.contributions.content import (
    CommentContent,
    FeedbackContent,
    ProposalContent,
    ReportContent,
    SurveyContent,
)
from kiosk.ids import ActivityId, ConsultationId, DepositId, DepositKind
from kiosk.receipts import Receipt, receipt_of
from sync.hub.contribution_table import survey_steps
from sync.hub.contributions import Read
from sync.hub.readable import readable

MODERATED = (
    DepositKind.PROPOSAL,
    DepositKind.COMMENT,
    DepositKind.SURVEY_RESPONSE,
    DepositKind.REPORT,
    DepositKind.FEEDBACK,
)
"""Kinds that hold words. A support holds none: it is a number."""


@dataclass(frozen=True)
class Item:
    """One contribution that can be decided upon."""

    id: DepositId
    kind: DepositKind
    consultation: ConsultationId
    activity: ActivityId
    on: date
    language: str
    parts: Mapping[str, str]
    """What was written, by field or by key of a survey's step; only what is not empty."""
    chosen: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """What was touched instead of written: options of a survey, by the key of their step."""
    contact: str = ""
    """For the service that answers a report. Never published."""
    theme: str = ""
    quartier: str = ""
    category: str = ""
    proposal: str = ""
    """Of a comment: the published proposal it is about."""
    alignment: int = 0
    dictated: bool = False

    @property
    def receipt(self) -> Receipt:
        """What the resident holds."""
        return receipt_of(self.id)


def item_of(found: Read, consultation: ConsultationId, index: CatalogueIndex | None) -> Item | None:
    """The item; None for what holds no words: a support, a show of hands, feedback without a remark.

    Args:
        found: what was opened.
        consultation: whose it is; empty for feedback.
        index: the catalogue it was written under, for the questions of a survey.
    """
    content = found.content
    same = (found.id, DepositKind(content.kind), consultation, ActivityId(found.activity))
    said = (content.on, readable(content.language))
    match content:
        case ProposalContent():
            parts = {"title": content.title, "body": content.body, "place": content.place}
            return Item(
                *same,
                *said,
                _written(parts),
                theme=content.theme,
                quartier=content.quartier,
                dictated=content.dictated,
            )
        case CommentContent():
            return Item(
                *same,
                *said,
                _written({"body": content.body}),
                proposal=content.proposal,
                alignment=content.alignment,
                dictated=content.dictated,
            )
        case ReportContent():
            return Item(
                *same,
                *said,
                _written({"street": content.street, "description": content.description}),
                contact=readable(content.contact),
                quartier=content.quartier,
                category=content.category,
                dictated=content.dictated,
            )
        case SurveyContent():
            texts, chosen = _answers(content, index, found.activity)
            return Item(*same, *said, texts, chosen) if texts else None
        case FeedbackContent() if content.remark:
            # Words alone: beside an age or a quartier they could name somebody.
            return Item(*same, *said, _written({"remark": content.remark}))
        case _:
            return None


def _written(parts: Mapping[str, str]) -> dict[str, str]:
    return {name: text for name, given in parts.items() if (text := readable(given).strip())}


def _answers(
    content: SurveyContent, index: CatalogueIndex | None, activity: str
) -> tuple[dict[str, str], dict[str, tuple[str, ...]]]:
    typed = {
        step.key for step in survey_steps(index, activity) if isinstance(step.question, ShortText | LongText)
    }
    texts = {key: " ".join(answer) for key, answer in content.answers.items() if key in typed}
    chosen = {readable(key): answer for key, answer in content.answers.items() if key not in typed}
    return _written(texts), chosen
