"""The signed line of a closing in several small codes, for a screen that has no room for one large code.

A part is ``KC:<number>/<of>:<digest>:<piece>``: the digest (four letters of the whole line's SHA-256) tells
which parts belong together, and spaces are commas, because a scanner may drop a space at an end.
"""

from __future__ import annotations

import hashlib
import re

from kiosk.errors import FormatError

_MARK = "KC:"
_PART = re.compile(r"KC:(\d{1,2})/(\d{1,2}):([0-9a-f]{4}):(\S+)")
_HEAD_LETTERS = len("KC:10/10:abcd:")
_PARTS_MAX = 20


def code_parts(line: str, letters: int) -> tuple[str, ...]:
    """The line in parts of at most `letters` letters; none where they would be too many to photograph."""
    room = letters - _HEAD_LETTERS
    number = -(-len(line) // room) if room > 0 else _PARTS_MAX + 1
    if number > _PARTS_MAX:
        return ()
    piece = -(-len(line) // number)
    pieces = [line[start : start + piece].replace(" ", ",") for start in range(0, len(line), piece)]
    return tuple(
        f"{_MARK}{place}/{len(pieces)}:{_digest(line)}:{text}" for place, text in enumerate(pieces, 1)
    )


def whole_line(scanned: str) -> str:
    """The line that was scanned: in one piece, or in parts, in any order, each once or more often.

    Raises:
        FormatError: a part is missing, or parts of two closings were mixed.
    """
    if _MARK not in scanned:
        return scanned
    found = _PART.findall(scanned)
    of, digests = {int(part[1]) for part in found}, {part[2] for part in found}
    pieces = {int(part[0]): part[3] for part in found}
    if len(of) != 1 or len(digests) != 1:
        raise FormatError("These codes are of different closings. Scan the codes of one tablet only.")
    missing = [number for number in range(1, min(of.pop(), _PARTS_MAX) + 1) if number not in pieces]
    if missing:
        raise FormatError(f"Code {missing[0]} of this closing is missing. Scan it too.")
    line = "".join(pieces[number] for number in sorted(pieces)).replace(",", " ")
    if _digest(line) not in digests:
        raise FormatError("These codes do not belong together. Scan all of them again.")
    return line


def _digest(line: str) -> str:
    return hashlib.sha256(line.encode()).hexdigest()[:4]
