"""The ballot box opens to enough key holders and to nobody else; a mistyped share is noticed."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

import pytest
from Crypto.Protocol.SecretSharing import Shamir
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.errors import CountError, FormatError
from kiosk.sealing import OpenKey, SealKey, generate
from kiosk.signed import fingerprint
from sync.hub.shares import HOLDERS_MAX, SECRET_BYTES, Share, parse_share, unwrap, wrap

OPENS, SEALS = generate()
WRAPPED, SHARES = wrap(OPENS, SEALS)

FIXED = Share(2, 3, 5, "0123456789abcdef", bytes(range(SECRET_BYTES)))
"""Its text never changes: what was printed years ago must still be read."""
FIXED_TEXT = "KIOSK-SHARE-1 0123456789abcdef 2/5 needs 3 0004-1061-050R-3GG2-8A1C-60T3-GFAA-A5"

TYPED = [chr(code) for code in range(0x20, 0x7F)] + ["é", "ß", "ı", "\N{NO-BREAK SPACE}", "\N{EN DASH}", "١"]
"""What a keyboard, a scanner or a copied text can put in the place of a character."""


@st.composite
def shares(draw: st.DrawFn) -> Share:
    """Any share that `wrap` could give."""
    holders = draw(st.integers(2, HOLDERS_MAX))
    return Share(
        index=draw(st.integers(1, holders)),
        needed=draw(st.integers(2, holders)),
        holders=holders,
        box=fingerprint(draw(st.binary(max_size=8))),
        value=draw(st.binary(min_size=SECRET_BYTES, max_size=SECRET_BYTES)),
    )


def refusal(wrapped: bytes, seals: SealKey, given: list[Share]) -> str:
    """The sentence with which the box stays closed."""
    with pytest.raises(CountError) as refused:
        unwrap(wrapped, seals, given)
    sentence = str(refused.value)
    assert "\n" not in sentence
    return sentence


def read_or_refused(text: str) -> Share | None:
    """The share in `text`, None where it is refused."""
    try:
        return parse_share(text)
    except FormatError:
        return None


@pytest.mark.parametrize("pair", combinations(range(3), 2))
def test_any_two_of_three_open_the_box_in_either_order(pair: tuple[int, int]) -> None:
    first, second = (SHARES[place] for place in pair)
    assert unwrap(WRAPPED, SEALS, [first, second]) == OPENS
    assert unwrap(WRAPPED, SEALS, [second, first]) == OPENS


def test_all_three_open_the_box() -> None:
    assert unwrap(WRAPPED, SEALS, SHARES) == OPENS


@pytest.mark.parametrize(("needed", "holders"), [(2, 2), (3, 3), (3, 5), (5, 9), (9, 9)])
def test_exactly_as_many_as_needed_open_the_box_and_one_fewer_does_not(needed: int, holders: int) -> None:
    wrapped, parts = wrap(OPENS, SEALS, needed, holders)
    assert [part.index for part in parts] == list(range(1, holders + 1))
    assert {(part.needed, part.holders, part.box) for part in parts} == {
        (needed, holders, fingerprint(SEALS))
    }
    assert unwrap(wrapped, SEALS, parts[-needed:]) == OPENS
    assert refusal(wrapped, SEALS, list(parts[: needed - 1])).startswith(f"{needed} key holders are needed")


def test_one_share_says_how_many_are_needed_and_how_many_came() -> None:
    sentence = refusal(WRAPPED, SEALS, [SHARES[0]])
    assert sentence == "2 key holders are needed to open the box, and 1 gave a share."


def test_no_share_does_not_open_the_box() -> None:
    assert "0 gave a share" in refusal(WRAPPED, SEALS, [])


def test_the_same_share_twice_counts_once() -> None:
    assert "1 gave a share" in refusal(WRAPPED, SEALS, [SHARES[1], parse_share(SHARES[1].text())])
    assert unwrap(WRAPPED, SEALS, [SHARES[1], SHARES[1], SHARES[2]]) == OPENS


def test_claiming_that_one_is_enough_does_not_open_the_box() -> None:
    refusal(WRAPPED, SEALS, [replace(SHARES[0], needed=1)])


def test_shares_of_another_box_are_refused_by_name_of_the_fault() -> None:
    others, other_box = generate()
    _, foreign = wrap(others, other_box)
    assert "another ballot box" in refusal(WRAPPED, SEALS, [SHARES[0], foreign[1]])
    assert "another ballot box" in refusal(WRAPPED, SEALS, list(foreign))


def test_shares_that_only_pretend_to_be_of_this_box_do_not_open_it() -> None:
    _, foreign = wrap(*generate())
    refusal(WRAPPED, SEALS, [replace(share, box=fingerprint(SEALS)) for share in foreign])


@pytest.mark.parametrize("place", [0, 1])
def test_a_wrong_value_does_not_open_the_box(place: int) -> None:
    wrong = [SHARES[0], SHARES[1]]
    wrong[place] = replace(wrong[place], value=bytes(byte ^ 1 for byte in wrong[place].value))
    assert "do not open this box" in refusal(WRAPPED, SEALS, wrong)


def test_a_wrong_share_beside_enough_right_ones_is_noticed() -> None:
    refusal(WRAPPED, SEALS, [SHARES[0], SHARES[1], replace(SHARES[2], value=bytes(SECRET_BYTES))])


def test_a_wrapped_key_is_bound_to_its_public_key() -> None:
    _, other_box = generate()
    moved = [replace(share, box=fingerprint(other_box)) for share in SHARES]
    assert "do not open this box" in refusal(WRAPPED, other_box, moved)


@given(st.integers(0, len(WRAPPED) - 1), st.integers(1, 255))
def test_a_wrapped_key_with_any_byte_altered_does_not_open(place: int, mask: int) -> None:
    altered = bytearray(WRAPPED)
    altered[place] ^= mask
    refusal(bytes(altered), SEALS, list(SHARES))


def test_a_wrapped_key_that_was_cut_does_not_open() -> None:
    for length in range(8, len(WRAPPED)):
        refusal(WRAPPED[:length], SEALS, list(SHARES))


@pytest.mark.parametrize("length", [0, 7])
def test_a_wrapped_key_of_which_almost_nothing_is_left_does_not_open(length: int) -> None:
    refusal(WRAPPED[:length], SEALS, list(SHARES))


@pytest.mark.parametrize(("needed", "holders"), [(1, 3), (0, 0), (3, 2), (2, 10), (-1, 3)])
def test_a_sharing_that_protects_nothing_or_cannot_be_is_refused(needed: int, holders: int) -> None:
    with pytest.raises(CountError):
        wrap(OPENS, SEALS, needed, holders)


def test_a_wrapped_key_opens_as_it_was_stored_from_standard_parts() -> None:
    secret, nonce = bytes(range(SECRET_BYTES)), bytes(12)
    key = HKDF(SHA256(), 32, None, b"kiosk box key wrap").derive(secret)
    stored = nonce + AESGCM(key).encrypt(nonce, OPENS, SEALS)
    parts = Shamir.split(2, 3, secret, ssss=False)
    held = [Share(index, 2, 3, fingerprint(SEALS), bytes(value)) for index, value in parts]
    assert unwrap(stored, SEALS, held) == OPENS


def test_wrapping_twice_gives_nothing_in_common() -> None:
    again, parts = wrap(OPENS, SEALS)
    assert again != WRAPPED
    assert {part.value for part in parts}.isdisjoint(share.value for share in SHARES)
    refusal(WRAPPED, SEALS, [SHARES[0], parts[1]])


def test_the_key_is_in_neither_the_wrapping_nor_a_share() -> None:
    key: OpenKey = OPENS
    windows = {bytes(key[start : start + 8]) for start in range(len(key) - 7)}
    for told in (WRAPPED, *(share.value for share in SHARES)):
        assert windows.isdisjoint(told[start : start + 8] for start in range(len(told) - 7))


@given(shares())
def test_a_share_is_read_back_from_its_text(share: Share) -> None:
    assert parse_share(share.text()) == share
    assert parse_share(f"  {share.text().replace(' ', '   ')}\n") == share


def test_the_text_of_a_share_stays_as_it_was_printed() -> None:
    assert FIXED.text() == FIXED_TEXT
    assert parse_share(FIXED_TEXT) == FIXED


@pytest.mark.parametrize("share", [FIXED, Share(1, 2, 3, "f" * 16, b"\xff" * SECRET_BYTES)])
def test_every_single_mistyped_character_is_noticed(share: Share) -> None:
    text = share.text()
    unnoticed = [
        damaged
        for place, right in enumerate(text)
        for damaged in (text[:place] + typed + text[place + 1 :] for typed in TYPED if typed != right)
        if read_or_refused(damaged) not in {None, share}
    ]
    assert unnoticed == []


@settings(derandomize=True)
@given(shares(), st.data())
def test_a_mistyped_character_is_noticed_in_any_share(share: Share, data: st.DataObject) -> None:
    text = share.text()
    place = data.draw(st.integers(0, len(text) - 1))
    typed = data.draw(st.characters(exclude_characters=text[place]))
    assert read_or_refused(text[:place] + typed + text[place + 1 :]) in {None, share}


def test_letters_that_look_like_figures_are_read_as_figures() -> None:
    head, value = FIXED_TEXT.rsplit(" ", 1)
    assert parse_share(f"{head} {value.replace('0', 'O').replace('1', 'l').lower()}") == FIXED


def test_a_lost_or_doubled_character_and_swapped_groups_are_noticed() -> None:
    head, value = FIXED_TEXT.rsplit(" ", 1)
    groups = value.split("-")
    for place, character in enumerate(FIXED_TEXT):
        if character not in " -":
            assert read_or_refused(FIXED_TEXT[:place] + FIXED_TEXT[place + 1 :]) is None
            assert read_or_refused(FIXED_TEXT[:place] + character + FIXED_TEXT[place:]) is None
    for one, other in combinations(range(len(groups)), 2):
        swapped = groups.copy()
        swapped[one], swapped[other] = groups[other], groups[one]
        if swapped != groups:
            assert read_or_refused(f"{head} {'-'.join(swapped)}") is None


@given(st.text())
def test_any_other_text_is_refused_in_one_sentence(text: str) -> None:
    with pytest.raises(FormatError) as refused:
        parse_share(text)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize("numbers", ["4/3 needs 2", "1/3 needs 4", "1/3 needs 1", "0/3 needs 2"])
def test_a_share_of_an_impossible_sharing_is_refused(numbers: str) -> None:
    index, holders, needed = int(numbers[0]), int(numbers[2]), int(numbers[-1])
    assert read_or_refused(Share(index, needed, holders, FIXED.box, FIXED.value).text()) is None
