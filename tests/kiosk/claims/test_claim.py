"""A claim bound to its deposit and ballot: one size for all, and nothing else parses."""

from __future__ import annotations

import json
from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.claims.claim import CLAIM_BYTES, BoundClaim, ClaimRule, ProvenClaim, ballot_digest
from kiosk.claims.declared import NAME_CHARACTERS_MAX, declare, normalised_name
from kiosk.errors import FormatError
from kiosk.ids import DepositId
from kiosk.padding import pad, unpad
from kiosk.sealing import Sealed

DEPOSIT, BALLOT = DepositId(bytes(range(16))), Sealed(b"a sealed ballot")
SLUGS = st.from_regex(r"\A[A-Za-z0-9][A-Za-z0-9._-]{0,63}\Z")
NAMES = st.text(
    st.characters(max_codepoint=0x7FF, categories=["Lu"]), min_size=1, max_size=NAME_CHARACTERS_MAX
)
NORMALISED = NAMES.map(normalised_name).filter(
    lambda name: 0 < len(name) <= NAME_CHARACTERS_MAX and normalised_name(name) == name
)
CLAIMS = st.one_of(
    st.just(ProvenClaim(rule=ClaimRule.NONE)),
    st.builds(
        ProvenClaim,
        rule=st.just(ClaimRule.CODE),
        code=st.binary(min_size=16, max_size=16).map(bytes.hex),
        quartier=st.just("") | SLUGS,
    ),
    st.builds(
        ProvenClaim,
        rule=st.just(ClaimRule.DECLARED),
        first_name=NORMALISED,
        last_name=NORMALISED,
        birth_date=st.dates(date(1902, 1, 1)).map(date.isoformat),
        quartier=st.just("") | SLUGS,
    ),
    st.builds(ProvenClaim, rule=st.just(ClaimRule.ATTENDED), attended_by=SLUGS, quartier=st.just("") | SLUGS),
)


@given(CLAIMS, st.binary(min_size=16, max_size=16), st.binary(max_size=99))
def test_every_claim_has_one_size_and_comes_back(claim: ProvenClaim, deposit: bytes, ballot: bytes) -> None:
    bound = BoundClaim.bind(claim, DepositId(deposit), Sealed(ballot))
    assert len(bound.encoded()) == CLAIM_BYTES
    assert BoundClaim.decoded(bound.encoded()) == bound
    assert (bound.deposit, bound.ballot) == (deposit.hex(), ballot_digest(Sealed(ballot)))


def test_the_longest_names_that_are_accepted_fit_into_a_claim() -> None:
    longest = "ก" * NAME_CHARACTERS_MAX
    identity = declare(longest, longest, "7/3/1948", date(2027, 3, 10))
    claim = ProvenClaim(
        rule=ClaimRule.DECLARED,
        first_name=identity.first_name,
        last_name=identity.last_name,
        birth_date=identity.birth_date.isoformat(),
        quartier="q" * 64,
    )
    assert len(BoundClaim.bind(claim, DEPOSIT, BALLOT).encoded()) == CLAIM_BYTES


@given(st.binary(max_size=CLAIM_BYTES + 4))
def test_any_bytes_are_a_claim_or_a_format_error(content: bytes) -> None:
    with pytest.raises(FormatError):
        BoundClaim.decoded(content)
    with suppress(FormatError):
        BoundClaim.decoded(pad(content[: CLAIM_BYTES - 4], CLAIM_BYTES))


@given(st.integers(0, CLAIM_BYTES - 1), st.integers(1, 255))
def test_a_damaged_claim_does_not_come_back_as_it_was(place: int, change: int) -> None:
    bound = BoundClaim.bind(ProvenClaim(rule=ClaimRule.CODE, code="ab" * 16), DEPOSIT, BALLOT)
    damaged = bytearray(bound.encoded())
    damaged[place] ^= change
    with suppress(FormatError):
        assert BoundClaim.decoded(bytes(damaged)) != bound


@pytest.mark.parametrize(
    "change",
    [
        {"claim": None},
        {"claim": []},
        {"claim": {}},
        {"claim": {"rule": "guessed"}},
        {"claim": {"rule": ["none"]}},
        {"claim": {"rule": "none", "more": "1"}},
        {"claim": {"rule": "code", "code": 5}},
        {"claim": {"rule": "declared", "first_name": "\ud800"}},
        {"deposit": 5},
        {"deposit": None},
        {"ballot": ["x"]},
    ],
)
def test_what_looks_like_a_claim_and_is_none_is_refused(change: dict[str, object]) -> None:
    whole = BoundClaim.bind(ProvenClaim(rule=ClaimRule.NONE), DEPOSIT, BALLOT).encoded()
    content = json.loads(unpad(whole, CLAIM_BYTES))
    with pytest.raises(FormatError):
        BoundClaim.decoded(pad(json.dumps(content | change).encode(), CLAIM_BYTES))


@pytest.mark.parametrize("content", ["[]", "null", "5", '"x"', "{}", '{"claim":{"rule":"none"}}', "", "\xff"])
def test_a_claim_without_its_parts_is_refused(content: str) -> None:
    with pytest.raises(FormatError):
        BoundClaim.decoded(pad(content.encode("latin-1"), CLAIM_BYTES))


def sealed_code(code: str) -> bytes:
    """A claim that some other program wrote, with that text where the digest of a code stands."""
    content = {"claim": {"rule": "code", "code": code}, "deposit": DEPOSIT.hex(), "ballot": "00" * 32}
    return pad(json.dumps(content).encode(), CLAIM_BYTES)


@pytest.mark.parametrize("code", ["zz" * 16, "AB" * 16, "ab " * 16, "ab" * 15, "ab" * 17])
def test_a_digest_of_a_code_has_one_writing(code: str) -> None:
    assert BoundClaim.decoded(sealed_code("ab" * 16)).claim.code == "ab" * 16
    with pytest.raises(FormatError):
        BoundClaim.decoded(sealed_code(code))


def test_deep_nesting_is_refused_however_deep_the_caller_is() -> None:
    def called(depth: int) -> BoundClaim:
        nested = pad(b"[" * (CLAIM_BYTES - 4), CLAIM_BYTES)
        return called(depth - 1) if depth else BoundClaim.decoded(nested)

    with pytest.raises(FormatError):
        called(400)


def test_the_same_right_is_recognised_whoever_opened_the_visit_and_wherever_it_votes() -> None:
    code = ProvenClaim(rule=ClaimRule.CODE, code="ab" * 16, quartier="canal")
    assert code.person() == code.model_copy(update={"quartier": "rives"}).person()
    declared = ProvenClaim(
        rule=ClaimRule.DECLARED, first_name="ADA", last_name="L", birth_date="1948-03-07", quartier="canal"
    )
    assert declared.person() == declared.model_copy(update={"quartier": "rives"}).person()
    people = {
        code.person(),
        declared.person(),
        declared.model_copy(update={"first_name": "ADE"}).person(),
        declared.model_copy(update={"birth_date": "1948-03-08"}).person(),
        code.model_copy(update={"code": "cd" * 16}).person(),
    }
    assert len(people) == 5


@pytest.mark.parametrize("rule", [ClaimRule.NONE, ClaimRule.ATTENDED])
def test_where_nothing_can_tell_people_apart_nobody_is_a_double(rule: ClaimRule) -> None:
    assert ProvenClaim(rule=rule, attended_by="animateur").person() == ""
