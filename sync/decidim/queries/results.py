"""Accountability: what was chosen, and how far it has come."""

from __future__ import annotations

from typing import Annotated

from pydantic import AliasChoices, Field

from sync.decidim.document import (
    NOTHING,
    WORDS,
    Answer,
    Day,
    Document,
    Moment,
    Named,
    NoNulls,
    Words,
)
from sync.decidim.queries.paging import PAGE, ComponentPage
from sync.decidim.queries.proposals import Sorted


class Milestone(Named):
    """A dated step."""

    entryDate: Day | None = None
    title: Words = NOTHING
    description: Words = NOTHING


class _Status(Answer):
    key: str | None = None
    progress: int | None = None
    name: Words = NOTHING


class Result(Sorted):
    """A chosen project, or a part of one."""

    reference: str | None = None
    title: Words = NOTHING
    description: Words = NOTHING
    progress: float | None = None
    startDate: Day | None = None
    endDate: Day | None = None
    updatedAt: Moment | None = None
    parent: Named | None = None
    status: _Status | None = None
    milestones: Annotated[tuple[Milestone, ...], NoNulls] = Field(
        default=(), validation_alias=AliasChoices("milestones", "timelineEntries")
    )


ResultPage = ComponentPage[Result]


def _text(milestones: str, classes: str) -> str:
    return f"""query KioskResults($component: ID!, $after: String) {{
  component(id: $component) {{
    ... on Accountability {{
      page: results(first: {PAGE}, after: $after) {{
        pageInfo {{ hasNextPage endCursor }}
        nodes {{
          id reference progress startDate endDate updatedAt parent {{ id }}
          title {WORDS} description {WORDS}
          status {{ key progress name {WORDS} }}
          {milestones} {{ id entryDate title {WORDS} description {WORDS} }}
          {classes}
        }}
      }}
    }}
  }}
}}"""


RESULTS_0_27 = Document(
    "KioskResults",
    _text("timelineEntries", f"category {{ id }} scope {{ id name {WORDS} }}"),
    ResultPage,
    versions=("0.27",),
)
RESULTS = Document(
    "KioskResults", _text("milestones", "taxonomies { id }"), ResultPage, versions=("0.31", "0.32")
)

DOCUMENTS = (RESULTS_0_27, RESULTS)
