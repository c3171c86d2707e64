"""A city with contributions of all kinds, some of them hostile, some of them saying who wrote them."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import Any

from kiosk.contributions.content import (
    AnyContent,
    CommentContent,
    ProposalContent,
    ReportContent,
    SupportContent,
    SurveyContent,
)
from kiosk.vault.store import Deposit
from tests.sync import contributing as act
from tests.sync.contributing import DAY, sealed
from tests.sync.hub.test_contributions import hand_over
from tests.world import World

FIELDS: dict[str, Any] = {"language": "fr", "on": DAY}
CHARTED: dict[str, Any] = FIELDS | {"charter": 1}
HOSTILE = '=HYPERLINK("http://x";"1")\t+33\u202e\x00\x1b[2J\u2028-2+3\ufffe;@SUM(A1)'
"""A formula in several places, other separators, control and direction characters, no XML character."""


def proposal(**changes: Any) -> ProposalContent:
    """A proposal that breaks no rule."""
    return ProposalContent(
        **CHARTED
        | {"title": "Une fontaine près du pont", "body": "Il fait chaud sur la berge.", "quartier": "canal"}
        | changes
    )


def comment(body: str, **changes: Any) -> CommentContent:
    """A comment on a proposal."""
    return CommentContent(**CHARTED | {"proposal": "p1", "body": body} | changes)


def report(**changes: Any) -> ReportContent:
    """A report."""
    return ReportContent(**FIELDS | dict(act.REPORT) | changes)


def response(**changes: Any) -> SurveyContent:
    """A response to the survey; `changes` are fields, ``answers`` among them."""
    said = {key: (value,) if isinstance(value, str) else value for key, value in act.SURVEY.items()}
    answers = said | changes.pop("answers", {})
    return SurveyContent(**FIELDS | changes, answers={k: v for k, v in answers.items() if v})


def canal(world: World, *contents: AnyContent) -> list[Deposit]:
    """Contributions of ``canal-demain``, handed over."""
    deposits = [sealed(world, content) for content in contents]
    hand_over(world, *deposits)
    return deposits


def survey(world: World, *contents: SurveyContent) -> list[Deposit]:
    """Responses, handed over."""
    deposits = [sealed(world, content, "calme", "quartier-calme") for content in contents]
    hand_over(world, *deposits)
    return deposits


def signal(world: World, *contents: ReportContent) -> list[Deposit]:
    """Reports, handed over."""
    deposits = [sealed(world, content, "signaler", "signalements") for content in contents]
    hand_over(world, *deposits)
    return deposits


def supports(number: int, **changes: Any) -> Iterator[SupportContent]:
    """So many supports."""
    return (SupportContent(**CHARTED | {"proposal": "p2"} | changes) for _ in range(number))


def rows(content: bytes) -> list[dict[str, str]]:
    """A CSV file read back."""
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))
