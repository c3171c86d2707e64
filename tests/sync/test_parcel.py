"""A parcel says exactly what was put in, or nothing at all."""

from __future__ import annotations

import json
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.errors import FormatError, SignatureError
from kiosk.ids import ActivityId, ConsultationId, DepositId, DepositKind, TabletId
from kiosk.signed import SigningKey
from kiosk.vault.store import Deposit
from sync.parcel import Acknowledgement, digest_of, pack, pack_answer, unpack, unpack_answer

KEY, OTHER = SigningKey.generate(), SigningKey.generate()
STATEMENT: dict[str, object] = {
    "tablet": "t-1",
    "mode": "test",
    "status": "open",
    "catalogue": 1,
    "clock": "2027-03-10T12:00:00+00:00",
    "undelivered": 0,
    "root": "",
    "lines": [],
}
names = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1, max_size=20)
deposits = st.lists(
    st.builds(
        Deposit,
        st.binary(min_size=16, max_size=16).map(DepositId),
        st.just(DepositKind.BALLOT),
        names.map(ConsultationId),
        names.map(ActivityId),
        st.integers(1, 10**6),
        st.binary(max_size=200),
    ),
    max_size=12,
    unique_by=lambda deposit: deposit.id,
)
ids = st.binary(min_size=16, max_size=16).map(DepositId)
SMALL = [
    Deposit(DepositId(bytes([i]) * 16), DepositKind.BALLOT, ConsultationId("c"), ActivityId("a"), 1, b"x" * 9)
    for i in (1, 2)
]
ANSWER = Acknowledgement("ab" * 32, TabletId("t-1"), (SMALL[0].id,), {SMALL[1].id: "late"})


def header_and(records: bytes, **changes: object) -> bytes:
    """A signed payload with a header of our making."""
    group = {"kind": "ballot", "consultation": "c", "activity": "a", "catalogue": 1}
    header = {
        "format": "kiosk-parcel/1",
        "tablet": "t-1",
        "mode": "test",
        "sequence": 1,
        "statement": STATEMENT,
        "groups": [group],
    }
    encoded = json.dumps(header | changes).encode()
    return KEY.sign("parcel", struct.pack(">I", len(encoded)) + encoded + records)


@given(deposits, st.integers(1, 10**9))
def test_a_parcel_gives_back_what_was_packed(packed: list[Deposit], sequence: int) -> None:
    signed = pack(packed, STATEMENT, sequence, KEY)
    parcel = unpack(signed, KEY.verify_key)
    assert list(parcel.deposits) == sorted(packed, key=lambda deposit: deposit.id)
    assert parcel.header.sequence == sequence
    assert parcel.digest == digest_of(signed)


@given(deposits, st.randoms())
def test_the_bytes_do_not_depend_on_the_order_of_packing(packed: list[Deposit], mixer: object) -> None:
    again = list(packed)
    mixer.shuffle(again)  # type: ignore[attr-defined]
    assert pack(packed, STATEMENT, 1, KEY) == pack(again, STATEMENT, 1, KEY)


@given(st.lists(ids, unique=True, max_size=9), st.dictionaries(ids, names, max_size=9))
def test_an_answer_gives_back_what_was_packed(
    accepted: list[DepositId], refused: dict[DepositId, str]
) -> None:
    answer = Acknowledgement("ab" * 32, TabletId("t-1"), tuple(accepted), refused)
    assert unpack_answer(pack_answer(answer, KEY), KEY.verify_key) == answer


def test_a_parcel_cut_at_any_byte_is_refused() -> None:
    signed = pack(SMALL, STATEMENT, 1, KEY)
    for end in range(len(signed)):
        with pytest.raises(SignatureError):
            unpack(signed[:end], KEY.verify_key)


def test_an_answer_cut_at_any_byte_is_refused() -> None:
    signed = pack_answer(ANSWER, KEY)
    for end in range(len(signed)):
        with pytest.raises(SignatureError):
            unpack_answer(signed[:end], KEY.verify_key)


def flips(signed: bytes) -> list[bytes]:
    """`signed` with each of its bits flipped in turn, but in the one sign that has spare bits."""
    spare = signed.index(b"==\n") - 1
    return [
        signed[:place] + bytes([signed[place] ^ (1 << bit)]) + signed[place + 1 :]
        for place in range(len(signed))
        for bit in range(8)
        if place != spare
    ]


def test_any_flipped_bit_of_a_parcel_is_noticed() -> None:
    for damaged in flips(pack(SMALL[:1], STATEMENT, 1, KEY)):
        with pytest.raises(SignatureError):
            unpack(damaged, KEY.verify_key)


