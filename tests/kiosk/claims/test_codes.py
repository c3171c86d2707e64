"""Voting codes: what a resident mistypes is caught before anything is looked up."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.claims.codes import BITS, DIGITS, Code, digest_of, new_code, parse_code, printed
from kiosk.claims.crockford import ALPHABET, check_character, encode, in_groups, normalise, typeable, value_of
from kiosk.errors import ClaimError, FormatError
from kiosk.ids import ActivityId, ConsultationId

VALUES = st.binary(min_size=BITS // 8, max_size=BITS // 8).map(int.from_bytes).filter(typeable)
HERE = ConsultationId("budget-participatif"), ActivityId("budget")


def code_of(value: int) -> Code:
    """The code with that value."""
    digits = encode(value, DIGITS - 1)
    return Code(digits + check_character(digits))


EXAMPLES = [code_of(value) for value in (0, 2**BITS - 2**70 + 5, 0x123456789ABCDEF01234) if typeable(value)]


@pytest.mark.parametrize("code", EXAMPLES)
def test_every_single_wrong_character_is_caught(code: Code) -> None:
    for place, right in enumerate(code):
        for wrong in set(ALPHABET) - {right}:
            with pytest.raises(ClaimError) as refused:
                parse_code(code[:place] + wrong + code[place + 1 :])
            assert refused.value.reason == "code_mistyped"


@pytest.mark.parametrize("code", EXAMPLES)
def test_every_swap_of_neighbours_is_caught(code: Code) -> None:
    for place in range(DIGITS - 1):
        swapped = code[:place] + code[place + 1] + code[place] + code[place + 2 :]
        if swapped != code:
            with pytest.raises(ClaimError):
                parse_code(swapped)


@given(VALUES, st.sampled_from(ALPHABET))
def test_a_wrong_character_is_caught_in_any_code(value: int, wrong: str) -> None:
    code = code_of(value)
    for place, right in enumerate(code):
        if wrong != right:
            with pytest.raises(ClaimError):
                parse_code(code[:place] + wrong + code[place + 1 :])


@given(VALUES)
def test_a_swap_of_neighbours_is_caught_in_any_code(value: int) -> None:
    code = code_of(value)
    for place in range(DIGITS - 1):
        swapped = code[:place] + code[place + 1] + code[place] + code[place + 2 :]
        if swapped != code:
            with pytest.raises(ClaimError):
                parse_code(swapped)


@given(VALUES)
def test_a_code_is_read_as_it_is_printed(value: int) -> None:
    assert parse_code(printed(code_of(value))) == code_of(value)
    assert value_of(code_of(value)[:-1]) == value


@given(VALUES)
def test_a_code_is_read_however_people_write_it(value: int) -> None:
    code = code_of(value)
    sloppy = printed(code).lower().replace("1", "l").replace("0", "o").replace("-", " - ")
    assert parse_code(f"  {sloppy}\n") == code
    assert parse_code(code.replace("1", "I").replace("0", "O")) == code


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("", "code_incomplete"),
        ("   ", "code_incomplete"),
        (EXAMPLES[0][:-1], "code_incomplete"),
        (EXAMPLES[0] + "0", "code_mistyped"),
        (EXAMPLES[0][:-1] + "U", "code_mistyped"),
        (EXAMPLES[0][:-1] + "é", "code_mistyped"),
        (EXAMPLES[0][:-1] + "*", "code_mistyped"),
        ("http://exemple/" + EXAMPLES[0], "code_mistyped"),
    ],
)
def test_what_is_no_code_is_refused_with_its_reason(typed: str, reason: str) -> None:
    with pytest.raises(ClaimError) as refused:
        parse_code(typed)
    assert refused.value.reason == reason


@given(st.text(max_size=40))
def test_anything_typed_is_a_code_or_a_claim_error(typed: str) -> None:
    try:
        code = parse_code(typed)
    except ClaimError as refused:
        reason = refused.reason
    else:
        reason = "read" if parse_code(code) == code else "not the same when read again"
    assert reason in {"read", "code_incomplete", "code_mistyped"}


def test_drawn_codes_are_readable_on_a_small_keyboard_and_never_the_same() -> None:
    codes = {new_code() for _ in range(200)}
    assert len(codes) == 200
    assert all(set(code) <= set(ALPHABET) and parse_code(code) == code for code in codes)


def test_a_code_has_another_digest_in_every_activity_and_consultation() -> None:
    code = EXAMPLES[0]
    elsewhere = [(ConsultationId("other"), HERE[1]), (HERE[0], ActivityId("other"))]
    digests = {digest_of(code, *HERE), *(digest_of(code, *place) for place in elsewhere)}
    digests.add(digest_of(EXAMPLES[1], *HERE))
    assert len(digests) == 4
    assert all(len(digest) == 16 for digest in digests)


@given(st.integers(0, 2**60))
def test_crockford_writes_what_it_reads(value: int) -> None:
    assert value_of(encode(value, 13)) == value
    assert normalise(in_groups(encode(value, 13))) == encode(value, 13)


def test_crockford_refuses_signs_outside_its_alphabet() -> None:
    for sign in "U*~$=é_.":
        with pytest.raises(FormatError):
            normalise(f"AB{sign}C")
