"""Every text can be read on its ground, in every theme."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from screens.theme import PAIRS, PALETTES, variables

_LEAST = {"day": 7.0, "night": 7.0, "contrast": 15.0}
_SHEET = Path(__file__).parents[2] / "screens" / "base.tcss"


def luminance(colour: str) -> float:
    """Relative luminance, WCAG 2.2."""
    parts = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Contrast ratio, 1 to 21, WCAG 2.2."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_the_formula_gives_the_known_extremes() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("pair", PAIRS, ids="-on-".join)
@pytest.mark.parametrize("name", PALETTES)
def test_each_pair_in_use_has_enough_contrast(name: str, pair: tuple[str, str]) -> None:
    text, ground = (getattr(PALETTES[name], role) for role in pair)
    assert contrast(text, ground) >= _LEAST[name]


def test_each_text_that_the_stylesheet_puts_on_a_ground_is_a_tested_pair() -> None:
    # Rules that set both: the text and the ground that meet there.
    used = set()
    for block in re.findall(r"\{([^{}]*)", _SHEET.read_text(encoding="utf-8")):
        ground = re.search(r"background: \$([\w-]+);", block)
        text = re.search(r"(?<![\w-])color: \$([\w-]+);", block)
        if ground and text:
            used.add((text[1].replace("-", "_"), ground[1].replace("-", "_")))
    assert used
    assert used <= set(PAIRS)


def test_the_stylesheet_names_roles_and_no_colour() -> None:
    sheet = _SHEET.read_text(encoding="utf-8")
    assert not re.search(r":\s[^;]*#[0-9A-Fa-f]{3,6}", sheet)
    named = set(re.findall(r"\$([\w-]+)", sheet))
    assert named <= set(variables(PALETTES["day"]))


def test_focus_looks_unlike_rest_and_unlike_chosen() -> None:
    for palette in PALETTES.values():
        assert len({palette.focus, palette.sand, palette.lilac}) == 3
