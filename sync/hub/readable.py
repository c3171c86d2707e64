"""What residents wrote, made harmless for a terminal, for JSON and for a spreadsheet: it stays words."""

from __future__ import annotations

import re
import unicodedata

TEXT_LIMIT = 20_000
"""Characters of one text; no form takes more."""
_LINE_ENDS = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_UNSEEN = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff]"
)
_FORMULA = re.compile('(^|[\t;,|"])([ \u00a0]*)([=+@\uff1d\uff0b\uff20\uff0d-])')
"""What a spreadsheet may take for a formula, also where it cuts the line at another separator than ours."""

_NUMBER = re.compile("-?[0-9]{1,15}")


def readable(text: str) -> str:
    """`text` without control and direction characters, in composed letters; line breaks stay."""
    text = _LINE_ENDS.sub("\n", text[:TEXT_LIMIT])
    return unicodedata.normalize("NFC", _UNSEEN.sub("", text))


def cell(text: str) -> str:
    """`text` for one cell of a spreadsheet: one line, and nothing of it is computed (CSV injection)."""
    one_line = " ".join(readable(text).split("\n"))
    if _NUMBER.fullmatch(one_line):
        return one_line
    return _FORMULA.sub(r"\1\2'\3", one_line)


def starts_formula(text: str, *, only_first: bool = False) -> bool:
    """Whether a spreadsheet may compute something of `text`; `only_first`: where it is cut as we cut it."""
    found = _FORMULA.search(text)
    return found is not None and (found.start() == 0 and not found[1] if only_first else True)


def html_for_cell(markup: str) -> str:
    """HTML for a cell of a spreadsheet: it shows the same, and nothing of it is computed (CSV injection)."""
    lines = (_FORMULA.sub(lambda m: f"{m[1]}{m[2]}&#{ord(m[3])};", line) for line in markup.split("\n"))
    return "\n".join(lines)
