"""What is written, and what is read again to find out whether it was.

Neither mutation knows an id of ours: ``clientMutationId`` is only echoed. The same call twice makes two.
"""

from __future__ import annotations

from typing import Annotated

from sync.decidim.document import (
    NOTHING,
    WORDS,
    Answer,
    Author,
    Document,
    Named,
    NoNulls,
    PageInfo,
    Words,
)
from sync.decidim.queries.paging import PAGE


class Written(Named):
    """The id of what was written."""

    url: str | None = None


class _CreatesProposal(Answer):
    createProposal: Written


class CreatedProposal(Answer):
    """The answer of `CREATE_PROPOSAL`."""

    component: _CreatesProposal


class _AddsComment(Answer):
    addComment: Named


class AddedComment(Answer):
    """The answer of `ADD_COMMENT`."""

    commentable: _AddsComment


class Writer(Named, Author):
    """Who wrote it, known by the id: anybody may take the same name."""


class OwnProposal(Named):
    """As much of a proposal as tells whether it is ours."""

    official: bool | None = None
    """Whether the organisation itself is the author, as of what was imported."""
    title: Words = NOTHING
    body: Words = NOTHING
    author: Writer | None = None


class _OwnEdge(Answer):
    cursor: str
    node: OwnProposal | None = None


class _OwnPage(Answer):
    pageInfo: PageInfo
    edges: Annotated[tuple[_OwnEdge, ...], NoNulls]


class _OwnProposals(Answer):
    proposals: _OwnPage | None = None


class OwnProposals(Answer):
    """The newest first."""

    component: _OwnProposals | None = None


class OwnComment(Named):
    """As much of a comment as tells whether it is ours."""

    body: str
    alignment: int | None = None
    author: Writer | None = None
    comments: Annotated[tuple[OwnComment, ...], NoNulls] = ()


class _Commented(Answer):
    comments: Annotated[tuple[OwnComment, ...], NoNulls]


class OwnComments(Answer):
    """All comments of one thing, two levels of them."""

    commentable: _Commented | None = None


CREATE_PROPOSAL = Document(
    "KioskCreateProposal",
    """mutation KioskCreateProposal($component: ID!, $input: CreateProposalInput!) {
  component(id: $component) { ... on ProposalsMutation { createProposal(input: $input) { id url } } }
}""",
    CreatedProposal,
    versions=("0.32",),
    writes=("component", "createProposal"),
)
ADD_COMMENT = Document(
    "KioskAddComment",
    """mutation KioskAddComment(
  $id: String!, $type: String!, $locale: String, $body: String!, $alignment: Int
) {
  commentable(id: $id, type: $type, locale: $locale, toggleTranslations: false) {
    addComment(body: $body, alignment: $alignment) { id }
  }
}""",
    AddedComment,
    versions=("0.27", "0.31", "0.32"),
    writes=("commentable", "addComment"),
)
OWN_PROPOSALS = Document(
    "KioskOwnProposals",
    f"""query KioskOwnProposals($component: ID!, $after: String) {{
  component(id: $component) {{
    ... on Proposals {{
      proposals(first: {PAGE}, after: $after, order: {{id: "desc"}}) {{
        pageInfo {{ hasNextPage endCursor }}
        edges {{ cursor node {{ id official title {WORDS} body {WORDS} author {{ id name }} }} }}
      }}
    }}
  }}
}}""",
    OwnProposals,
)
OWN_COMMENTS = Document(
    "KioskOwnComments",
    """query KioskOwnComments($id: String!, $type: String!, $locale: String!) {
  commentable(id: $id, type: $type, locale: $locale, toggleTranslations: false) {
    comments(orderBy: "recent") {
      id body alignment author { id name }
      comments(orderBy: "recent") { id body alignment author { id name } }
    }
  }
}""",
    OwnComments,
)

DOCUMENTS = (CREATE_PROPOSAL, ADD_COMMENT, OWN_PROPOSALS, OWN_COMMENTS)
