"""A sheet for the staff on receipt paper: the same parts, one below the other, with room to sign."""

from __future__ import annotations

from collections.abc import Iterator

from kiosk.paper import sheet as paper
from kiosk.printing.sheet import Code, Gap, Pair, Part, Rule, Style, Text

_LINES_TO_SIGN = 2


def staff_sheet(sheet: paper.Sheet) -> tuple[Part, ...]:
    """The parts for `Printer.print`, with a warning above and below where the sheet has one."""
    return tuple(_parts(sheet))


def _parts(sheet: paper.Sheet) -> Iterator[Part]:
    if sheet.band:
        yield Text(sheet.band, Style.TITLE)
    yield Text(sheet.eyebrow, Style.CENTRED)
    yield Text(sheet.title, Style.TITLE)
    yield Rule()
    for part in sheet.parts:
        yield from _part(part)
        yield Gap()
    yield Text(sheet.foot, Style.CENTRED)
    if sheet.band:
        yield Text(sheet.band, Style.TITLE)


def _part(part: paper.Part) -> Iterator[Part]:
    match part:
        case paper.Facts(pairs, title):
            yield from _titled(title)
            yield from (Pair(name, value) for name, value in pairs)
        case paper.Figures(pairs):
            yield from (Pair(word, number) for number, word in pairs)
        case paper.Table(title, columns, rows):
            # Seven columns do not fit on a roll: each row is a name, and its figures below.
            yield from _titled(title)
            for name, *figures in rows:
                yield Text(name, Style.BOLD)
                yield from (Pair(f"  {column}", f) for column, f in zip(columns[1:], figures, strict=True))
        case paper.Words(text, title, alarm):
            yield from _titled(title)
            yield Text(f"!! {text}", Style.BOLD) if alarm else Text(text)
        case paper.Code(title, caption, text):
            yield from _titled(title)
            yield Text(caption)
            yield Code(text)
        case paper.Signatures(names):
            for name in names:
                yield from (Text(name), Gap(_LINES_TO_SIGN), Rule())


def _titled(title: str) -> Iterator[Part]:
    if title:
        yield Text(title, Style.BOLD)
