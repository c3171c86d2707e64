"""Pages: something to read."""

from __future__ import annotations

from typing import Annotated

from sync.decidim.document import (
    NOTHING,
    WORDS,
    Answer,
    Document,
    Moment,
    Named,
    NoNulls,
    PageInfo,
    Words,
)
from sync.decidim.queries.proposals import PAGE


class Page(Named):
    """One page."""

    title: Words = NOTHING
    body: Words = NOTHING
    updatedAt: Moment | None = None


class _Page(Answer):
    pageInfo: PageInfo
    nodes: Annotated[tuple[Page, ...], NoNulls]


class _Pages(Answer):
    pages: _Page | None = None


class PagePage(Answer):
    """Pages of a component."""

    component: _Pages | None = None
    """None: no such component is published any more."""

    @property
    def connection(self) -> _Page | None:
        """The page, whatever its component is called."""
        return self.component.pages if self.component else None


PAGES = Document(
    "KioskPages",
    f"""query KioskPages($component: ID!, $after: String) {{
  component(id: $component) {{
    ... on Pages {{
      pages(first: {PAGE}, after: $after) {{
        pageInfo {{ hasNextPage endCursor }}
        nodes {{ id updatedAt title {WORDS} body {WORDS} }}
      }}
    }}
  }}
}}""",
    PagePage,
)

DOCUMENTS = (PAGES,)
