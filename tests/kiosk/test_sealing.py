"""What is sealed opens with one key, for one purpose, in one mode, in one vote, unaltered; and never else."""

from __future__ import annotations

from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.errors import FormatError, SealError
from kiosk.ids import ActivityId, ConsultationId, Mode
from kiosk.sealing import (
    OVERHEAD_BYTES,
    OpenKey,
    Sealed,
    SealKey,
    check_seal_key,
    context,
    generate,
    open_sealed,
    seal,
)

OPENS, SEALS = generate()
OTHER_OPENS, _ = generate()
BUDGET, VOTE = ConsultationId("budget-participatif"), ActivityId("budget")
BALLOT = context("ballot", Mode.OFFICIAL, BUDGET, VOTE, "canal")
SEALED = seal(b"7 points", SEALS, BALLOT)

Place = tuple[Literal["claim", "ballot"], Mode, ConsultationId, ActivityId, str]
SHORT = st.text(max_size=4)
PLACES = st.tuples(
    st.sampled_from(["claim", "ballot"]),
    st.sampled_from(Mode),
    SHORT.map(ConsultationId),
    SHORT.map(ActivityId),
    SHORT,
)


@given(st.binary(max_size=400), st.binary(max_size=60))
def test_what_is_sealed_opens_and_is_longer_by_a_fixed_number(content: bytes, info: bytes) -> None:
    sealed = seal(content, SEALS, info)
    assert len(sealed) == len(content) + OVERHEAD_BYTES
    assert open_sealed(sealed, OPENS, info) == content


def test_the_same_ballot_sealed_twice_does_not_look_the_same() -> None:
    assert seal(b"7 points", SEALS, BALLOT) != seal(b"7 points", SEALS, BALLOT)


@pytest.mark.parametrize(
    "info",
    [
        context("ballot", Mode.TEST, BUDGET, VOTE, "canal"),
        context("claim", Mode.OFFICIAL, BUDGET, VOTE, "canal"),
        context("ballot", Mode.OFFICIAL, ConsultationId("other"), VOTE, "canal"),
        context("ballot", Mode.OFFICIAL, BUDGET, ActivityId("other"), "canal"),
        context("ballot", Mode.OFFICIAL, BUDGET, VOTE, "rives"),
        context("ballot", Mode.OFFICIAL, BUDGET, VOTE),
        b"",
    ],
    ids=["mode", "purpose", "consultation", "activity", "contest", "no contest", "nothing"],
)
def test_a_ballot_never_opens_as_anything_else(info: bytes) -> None:
    assert open_sealed(SEALED, OPENS, BALLOT) == b"7 points"
    with pytest.raises(SealError):
        open_sealed(SEALED, OPENS, info)


@given(PLACES, PLACES)
def test_no_two_places_share_their_context(one: Place, other: Place) -> None:
    assert (context(*one) == context(*other)) is (one == other)


def test_names_that_run_together_are_different_places() -> None:
    split = context("ballot", Mode.TEST, ConsultationId("ab"), ActivityId("c"))
    assert split != context("ballot", Mode.TEST, ConsultationId("a"), ActivityId("bc"))


def test_another_key_opens_nothing() -> None:
    with pytest.raises(SealError):
        open_sealed(SEALED, OTHER_OPENS, BALLOT)


@given(st.integers(0, len(SEALED) - 1), st.integers(1, 255))
def test_an_altered_byte_opens_nothing(place: int, change: int) -> None:
    altered = bytearray(SEALED)
    altered[place] ^= change
    with pytest.raises(SealError):
        open_sealed(Sealed(bytes(altered)), OPENS, BALLOT)


@given(st.integers(0, len(SEALED) - 1))
def test_a_cut_ballot_opens_nothing(length: int) -> None:
    with pytest.raises(SealError):
        open_sealed(Sealed(SEALED[:length]), OPENS, BALLOT)


@given(st.binary(max_size=1300))
def test_any_other_bytes_open_nothing(content: bytes) -> None:
    with pytest.raises(SealError):
        open_sealed(Sealed(content), OPENS, BALLOT)


@pytest.mark.parametrize(
    "key", [b"", b"x" * 96, OPENS[:-1], OPENS + b"x"], ids=lambda key: f"{len(key)} bytes"
)
def test_what_is_no_key_opens_nothing(key: bytes) -> None:
    with pytest.raises(SealError):
        open_sealed(SEALED, OpenKey(key), BALLOT)


def test_keys_have_their_published_lengths() -> None:
    assert (len(OPENS), len(SEALS)) == (96, 1216)
    assert check_seal_key(SEALS) == SEALS


NO_KEYS = {"empty": b"", "cut": SEALS[:-1], "longer": SEALS + b"x", "ones": b"\xff" * 1216, "private": OPENS}


@pytest.mark.parametrize("key", NO_KEYS.values(), ids=NO_KEYS)
def test_what_is_no_sealing_key_is_refused(key: bytes) -> None:
    with pytest.raises(FormatError, match="sealing key"):
        check_seal_key(SealKey(key))
