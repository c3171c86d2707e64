"""Comments, as they lie within other answers: two levels, which is what a tablet shows as one list."""

from __future__ import annotations

from typing import Annotated

from sync.decidim.document import Author, Named, NoNulls


class Comment(Named):
    """A comment and its answers."""

    body: str
    createdAt: str | None = None
    """ISO 8601; the schema calls it a text up to 0.30."""
    alignment: int | None = None
    author: Author | None = None
    comments: Annotated[tuple[Comment, ...], NoNulls] = ()


_ONE = "id body createdAt alignment author { name }"
COMMENTS = f'comments(orderBy: "older") {{ {_ONE} comments(orderBy: "older") {{ {_ONE} }} }}'
"""The selection that `Comment` reads."""
