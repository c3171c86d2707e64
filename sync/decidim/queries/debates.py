"""Debates and what was said in them."""

from __future__ import annotations

from typing import Annotated

from sync.decidim.document import (
    NOTHING,
    WORDS,
    Document,
    Moment,
    NoNulls,
    Words,
)
from sync.decidim.queries.comments import COMMENTS, Comment
from sync.decidim.queries.paging import PAGE, ComponentPage
from sync.decidim.queries.proposals import Sorted


class Debate(Sorted):
    """A question to discuss."""

    title: Words = NOTHING
    description: Words = NOTHING
    instructions: Words = NOTHING
    startTime: Moment | None = None
    endTime: Moment | None = None
    updatedAt: Moment | None = None
    totalCommentsCount: int = 0
    acceptsNewComments: bool = False
    comments: Annotated[tuple[Comment, ...], NoNulls] = ()


DebatePage = ComponentPage[Debate]


def _text(classes: str) -> str:
    return f"""query KioskDebates($component: ID!, $after: String) {{
  component(id: $component) {{
    ... on Debates {{
      page: debates(first: {PAGE}, after: $after) {{
        pageInfo {{ hasNextPage endCursor }}
        nodes {{
          id startTime endTime updatedAt title {WORDS} description {WORDS} instructions {WORDS}
          totalCommentsCount acceptsNewComments
          {COMMENTS}
          {classes}
        }}
      }}
    }}
  }}
}}"""


DEBATES_0_27 = Document(
    "KioskDebates", _text(f"category {{ id }} scope {{ id name {WORDS} }}"), DebatePage, versions=("0.27",)
)
DEBATES = Document("KioskDebates", _text("taxonomies { id }"), DebatePage, versions=("0.31", "0.32"))

DOCUMENTS = (DEBATES_0_27, DEBATES)