def test_any_flipped_bit_of_an_answer_is_noticed() -> None:
    for damaged in flips(pack_answer(ANSWER, KEY)):
        with pytest.raises(SignatureError):
            unpack_answer(damaged, KEY.verify_key)


def test_a_container_has_one_spelling() -> None:
    signed = pack(SMALL, STATEMENT, 1, KEY)
    last = signed.index(b"==\n") - 1
    alphabet = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    neighbour = alphabet[alphabet.index(signed[last]) ^ 1]
    respelled = signed[:last] + bytes([neighbour]) + signed[last + 1 :]
    with pytest.raises(SignatureError):
        unpack(respelled, KEY.verify_key)


def test_another_tablets_key_does_not_open_a_parcel() -> None:
    with pytest.raises(SignatureError, match="another key"):
        unpack(pack(SMALL, STATEMENT, 1, KEY), OTHER.verify_key)
    with pytest.raises(SignatureError, match="another key"):
        unpack_answer(pack_answer(ANSWER, KEY), OTHER.verify_key)


def test_a_parcel_cannot_pass_for_an_answer() -> None:
    with pytest.raises(SignatureError):
        unpack_answer(pack(SMALL, STATEMENT, 1, KEY), KEY.verify_key)
    with pytest.raises(SignatureError):
        unpack(pack_answer(ANSWER, KEY), KEY.verify_key)


@given(st.binary(max_size=400))
def test_signed_nonsense_is_a_format_error(payload: bytes) -> None:
    with pytest.raises(FormatError):
        unpack(KEY.sign("parcel", payload), KEY.verify_key)
    with pytest.raises(FormatError):
        unpack_answer(KEY.sign("acknowledgement", payload), KEY.verify_key)


@given(st.binary(min_size=1, max_size=60))
def test_signed_nonsense_instead_of_records_is_a_format_error(records: bytes) -> None:
    with pytest.raises(FormatError):
        unpack(header_and(records), KEY.verify_key)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
)


@given(st.sampled_from(["format", "tablet", "mode", "sequence", "statement", "groups"]), json_values)
def test_a_signed_header_with_a_wrong_part_is_a_format_error_or_is_read(part: str, value: object) -> None:
    try:
        unpack(header_and(b"", **{part: value}), KEY.verify_key)
    except FormatError:
        return
    assert part in {"sequence", "groups"}


@given(st.sampled_from(["format", "parcel", "tablet", "accepted", "refused"]), json_values)
def test_a_signed_answer_with_a_wrong_part_is_a_format_error_or_is_read(part: str, value: object) -> None:
    answer = {
        "format": "kiosk-acknowledgement/1",
        "parcel": "p",
        "tablet": "t",
        "accepted": "",
        "refused": [],
    }
    signed = KEY.sign("acknowledgement", json.dumps(answer | {part: value}).encode())
    try:
        read = unpack_answer(signed, KEY.verify_key)
    except FormatError:
        return
    assert isinstance(read, Acknowledgement)


RECORD = struct.Struct(">16sHI")


@pytest.mark.parametrize(
    "records",
    [
        RECORD.pack(b"b" * 16, 0, 1) + b"x" + RECORD.pack(b"a" * 16, 0, 1) + b"x",
        2 * (RECORD.pack(b"a" * 16, 0, 1) + b"x"),
        RECORD.pack(b"a" * 16, 1, 1) + b"x",
        RECORD.pack(b"a" * 16, 0, 2) + b"x",
        RECORD.pack(b"a" * 16, 0, 2**32 - 1) + b"x",
    ],
    ids=["out of order", "one id twice", "no such group", "cut", "a length beyond all"],
)
def test_signed_records_that_do_not_fit_are_refused_whole(records: bytes) -> None:
    with pytest.raises(FormatError, match="Record"):
        unpack(header_and(records), KEY.verify_key)


def test_a_statement_of_another_tablet_is_refused() -> None:
    with pytest.raises(FormatError, match="another tablet"):
        unpack(header_and(b"", tablet="t-2"), KEY.verify_key)
    with pytest.raises(FormatError, match="another tablet"):
        unpack(header_and(b"", mode="official"), KEY.verify_key)


def test_a_parcel_of_a_later_format_is_refused() -> None:
    with pytest.raises(FormatError, match="kiosk-parcel/2"):
        unpack(header_and(b"", format="kiosk-parcel/2"), KEY.verify_key)
