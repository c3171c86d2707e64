"""Proposals of a component, page by page."""

from __future__ import annotations

from typing import Annotated

from sync.decidim.document import (
    NOTHING,
    WORDS,
    Attachment,
    Author,
    Coordinates,
    Document,
    Moment,
    Named,
    NoNulls,
    Words,
)
from sync.decidim.queries.comments import COMMENTS, Comment
from sync.decidim.queries.paging import PAGE, ComponentPage


class Class(Named):
    """A category, a scope or a taxonomy that something bears."""

    name: Words = NOTHING


class Sorted(Named):
    """Something with its classes, in whichever form the version has them."""

    category: Class | None = None
    scope: Class | None = None
    taxonomies: Annotated[tuple[Class, ...], NoNulls] = ()

    @property
    def classes(self) -> tuple[str, ...]:
        """Their ids, with the kind in front: ids of categories and scopes may be equal."""
        found = (("category", self.category), ("scope", self.scope))
        old = tuple(f"{kind}-{one.id}" for kind, one in found if one is not None)
        return old + tuple(f"taxonomy-{one.id}" for one in self.taxonomies)


class Proposal(Sorted):
    """A published proposal."""

    reference: str | None = None
    state: str | None = None
    official: bool | None = None
    publishedAt: Moment | None = None
    createdAt: Moment | None = None
    updatedAt: Moment | None = None
    voteCount: int | None = None
    """None while the platform hides it."""
    title: Words = NOTHING
    body: Words = NOTHING
    answer: Words = NOTHING
    address: str | None = None
    coordinates: Coordinates | None = None
    author: Author | None = None
    totalCommentsCount: int = 0
    acceptsNewComments: bool = False
    comments: Annotated[tuple[Comment, ...], NoNulls] = ()
    attachments: Annotated[tuple[Attachment, ...], NoNulls] = ()


ProposalPage = ComponentPage[Proposal]


def _text(classes: str) -> str:
    return f"""query KioskProposals($component: ID!, $after: String) {{
  component(id: $component) {{
    ... on Proposals {{
      page: proposals(first: {PAGE}, after: $after, order: {{id: "asc"}}) {{
        pageInfo {{ hasNextPage endCursor }}
        nodes {{
          id reference state official publishedAt createdAt updatedAt voteCount address
          title {WORDS} body {WORDS} answer {WORDS}
          coordinates {{ latitude longitude }}
          author {{ name }}
          totalCommentsCount acceptsNewComments
          {COMMENTS}
          attachments {{ url type thumbnail }}
          {classes}
        }}
      }}
    }}
  }}
}}"""


PROPOSALS_0_27 = Document(
    "KioskProposals",
    _text(f"category {{ id }} scope {{ id name {WORDS} }}"),
    ProposalPage,
    versions=("0.27",),
)
PROPOSALS = Document("KioskProposals", _text("taxonomies { id }"), ProposalPage, versions=("0.31", "0.32"))

DOCUMENTS = (PROPOSALS_0_27, PROPOSALS)
