"""Amounts are read exactly, and what can be read in two ways is not guessed."""

from __future__ import annotations

from contextlib import suppress
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.i18n import translator
from sync.hub.drafts.amounts import AmountError, amount_of


@pytest.mark.parametrize(
    ("written", "euros"),
    [
        ("12 500,00 €", "12500"),
        ("12\u202f500,50\u00a0€", "12500.50"),
        ("390 000", "390000"),
        ("390000", "390000"),
        ("€1,250.75", "1250.75"),
        ("1.250,75", "1250.75"),
        ("1.250.000", "1250000"),
        ("1’250’000 euros", "1250000"),
        ("3,5 k€", "3500"),
        ("3,125 k€", "3125"),
        ("1 M€", "1000000"),
        ("0", "0"),
        ("7,5", "7.50"),
    ],
)
def test_what_people_write(written: str, euros: str) -> None:
    assert amount_of(written) == Decimal(euros)


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        ("12,500", "two_readings"),
        ("12.500", "two_readings"),
        ("-5", "negative"),
        ("−5 €", "negative"),
        ("", "not_an_amount"),
        ("€", "not_an_amount"),
        ("1 2 3", "not_an_amount"),
        ("12 50", "not_an_amount"),
        ("1,2,3", "not_an_amount"),
        ("1e9", "not_an_amount"),
        ("NaN", "not_an_amount"),
        ("0,001", "two_readings"),
        ("١٢", "not_an_amount"),
        ("=1+1", "not_an_amount"),
        ("9" * 15 + " €", "too_large"),
        ("9" * 400, "not_an_amount"),
    ],
)
def test_what_is_no_amount(written: str, reason: str) -> None:
    with pytest.raises(AmountError) as refused:
        amount_of(written)
    assert refused.value.reason == reason


@given(st.integers(0, 10**13).map(lambda cents: Decimal(cents) / 100))
def test_what_a_screen_writes_is_read_back(euros: Decimal) -> None:
    assert amount_of(translator("fr").money(euros)) == euros
    assert amount_of(str(euros)) == euros


@given(st.text(max_size=40))
def test_any_text_is_an_amount_or_refused(text: str) -> None:
    with suppress(AmountError):
        assert amount_of(text) >= 0
