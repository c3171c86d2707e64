"""Plots as SVG, made here: no script, no font, no colour that says something alone."""

from __future__ import annotations

from markupsafe import Markup

from kiosk.i18n import Translator
from sync.hub.staff.results.blocks import Plot
from sync.hub.staff.results.content import number

_HEIGHT, _TOP, _FOOT = 240, 28, 34
_COLUMN, _LABELS_MOST = 60, 16


def bar(value: float | None, largest: float) -> Markup:
    """One bar as long as its number; a withheld one is a dashed line. The number stands beside it as text."""
    if value is None:
        shape = Markup('<line class="bar-withheld" x1="0" y1="8" x2="100" y2="8"/>')
    else:
        width = round(100 * value / largest, 2)
        shape = Markup('<rect class="bar" x="0" y="0" width="{}" height="16" rx="1"/>').format(width)
    return Markup(
        '<svg class="bars" viewBox="0 0 100 16" preserveAspectRatio="none" aria-hidden="true">{}</svg>'
    ).format(shape)


def columns(plot: Plot, tr: Translator) -> Markup:
    """Columns from left to right, each with its number above; the table beside it says the same."""
    width = max(8, len(plot.rows)) * _COLUMN
    floor = _HEIGHT - _FOOT
    step = -(-len(plot.rows) // _LABELS_MOST)
    parts = [Markup('<line class="axis" x1="0" y1="{}" x2="{}" y2="{}"/>').format(floor, width, floor)]
    for place, (label, value) in enumerate(plot.rows):
        left, middle = place * _COLUMN, place * _COLUMN + _COLUMN / 2
        if value is None:
            parts.append(
                Markup('<rect class="bar-unknown" x="{}" y="{}" width="{}" height="22"/>').format(
                    left + 8, floor - 22, _COLUMN - 16
                )
            )
        elif value:
            high = max(2.0, (floor - _TOP) * value / plot.largest)
            parts.append(
                Markup('<rect class="bar" x="{}" y="{}" width="{}" height="{}"/>').format(
                    left + 8, round(floor - high, 1), _COLUMN - 16, round(high, 1)
                )
            )
            parts.append(_text(middle, floor - high - 7, number(tr, value)))
        if place % step == 0:
            parts.append(_text(middle, floor + 20, label))
    return Markup(
        '<svg class="columns" viewBox="0 0 {} {}" width="{}" height="{}" role="img" aria-label="{}">{}</svg>'
    ).format(width, _HEIGHT, width, _HEIGHT, plot.title, Markup("").join(parts))


def _text(x: float, y: float, words: str) -> Markup:
    return Markup('<text x="{}" y="{}" text-anchor="middle">{}</text>').format(
        round(x, 1), round(y, 1), words
    )
