"""Signed containers: one key, one purpose, every byte."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.errors import FormatError, SignatureError
from kiosk.signed import SigningKey, VerifyKey, fingerprint, signer, verify

KEY, OTHER = SigningKey.generate(), SigningKey.generate()
CONTAINER = KEY.sign("catalogue", b'{"version": 1}')
SIGNATURE_END = CONTAINER.index(b"\n", CONTAINER.index(b"\n") + 1)
SPARE_BITS = SIGNATURE_END - 3
"""The last character of 64 bytes in base64 before its padding: four of its six bits say nothing."""


@given(st.binary(max_size=300), st.from_regex(r"\A[a-z]{1,12}\Z"))
def test_what_was_signed_comes_back(payload: bytes, purpose: str) -> None:
    container = KEY.sign(purpose, payload)
    assert verify(container, purpose, KEY.verify_key) == payload
    assert signer(container, purpose) == fingerprint(KEY.verify_key)


def test_another_key_is_refused_and_named() -> None:
    with pytest.raises(SignatureError, match=fingerprint(KEY.verify_key)):
        verify(CONTAINER, "catalogue", OTHER.verify_key)


def test_a_key_that_claims_to_be_another_is_refused() -> None:
    forged = OTHER.sign("catalogue", b"{}").replace(
        fingerprint(OTHER.verify_key).encode(), fingerprint(KEY.verify_key).encode()
    )
    assert signer(forged, "catalogue") == fingerprint(KEY.verify_key)
    with pytest.raises(SignatureError, match="altered or cut"):
        verify(forged, "catalogue", KEY.verify_key)


def test_a_statement_never_passes_for_a_catalogue() -> None:
    statement = KEY.sign("statement", b"{}")
    with pytest.raises(SignatureError, match="not a signed catalogue"):
        verify(statement, "catalogue", KEY.verify_key)
    with pytest.raises(SignatureError):
        verify(statement.replace(b"statement", b"catalogue", 1), "catalogue", KEY.verify_key)


def test_a_purpose_that_begins_with_another_is_another() -> None:
    with pytest.raises(SignatureError):
        verify(KEY.sign("catalogues", b"{}"), "catalogue", KEY.verify_key)


@pytest.mark.parametrize("place", sorted(set(range(len(CONTAINER))) - {SPARE_BITS}))
def test_one_changed_byte_anywhere_is_refused(place: int) -> None:
    for change in (1, 2, 32, 128):
        altered = bytearray(CONTAINER)
        altered[place] ^= change
        with pytest.raises(SignatureError):
            verify(bytes(altered), "catalogue", KEY.verify_key)


def test_a_signature_has_one_writing() -> None:
    for change in range(1, 16):
        altered = bytearray(CONTAINER)
        alphabet = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
        altered[SPARE_BITS] = alphabet[alphabet.index(altered[SPARE_BITS]) ^ change]
        with pytest.raises(SignatureError):
            verify(bytes(altered), "catalogue", KEY.verify_key)


@pytest.mark.parametrize("length", range(len(CONTAINER)))
def test_a_cut_container_is_refused(length: int) -> None:
    with pytest.raises(SignatureError):
        verify(CONTAINER[:length], "catalogue", KEY.verify_key)


def test_added_bytes_are_refused() -> None:
    for altered in (CONTAINER + b"\n", b"\n" + CONTAINER, CONTAINER.replace(b"==\n", b"==\n\n")):
        with pytest.raises(SignatureError):
            verify(altered, "catalogue", KEY.verify_key)


@given(st.binary(max_size=200))
def test_any_bytes_are_refused_as_a_signature(content: bytes) -> None:
    for container in (content, b"KIOSK-SIGNED-1 catalogue\n" + content):
        with pytest.raises(SignatureError):
            verify(container, "catalogue", KEY.verify_key)
        with suppress(SignatureError):
            signer(container, "catalogue")


def test_a_key_comes_back_from_its_file() -> None:
    again = SigningKey.from_bytes(KEY.to_bytes())
    assert again.verify_key == KEY.verify_key
    assert verify(again.sign("x", b"1"), "x", VerifyKey(KEY.verify_key)) == b"1"


@pytest.mark.parametrize("length", [0, 31, 33, 64])
def test_a_file_of_another_length_is_no_key(length: int) -> None:
    with pytest.raises(FormatError, match="32 bytes"):
        SigningKey.from_bytes(b"x" * length)
