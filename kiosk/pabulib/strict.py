"""The shape of a .pb file, read strictly and apart from `kiosk.pabulib.read`, for `kiosk.pabulib.check`."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from kiosk.pabulib.fields import SECTIONS


@dataclass
class Shape:
    """Cells as written, and what was wrong with their arrangement."""

    meta: dict[str, str] = field(default_factory=dict)
    project_columns: list[str] = field(default_factory=list)
    projects: list[dict[str, str]] = field(default_factory=list)
    vote_columns: list[str] = field(default_factory=list)
    votes: list[dict[str, str]] = field(default_factory=list)
    findings: list[str] = field(default_factory=list)


def shape(text: str) -> Shape:
    """Cut `text` into its three sections. `findings` says what a strict reader would stumble over."""
    result = Shape()
    if text.startswith("\ufeff"):
        result.findings.append("The file starts with a byte-order mark.")
        text = text[1:]
    result.findings += [f"Line {line} is blank." for line in _blank_lines(text)]
    blocks: dict[str, list[tuple[int, list[str]]]] = {}
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=";", strict=True)
    current: list[tuple[int, list[str]]] | None = None
    try:
        for cells in reader:
            if len(cells) == 1 and cells[0] in SECTIONS:
                if cells[0] in blocks:
                    result.findings.append(f"Line {reader.line_num}: the section {cells[0]} is repeated.")
                current = blocks.setdefault(cells[0], [])
            elif cells and current is None:
                result.findings.append(f"Line {reader.line_num} stands before the section META.")
            elif cells and current is not None:
                current.append((reader.line_num, cells))
    except csv.Error as error:
        result.findings.append(f"Line {reader.line_num} cannot be cut into cells: {error}.")
    if tuple(blocks) != SECTIONS:
        result.findings.append(
            f"The sections are {', '.join(blocks) or 'missing'}, not {', '.join(SECTIONS)}."
        )
    meta_columns, meta = _rows("META", blocks.get("META", []), result.findings)
    if meta_columns != ["key", "value"]:
        result.findings.append("META does not start with key;value.")
    for row in meta:
        key = row.get("key", "")
        if key in result.meta:
            result.findings.append(f"META gives {key} twice.")
        result.meta[key] = row.get("value", "")
    result.project_columns, result.projects = _rows("PROJECTS", blocks.get("PROJECTS", []), result.findings)
    result.vote_columns, result.votes = _rows("VOTES", blocks.get("VOTES", []), result.findings)
    return result


def _blank_lines(text: str) -> Iterator[int]:
    """Numbers of blank lines; one at the end of the file is tolerated."""
    lines = re.split(r"\r\n|\r|\n", text)
    if lines[-1] == "":
        lines.pop()
    if lines and not lines[-1].strip():
        lines.pop()
    yield from (number for number, line in enumerate(lines, 1) if not line.strip())


def _rows(
    section: str, block: list[tuple[int, list[str]]], findings: list[str]
) -> tuple[list[str], list[dict[str, str]]]:
    if not block:
        return [], []
    columns = block[0][1]
    findings += [
        f"{section} has the column {column} twice."
        for column in dict.fromkeys(columns)
        if columns.count(column) > 1
    ]
    rows = []
    for line, cells in block[1:]:
        if len(cells) != len(columns):
            findings.append(
                f"Line {line} has {len(cells)} cells for the {len(columns)} columns of {section}."
            )
        if any(cell != cell.strip() for cell in cells):
            findings.append(f"Line {line} has a cell with blanks at its edge.")
        rows.append(dict(zip(columns, cells, strict=False)))
    return columns, rows
