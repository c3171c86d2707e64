"""Amounts and numbers as each language writes them."""

from __future__ import annotations

from decimal import Decimal

import pytest

from kiosk.i18n import LANGUAGE_NAMES, LANGUAGES, NO_BREAK_SPACE, translator

S = NO_BREAK_SPACE


@pytest.mark.parametrize(
    ("amount", "currency", "french", "english"),
    [
        ("390000", "EUR", f"390{S}000{S}€", "€390,000"),
        ("1000000", "EUR", f"1{S}000{S}000{S}€", "€1,000,000"),
        ("0", "EUR", f"0{S}€", "€0"),
        ("7000.00", "EUR", f"7{S}000{S}€", "€7,000"),
        ("1234.5", "EUR", f"1{S}234,50{S}€", "€1,234.50"),
        ("12000", "CHF", f"12{S}000{S}CHF", f"12,000{S}CHF"),
        ("80", "USD", f"80{S}$", "$80"),
    ],
)
def test_an_amount_is_written_as_its_language_does_and_never_breaks(
    amount: str, currency: str, french: str, english: str
) -> None:
    assert translator("fr").money(Decimal(amount), currency) == french
    assert translator("en").money(Decimal(amount), currency) == english
    assert " " not in french + english


def test_a_number_has_its_thousands_apart() -> None:
    assert translator("fr").number(7260) == f"7{S}260"
    assert translator("en").number(7260) == "7,260"
    assert translator("fr").number(999) == translator("en").number(999) == "999"


def test_a_sentence_is_translated_and_its_fields_are_filled() -> None:
    assert translator("fr")("January") == "janvier"
    assert translator("en")("January") == "January"
    assert (
        translator("fr")("{day} at {hour}", day="1er mars 2027", hour="18 h 00") == "1er mars 2027 à 18 h 00"
    )


def test_a_sentence_without_a_translation_is_shown_as_it_is_written() -> None:
    assert translator("fr")("No such sentence {here}.", here="x") == "No such sentence x."
    assert translator("fr").plural("{n} no such", "{n} no such ones", 5) == "5 no such ones"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_that_is_offered_has_its_sentences_and_its_name(language: str) -> None:
    assert translator(language).language == language
    assert LANGUAGE_NAMES[language]


def test_french_comes_first() -> None:
    assert LANGUAGES[0] == "fr"


def test_a_language_without_a_catalogue_is_an_error_at_once() -> None:
    with pytest.raises(FileNotFoundError):
        translator("xx")
