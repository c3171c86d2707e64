"""What others wrote, with who and when; for, against or neither is a mark and a word."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from screens.widgets.text import clean

if TYPE_CHECKING:
    from kiosk.catalogue.activities import PublishedComment
    from kiosk.i18n import Translator

_NAME_LIMIT = 60


def signature(tr: Translator, author: str, written: str) -> str:
    """Who wrote it, and when."""
    name = clean(author, _NAME_LIMIT, one_line=True) or tr("A resident")
    return f"{name}, {written}"


def comment_lines(tr: Translator, comments: Iterable[PublishedComment]) -> list[str]:
    """One paragraph a comment."""
    words = {1: "▲ " + tr("For"), 0: "", -1: "▼ " + tr("Against")}
    lines = []
    for comment in comments:
        head = " · ".join(
            part
            for part in (words[comment.alignment], signature(tr, comment.author, tr.day(comment.on)))
            if part
        )
        lines.append(f"{head}\n{comment.body.within(tr.language)}")
    return lines
