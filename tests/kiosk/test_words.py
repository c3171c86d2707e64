"""Dates, reasons and amounts as residents read them."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

import pytest

from kiosk.i18n import LANGUAGES, MONTHS, NO_BREAK_SPACE, translator
from screens.words import REASONS, amount, day, day_and_hour, reason


def moment(month: int, number: int, hour: int = 12, minute: int = 0) -> datetime:
    """A moment of 2027 in the machine's time zone."""
    return datetime(2027, month, number, hour, minute).astimezone()


@pytest.mark.parametrize(
    ("at", "french", "english"),
    [
        (moment(3, 1), "1er mars 2027", "1 March 2027"),
        (moment(10, 15), "15 octobre 2027", "15 October 2027"),
        (moment(8, 31), "31 août 2027", "31 August 2027"),
        (moment(12, 2), "2 décembre 2027", "2 December 2027"),
    ],
)
def test_a_date_is_written_in_words(at: datetime, french: str, english: str) -> None:
    assert day(translator("fr"), at) == french
    assert day(translator("en"), at) == english


def test_an_hour_is_written_as_its_language_does() -> None:
    at = moment(10, 15, 18, 5)
    assert day_and_hour(translator("fr"), at) == "15 octobre 2027 à 18 h 05"
    assert day_and_hour(translator("en"), at) == "15 October 2027 at 18:05"


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_twelve_months_have_twelve_names(language: str) -> None:
    assert len({translator(language)(name) for name in MONTHS}) == 12


def test_a_project_without_cost_shows_no_amount() -> None:
    assert amount(translator("fr"), None, "EUR") == ""
    assert amount(translator("fr"), Decimal(45000), "EUR") == f"45{NO_BREAK_SPACE}000{NO_BREAK_SPACE}€"


@pytest.mark.parametrize("name", REASONS)
def test_every_refusal_has_a_sentence_of_its_own_in_french(name: str) -> None:
    sentence = reason(translator("fr"), name)
    assert sentence != REASONS[name], "it has no French"
    assert sentence.endswith(".")


def test_a_refusal_that_nobody_foresaw_has_a_sentence_too() -> None:
    assert reason(translator("en"), "no such reason").endswith("Please ask the staff.")
