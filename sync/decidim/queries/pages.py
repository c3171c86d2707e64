"""Pages: something to read."""

from __future__ import annotations

from sync.decidim.document import (
    NOTHING,
    WORDS,
    Document,
    Moment,
    Named,
    Words,
)
from sync.decidim.queries.paging import PAGE, ComponentPage


class Page(Named):
    """One page."""

    title: Words = NOTHING
    body: Words = NOTHING
    updatedAt: Moment | None = None


PagePage = ComponentPage[Page]


PAGES = Document(
    "KioskPages",
    f"""query KioskPages($component: ID!, $after: String) {{
  component(id: $component) {{
    ... on Pages {{
      page: pages(first: {PAGE}, after: $after) {{
        pageInfo {{ hasNextPage endCursor }}
        nodes {{ id updatedAt title {WORDS} body {WORDS} }}
      }}
    }}
  }}
}}""",
    PagePage,
)

DOCUMENTS = (PAGES,)
