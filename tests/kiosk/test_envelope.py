"""The double envelope as bytes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.envelope import Envelope
from kiosk.errors import FormatError
from kiosk.sealing import Sealed

PARTS = st.binary(min_size=1, max_size=80).map(Sealed)


@given(PARTS, PARTS)
def test_both_parts_come_back(claim: Sealed, ballot: Sealed) -> None:
    content = Envelope(claim, ballot).to_bytes()
    assert Envelope.from_bytes(content) == Envelope(claim, ballot)
    assert len(content) == 4 + len(claim) + len(ballot)


@given(PARTS, PARTS, st.data())
def test_an_envelope_cut_before_the_ballot_is_refused(
    claim: Sealed, ballot: Sealed, data: st.DataObject
) -> None:
    content = Envelope(claim, ballot).to_bytes()
    with pytest.raises(FormatError, match="cut"):
        Envelope.from_bytes(content[: data.draw(st.integers(0, 4 + len(claim)))])


@given(st.binary(max_size=60))
def test_whatever_is_read_as_an_envelope_is_written_the_same(content: bytes) -> None:
    for candidate in (content, b"\0\0\0" + content):
        try:
            envelope = Envelope.from_bytes(candidate)
        except FormatError:
            continue
        assert envelope.to_bytes() == candidate
        assert envelope.claim
        assert envelope.ballot


@pytest.mark.parametrize("content", [b"", b"\0\0\0\0ballot", b"\xff\xff\xff\xffballot", b"\0\0\0\x05claim"])
def test_an_envelope_without_one_of_its_parts_is_refused(content: bytes) -> None:
    with pytest.raises(FormatError, match="cut"):
        Envelope.from_bytes(content)
