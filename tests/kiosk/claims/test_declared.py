"""Declared identities: one person, one writing."""

from __future__ import annotations

from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.claims.declared import DeclaredIdentity, declare, normalised_name, parse_birth_date
from kiosk.errors import ClaimError

TODAY = date(2027, 3, 10)
LATIN = st.text(
    st.characters(min_codepoint=0x20, max_codepoint=0x17F, exclude_categories=["Cc"]), max_size=20
)


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("Jean-  Noël", "JEAN NOEL"),
        ("jean noel", "JEAN NOEL"),
        ("ŒUVRARD", "OEUVRARD"),
        ("Œuvrard", "OEUVRARD"),
        ("œuvrard", "OEUVRARD"),
        ("d'Artagnan", "D ARTAGNAN"),
        ("d’Artagnan", "D ARTAGNAN"),
        ("Nguyễn", "NGUYEN"),
        ("Nguyen\N{COMBINING CIRCUMFLEX ACCENT}\N{COMBINING TILDE}", "NGUYEN"),
        ("  Müller.  ", "MULLER"),
        ("Groß", "GROSS"),
        ("Ñuñez 3", "NUNEZ"),
        ("Мария", "МАРИЯ"),
        ("---", ""),
        ("", ""),
    ],
)
def test_a_name_is_written_one_way(typed: str, written: str) -> None:
    assert normalised_name(typed) == written


@given(LATIN)
def test_a_name_written_one_way_stays_that_way(typed: str) -> None:
    once = normalised_name(typed)
    assert normalised_name(once) == once
    assert normalised_name(f" {typed}  ") == once


@given(LATIN)
def test_case_and_spaces_do_not_make_another_person(typed: str) -> None:
    assert normalised_name(typed.lower()) == normalised_name(typed.upper())
    assert normalised_name(typed.replace(" ", " - ")) == normalised_name(typed)


@pytest.mark.parametrize(
    "typed", ["7/3/1948", "07031948", "07 03 1948", "7.3.1948", "07-03-1948", "né le 7/3/1948"]
)
def test_a_birth_date_is_read_as_people_write_it(typed: str) -> None:
    assert parse_birth_date(typed) == date(1948, 3, 7)


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("", "birth_date_unreadable"),
        ("7/3/48", "birth_date_unreadable"),
        ("1948", "birth_date_unreadable"),
        ("7 mars 1948", "birth_date_unreadable"),
        ("007/3/1948", "birth_date_unreadable"),
        ("٠٧٠٣١٩٤٨", "birth_date_unreadable"),
        ("1948-03-07", "birth_date_unreadable"),
        ("31/2/1948", "birth_date_impossible"),
        ("00/01/1948", "birth_date_impossible"),
        ("29/02/1900", "birth_date_impossible"),
        ("01/01/0000", "birth_date_impossible"),
        ("10/03/2027", "birth_date_impossible"),
        ("11/03/2027", "birth_date_impossible"),
        ("31/12/1901", "birth_date_impossible"),
    ],
)
def test_a_date_that_is_none_is_refused_with_its_reason(typed: str, reason: str) -> None:
    with pytest.raises(ClaimError) as refused:
        declare("Ada", "Lovelace", typed, TODAY)
    assert refused.value.reason == reason


def test_people_born_yesterday_and_a_century_ago_may_declare_themselves() -> None:
    assert declare("Ada", "L", "09/03/2027", TODAY).birth_date == date(2027, 3, 9)
    assert declare("Ada", "L", "01/01/1902", TODAY).birth_date == date(1902, 1, 1)


@given(st.dates(date(1903, 1, 1), date(2027, 3, 9)))
def test_every_day_is_read_in_each_of_its_writings(born: date) -> None:
    for typed in (f"{born:%d%m}{born.year}", f"{born.day}/{born.month}/{born.year}"):
        assert declare("Ada", "Lovelace", typed, TODAY).birth_date == born


@given(st.text(max_size=20), st.text(max_size=20), st.text(max_size=12))
def test_anything_typed_is_an_identity_or_a_claim_error(first: str, last: str, born: str) -> None:
    with suppress(ClaimError):
        identity = declare(first, last, born, TODAY)
        assert identity.first_name == normalised_name(first) != ""
        assert identity.last_name == normalised_name(last) != ""
        assert identity.birth_date < TODAY


@pytest.mark.parametrize("names", [("", "Lovelace"), ("Ada", ""), ("Ada", "123"), ("--", "Lovelace")])
def test_both_names_are_needed(names: tuple[str, str]) -> None:
    with pytest.raises(ClaimError) as refused:
        declare(*names, "7/3/1948", TODAY)
    assert refused.value.reason == "name_missing"


def test_a_name_of_sixty_letters_is_read_and_one_of_sixty_one_is_not() -> None:
    assert declare("A" * 60, "B", "7/3/1948", TODAY).first_name == "A" * 60
    with pytest.raises(ClaimError) as refused:
        declare("A" * 61, "B", "7/3/1948", TODAY)
    assert refused.value.reason == "name_too_long"


def test_one_person_has_one_digest_under_a_key_and_another_under_another() -> None:
    one = declare("Jean-Noël", "Œuvrard", "7/3/1948", TODAY)
    same = declare("JEAN  NOEL", "oeuvrard", "07031948", TODAY)
    assert one == same
    assert one.keyed_digest(b"k" * 32) == same.keyed_digest(b"k" * 32)
    assert one.keyed_digest(b"k" * 32) != one.keyed_digest(b"l" * 32)


def test_names_do_not_run_into_each_other() -> None:
    born = date(1948, 3, 7)
    keys = {
        DeclaredIdentity(*names, born).key()
        for names in (("AB", "C"), ("A", "BC"), ("C", "AB"), ("A B", "C"))
    }
    assert len(keys) == 4


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Großmann", "GROSSMANN"),
        ("GROẞMANN", "Grossmann"),
        ("dʼArtagnan", "d'Artagnan"),
        ("Læticia", "LAETICIA"),
    ],
)
def test_two_writings_of_one_name_are_one_name(one: str, other: str) -> None:
    assert normalised_name(one) == normalised_name(other)
