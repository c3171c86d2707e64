"""What is asked of Decidim, as named documents with the shapes of their answers; one module a concern."""

from __future__ import annotations

from typing import Any

from sync.decidim.document import Document
from sync.decidim.queries import (
    budgets,
    classes,
    debates,
    pages,
    proposals,
    results,
    spaces,
    surveys,
    version,
    writes,
)


def every_document() -> tuple[Document[Any], ...]:
    """Every document that is ever sent."""
    rooms = (version, spaces, classes, proposals, budgets, surveys, debates, results, pages, writes)
    return tuple(document for room in rooms for document in room.DOCUMENTS)
