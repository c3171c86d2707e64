"""Text as it is heard: no sign is called by its name, nothing written is a command."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.i18n import LANGUAGES, translator
from screens.speech.marks import LETTER_NAMES, heard, letter, spelled

EN = translator("en")


@pytest.mark.parametrize(
    ("shown", "said"),
    [
        ("● I vote blank", "I vote blank."),
        ("▲ Previous", "Previous."),
        ("Take part →", "Take part."),
        ("See 12 more ▼", "See 12 more."),
        ("✔ Finished · 40 %", "Finished, 40 %."),
        ("−  less", "less."),
        ("more  +", "more."),
        ("■■■□□", ""),
        ("A garden 🌳🌳", "A garden."),
        ("🌳🌳", "signs without words"),
        ("Is it open?", "Is it open?"),
        ("• Arènes — 7\u00a0000\u00a0€\nA garden", "Arènes, 7000 €. A garden."),
        ("390\u202f000\u00a0€", "390000 €."),
        ("€390,000 left", "390,000 € left."),
        ("1, 2 and\u00a03", "1, 2 and 3."),
        ("2019-2020", "2019-2020."),
        ("K7QM-3F9T-X2  Vote", "K, 7, Q, M. 3, F, 9, T. X, 2. Vote."),
        ("\x1b[31mred\x1b[0m \u202eeert\u202c", "red eert."),
        ("Hello\x01 300S", "Hello 300S."),
    ],
)
def test_a_text_is_heard_without_its_marks(shown: str, said: str) -> None:
    assert heard(shown, EN) == said


def test_a_code_is_spelled_in_its_groups() -> None:
    assert spelled("K7QM-3F9T-X2") == "K, 7, Q, M. 3, F, 9, T. X, 2"


@given(st.text(max_size=80))
def test_no_sign_and_no_control_character_is_left(text: str) -> None:
    said = heard(text, EN)
    assert not re.search("[\u2190-\u21ff\u2500-\u27bf\x00-\x1f\x7f-\x9f]", said)
    assert {unicodedata.category(sign) for sign in said.replace("°", "")}.isdisjoint(
        {"So", "Cf", "Co", "Cs", "Cn"}
    )


@given(st.text(alphabet=st.characters(categories=["L", "Nd"]), min_size=1, max_size=30))
def test_no_word_is_lost(word: str) -> None:
    assert "".join(word.split()) in "".join(heard(f"● {word} →", EN).split())


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("character", sorted(LETTER_NAMES))
def test_each_sign_of_the_keyboards_has_a_name(language: str, character: str) -> None:
    named = letter(character, translator(language))
    assert any(map(str.isalpha, named))


def test_a_capital_is_said_to_be_one() -> None:
    assert letter("É", EN) == "capital É"
    assert letter("é", EN) == "é"
    assert letter("K", EN, cased=False) == "K"
