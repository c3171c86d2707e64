"""Taking words out of what somebody wrote, and never putting any in.

A resident's text is theirs. A moderator may take out a name, a number, an address; what is left are the
resident's own words in their own order, and a mark stands wherever something is missing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from kiosk.errors import ModerationError
from sync.hub.readable import readable

MARK = "[…]"
_PIECE = re.compile(r"\[\s*(?:…|\.{3})\s*\]|\w+|[^\w\s]")
_LONGEST_NAMED = 40


def redacted(original: str, edited: str) -> str:
    """`original` without what `edited` leaves out, `MARK` in its place.

    `edited` is what came out of a text field: words were deleted there, or marks typed over them.

    Raises:
        ModerationError: ``word_added``, with the first ``word`` that the original has not at that place.
    """
    kept: list[tuple[int, int]] = []
    pieces = list(_PIECE.finditer(original))
    place = 0
    for wanted in _PIECE.finditer(readable(edited)):
        word = wanted.group()
        if word.startswith("[") and len(word) > 1:
            continue
        while place < len(pieces) and pieces[place].group() != word:
            place += 1
        if place == len(pieces):
            shown = word[:_LONGEST_NAMED]
            raise ModerationError(
                "word_added",
                f"“{shown}” is not in the original at that place. Words are taken out, never put in.",
                word=shown,
            )
        kept.append(pieces[place].span())
        place += 1
    return _with_marks(original, kept, [piece.span() for piece in pieces])


def _with_marks(original: str, kept: Iterable[tuple[int, int]], pieces: list[tuple[int, int]]) -> str:
    holds = set(kept)
    written: list[str] = []
    after = 0
    gap = False
    for start, end in pieces:
        if (start, end) in holds:
            # The space before a word that was kept is the author's, also behind a mark.
            written += [original[after:start], original[start:end]]
            gap = False
        elif not gap:
            written += [original[after:start], MARK]
            gap = True
        after = end
    return "".join(written).strip()


def without(original: str, spans: Iterable[tuple[int, int]]) -> str:
    """`original` with `MARK` in place of each of `spans`: what is offered in the text field to begin with."""
    written, after = [], 0
    for start, end in sorted(spans):
        if start >= after:
            written += [original[after:start], MARK]
        after = max(after, end)
    return "".join([*written, original[after:]])


def redacted_parts(original: Mapping[str, str], edited: Mapping[str, str]) -> dict[str, str]:
    """Every text of a contribution after an edit; a text that is not in `edited` stays.

    Raises:
        ModerationError: ``word_added``; ``nothing_taken_out``; ``nothing_left``, which is for hiding.
    """
    parts = {
        name: redacted(text, edited[name]) if name in edited else text for name, text in original.items()
    }
    if parts == dict(original):
        raise ModerationError("nothing_taken_out", "Nothing was taken out of the text.")
    if all(text in {"", MARK} for text in parts.values()):
        raise ModerationError("nothing_left", "Nothing would be left: hide the contribution instead.")
    return parts
