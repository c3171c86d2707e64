"""Receipts: the same everywhere, readable by people, and telling nothing."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.claims.crockford import ALPHABET
from kiosk.errors import FormatError
from kiosk.ids import DepositId
from kiosk.receipts import parse_receipt, receipt_of

IDS = st.binary(min_size=16, max_size=16).map(DepositId)


@given(IDS)
def test_a_receipt_is_read_as_it_is_printed_and_as_people_type_it(deposit: DepositId) -> None:
    receipt = receipt_of(deposit)
    assert re.fullmatch(r"[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{2}", receipt)
    assert parse_receipt(receipt) == receipt
    assert parse_receipt(receipt.lower().replace("-", " ").replace("1", "l").replace("0", "o")) == receipt


@given(IDS)
def test_a_receipt_shows_nothing_of_the_deposit_id(deposit: DepositId) -> None:
    neighbour = DepositId(deposit[:-1] + bytes([deposit[-1] ^ 1]))
    assert receipt_of(deposit) == receipt_of(DepositId(bytes(deposit)))
    assert receipt_of(deposit) != receipt_of(neighbour)


def test_a_wrong_character_or_a_swap_is_caught() -> None:
    receipt = receipt_of(DepositId(bytes(range(16)))).replace("-", "")
    wrong = [
        receipt[:place] + sign + receipt[place + 1 :]
        for place in range(10)
        for sign in set(ALPHABET) - {receipt[place]}
    ]
    wrong += [
        receipt[:place] + receipt[place + 1] + receipt[place] + receipt[place + 2 :]
        for place in range(9)
        if receipt[place] != receipt[place + 1]
    ]
    for typed in wrong:
        with pytest.raises(FormatError, match="ten letters and figures"):
            parse_receipt(typed)


@pytest.mark.parametrize("typed", ["", "K7QM", "K7QM-3F9T-X2Z", "K7QM-3F9T-é2", "U" * 10])
def test_what_is_no_receipt_is_refused(typed: str) -> None:
    with pytest.raises(FormatError):
        parse_receipt(typed)


def test_twenty_thousand_receipts_do_not_meet() -> None:
    receipts = {receipt_of(DepositId(number.to_bytes(16))) for number in range(20_000)}
    assert len(receipts) == 20_000
