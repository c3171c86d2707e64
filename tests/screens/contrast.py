"""What is written on the glass, and whether it can be read on its ground."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from rich.color import Color
from textual.app import App

LEAST = {"day": 7.0, "night": 7.0, "contrast": 15.0}
"""Contrast ratio that every text must reach, by theme (reference: in-person 4.4, row 10)."""
_DRAWN = set("▀▄█▌▐─▏ \u00a0")
"""Grounds, edges and rules: nothing is said by them."""


def luminance(colour: str) -> float:
    """Relative luminance of ``#RRGGBB``, WCAG 2.2."""
    parts = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Contrast ratio, 1 to 21, WCAG 2.2."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def hard_to_read(app: App[Any], least: float) -> Iterator[str]:
    """Every text on the glass below a contrast ratio, with its ratio."""
    for strip in app.screen._compositor.render_strips():
        for segment in strip:
            if set(segment.text) <= _DRAWN or segment.style is None:
                continue
            text, ground = _hex(segment.style.color), _hex(segment.style.bgcolor)
            if segment.style.reverse:
                text, ground = ground, text
            ratio = contrast(text, ground) if text and ground else 1.0
            if ratio < least:
                yield f"{segment.text.strip()!r}: {text} on {ground} is {ratio:.1f}, {least} is needed"


def _hex(colour: Color | None) -> str:
    return "" if colour is None else "#{:02x}{:02x}{:02x}".format(*colour.get_truecolor())
