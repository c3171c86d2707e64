"""Padding: the length tells nothing, and only what was padded comes back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.errors import FormatError
from kiosk.padding import LENGTH_BYTES, pad, unpad

SIZE = 64


@given(st.binary(max_size=SIZE - LENGTH_BYTES))
def test_everything_that_fits_has_one_length_and_comes_back(content: bytes) -> None:
    assert len(pad(content, SIZE)) == SIZE
    assert unpad(pad(content, SIZE), SIZE) == content


@given(st.binary(min_size=SIZE - LENGTH_BYTES + 1, max_size=SIZE * 2))
def test_what_does_not_fit_is_refused(content: bytes) -> None:
    with pytest.raises(FormatError, match="do not fit"):
        pad(content, SIZE)


@given(st.binary(max_size=SIZE + 4))
def test_whatever_is_taken_is_exactly_what_pad_writes(padded: bytes) -> None:
    for candidate in (padded, padded[:SIZE].rjust(SIZE, b"\0"), padded[:SIZE].ljust(SIZE, b"\0")):
        try:
            content = unpad(candidate, SIZE)
        except FormatError:
            continue
        assert pad(content, SIZE) == candidate


@pytest.mark.parametrize("padded", [b"", b"\0" * (SIZE - 1), b"\0" * (SIZE + 1)])
def test_another_length_is_refused(padded: bytes) -> None:
    with pytest.raises(FormatError, match="were expected"):
        unpad(padded, SIZE)


@pytest.mark.parametrize("place", [0, LENGTH_BYTES + 3, SIZE - 1])
def test_a_byte_in_the_padding_is_refused(place: int) -> None:
    padded = bytearray(pad(b"abc", SIZE))
    padded[place] ^= 1
    with pytest.raises(FormatError, match="padding"):
        unpad(bytes(padded), SIZE)


@pytest.mark.parametrize("size", [0, 3])
def test_a_size_without_room_for_the_length_is_refused(size: int) -> None:
    with pytest.raises(FormatError):
        unpad(b"\0" * size, size)
