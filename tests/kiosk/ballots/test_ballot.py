"""Ballots as bytes: one length for all, and nothing but `FormatError` on anything else."""

from __future__ import annotations

import json
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.ballots.ballot import Ballot, decode, encode
from kiosk.catalogue.methods import MethodName
from kiosk.errors import FormatError
from kiosk.ids import ProjectId
from kiosk.padding import pad

from .contests import METHODS, ballots, contest, contests

SIZE = 192
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from("cpx"), inner, max_size=3),
    max_leaves=8,
)


@given(st.data())
def test_every_allowed_ballot_fits_comes_back_and_has_one_length(data: st.DataObject) -> None:
    rules = data.draw(contests())
    for _ in range(3):
        ballot = data.draw(ballots(rules))
        encoded = encode(ballot, rules.ballot_bytes)
        assert len(encoded) == rules.ballot_bytes
        assert decode(encoded, rules.ballot_bytes) == ballot


@pytest.mark.parametrize("method", METHODS)
def test_a_blank_vote_is_as_long_as_the_longest(method: MethodName) -> None:
    rules = contest(method, count=12)
    every = tuple(rules.costs)[: rules.max_choices]
    points = (rules.max_per_project,) * len(every) if rules.points else ()
    assert len(encode(Ballot(every, points), rules.ballot_bytes)) == len(encode(Ballot(), rules.ballot_bytes))


@given(st.binary(max_size=SIZE + 8))
def test_any_bytes_are_a_ballot_or_a_format_error(content: bytes) -> None:
    for padded in (content, content.ljust(SIZE, b"\0")):
        with suppress(FormatError):
            decode(padded, SIZE)


@given(st.binary(max_size=SIZE - 4))
def test_any_padded_bytes_are_a_ballot_or_a_format_error(content: bytes) -> None:
    with suppress(FormatError):
        assert encode(decode(pad(content, SIZE), SIZE), SIZE)


@given(JSON)
def test_any_json_is_a_ballot_or_a_format_error(content: object) -> None:
    written = json.dumps(content).encode()
    size = len(written) + 4
    try:
        ballot = decode(pad(written, size), size)
    except FormatError:
        return
    assert isinstance(content, dict)
    assert list(ballot.choices) == content["c"]
    assert list(ballot.points) == content.get("p", [])


@pytest.mark.parametrize(
    "content",
    [
        '{"c":["1"],"p":[true]}',
        '{"c":["1"],"p":[1.0]}',
        '{"c":[1]}',
        '{"c":"1"}',
        '{"p":[1]}',
        '{"c":[],"more":1}',
        '{"c":["1"],"p":null}',
        "[]",
        "",
        "[" * 100_000,
        '{"c":["\udcff"]}',
    ],
)
def test_what_looks_like_a_ballot_and_is_none_is_refused(content: str) -> None:
    written = content.encode("utf-8", "surrogateescape")
    with pytest.raises(FormatError):
        decode(pad(written, len(written) + 4), len(written) + 4)


def test_a_ballot_of_another_length_is_refused() -> None:
    encoded = encode(Ballot((ProjectId("1"),)), SIZE)
    for wrong in (encoded + b"\0", encoded[:-1], b""):
        with pytest.raises(FormatError):
            decode(wrong, SIZE)


def test_bytes_hidden_behind_a_ballot_are_refused() -> None:
    encoded = encode(Ballot((ProjectId("1"),)), SIZE)
    with pytest.raises(FormatError):
        decode(encoded[:-1] + b"x", SIZE)
