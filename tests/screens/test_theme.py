"""Every text can be read on its ground, in every theme."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from screens.theme import PAIRS, PALETTES, variables
from tests.screens.contrast import LEAST, contrast

_SCREENS = Path(__file__).parents[2] / "screens"
_SHEETS = {path.name: path.read_text(encoding="utf-8") for path in _SCREENS.rglob("*.tcss")}
_WHITE = {"WholeScreenQR"}
"""Rules that name a colour: a code is black on white whatever the theme."""


def test_the_formula_gives_the_known_extremes() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("pair", PAIRS, ids="-on-".join)
@pytest.mark.parametrize("name", PALETTES)
def test_each_pair_in_use_has_enough_contrast(name: str, pair: tuple[str, str]) -> None:
    text, ground = (getattr(PALETTES[name], role) for role in pair)
    assert contrast(text, ground) >= LEAST[name]


@pytest.mark.parametrize("name", _SHEETS)
def test_each_text_that_a_stylesheet_puts_on_a_ground_is_a_tested_pair(name: str) -> None:
    # Rules that set both: the text and the ground that meet there.
    used = set()
    for block in re.findall(r"\{([^{}]*)", _SHEETS[name]):
        ground = re.search(r"background: \$([\w-]+);", block)
        text = re.search(r"(?<![\w-])color: \$([\w-]+);", block)
        if ground and text:
            used.add((text[1].replace("-", "_"), ground[1].replace("-", "_")))
    assert used <= set(PAIRS)
    assert used or name != "base.tcss"


@pytest.mark.parametrize("name", _SHEETS)
def test_the_stylesheets_name_roles_and_no_colour(name: str) -> None:
    rules = re.findall(r"([\w#.-]+) \{([^{}]*)", _SHEETS[name])
    coloured = {selector for selector, body in rules if re.search(r":\s[^;]*#[0-9A-Fa-f]{3,6}", body)}
    assert coloured <= _WHITE
    named = set(re.findall(r"\$([\w-]+)", _SHEETS[name]))
    assert named <= set(variables(PALETTES["day"]))


def test_focus_looks_unlike_rest_and_unlike_chosen() -> None:
    for palette in PALETTES.values():
        assert len({palette.focus, palette.sand, palette.lilac}) == 3
