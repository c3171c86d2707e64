"""From signed bytes to a catalogue: everything else is refused, and a tablet keeps what it has."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.catalogue.load import check_acceptable, encode, opened, parse, sign
from kiosk.catalogue.model import Catalogue
from kiosk.catalogue.parts import Text
from kiosk.errors import CatalogueError, ContentError, SignatureError, StaleError
from kiosk.ids import Mode, TabletId
from kiosk.signed import SigningKey
from kiosk.tablet import Pairing, Tablet
from tests.world import SetClock

from .drafts import NOW, activity, consultation, good, written

HUB, STRANGER = SigningKey.generate(), SigningKey.generate()
TEXTS = st.dictionaries(
    st.sampled_from(["fr", "en", "oc", "fr_facile"]), st.text(min_size=1, max_size=30)
).filter(lambda text: any(value.strip() for value in text.values()))
AMOUNTS = st.decimals(0, 10**9, places=2)


@given(TEXTS, TEXTS, AMOUNTS, AMOUNTS)
def test_a_catalogue_comes_back_as_it_was_written(
    title: dict[str, str], summary: dict[str, str], cost: object, limit: object
) -> None:
    content = good()
    consultation(content, "parc").update(title=title, summary=summary)
    vote = activity(content, "parc-vote")
    vote["projects"][0]["cost"] = str(cost)
    vote["method"]["max_cost"] = str(limit)
    catalogue = parse(written(content))
    assert parse(encode(catalogue)) == catalogue
    assert opened(sign(encode(catalogue), HUB), HUB.verify_key) == catalogue
    read = json.loads(encode(catalogue))
    assert consultation(read, "parc")["title"] == title
    assert activity(read, "parc-vote")["projects"][0]["cost"] == str(cost)


@pytest.mark.parametrize("nature", ["election", "municipal_election", "referendum", "", None])
def test_there_is_no_word_for_a_political_election(nature: object) -> None:
    content = good()
    consultation(content, "parc")["nature"] = nature
    with pytest.raises(ContentError, match="nature"):
        parse(written(content))


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"version": 0}, "version"),
        ({"version": "one"}, "version"),
        ({"mode": "real"}, "mode"),
        ({"format": "kiosk-catalogue/2"}, "format"),
        ({"more": 1}, "more"),
        ({"issued": "2027-03-10T11:00:00"}, "issued"),
        ({"keys": {}}, "keys.register"),
        ({"organiser": {"Français": "x"}}, "organiser"),
        ({"consultations": None}, "consultations"),
    ],
)
def test_a_wrong_shape_is_refused_and_its_place_named(change: dict[str, Any], place: str) -> None:
    with pytest.raises(ContentError, match=f"wrong at {place}"):
        parse(written(good() | change))


@pytest.mark.parametrize("cost", ["NaN", "Infinity", "-1", "cher"])
def test_an_impossible_amount_is_refused(cost: str) -> None:
    content = good()
    activity(content, "parc-vote")["projects"][0]["cost"] = cost
    with pytest.raises(ContentError, match="cost"):
        parse(written(content))


@pytest.mark.parametrize("name", ["", "../x", "a b", "a\n", "x" * 65, "é"])
def test_an_id_that_is_unsafe_in_a_file_name_is_refused(name: str) -> None:
    content = good()
    consultation(content, "parc")["id"] = name
    with pytest.raises(ContentError, match="id"):
        parse(written(content))


@given(st.binary(max_size=60))
def test_any_bytes_are_refused_as_content(content: bytes) -> None:
    with pytest.raises(ContentError):
        parse(content)


def test_deep_nesting_is_refused() -> None:
    with pytest.raises(ContentError):
        parse(b"[" * 100_000)


def test_what_contradicts_itself_is_not_signed() -> None:
    with pytest.raises(ContentError):
        sign(written(good() | {"codes": []}), HUB)


def test_a_text_falls_back_to_its_first_language_and_says_so() -> None:
    text = Text({"fr": "Bonjour", "en": ""})
    assert (text.within("fr"), text.within("en"), text.within("oc")) == ("Bonjour",) * 3
    assert (text.has("fr"), text.has("en"), text.has("oc")) == (True, False, False)


def catalogue(**changes: Any) -> Catalogue:
    """A good catalogue with some keys changed."""
    return parse(written(good() | changes))


def test_a_newer_valid_catalogue_of_the_mode_is_acceptable() -> None:
    check_acceptable(catalogue(version=2), held=1, mode=Mode.TEST, now=NOW)


@pytest.mark.parametrize("held", [2, 3])
def test_a_version_that_is_not_newer_is_stale(held: int) -> None:
    with pytest.raises(StaleError, match="not newer"):
        check_acceptable(catalogue(version=2), held=held, mode=Mode.TEST, now=NOW)


def test_a_catalogue_is_stale_from_the_moment_it_was_valid_until() -> None:
    newer = catalogue(version=2)
    check_acceptable(newer, held=1, mode=Mode.TEST, now=newer.valid_until - timedelta(microseconds=1))
    with pytest.raises(StaleError, match="was valid until"):
        check_acceptable(newer, held=1, mode=Mode.TEST, now=newer.valid_until)


def test_a_catalogue_issued_in_the_future_is_refused() -> None:
    with pytest.raises(StaleError):
        check_acceptable(catalogue(version=2), held=1, mode=Mode.TEST, now=NOW - timedelta(days=2))


def test_the_other_mode_is_refused() -> None:
    with pytest.raises(ContentError, match="official mode"):
        check_acceptable(catalogue(mode="official"), held=0, mode=Mode.TEST, now=NOW)


@pytest.fixture
def tablet(tmp_path: Path) -> Iterator[Tablet]:
    """A tablet of test mode that holds catalogue 5."""
    pairing = Pairing(TabletId("t1"), Mode.TEST, HUB.verify_key, "http://hub")
    first = sign(written(good(version=5)), HUB)
    tablet = Tablet.create(tmp_path / "t", pairing, SigningKey.generate(), first, SetClock(NOW))
    yield tablet
    tablet.close_files()


def flipped(signed: bytes) -> bytes:
    """One bit of the last byte changed."""
    return signed[:-1] + bytes([signed[-1] ^ 1])


REFUSED = {
    "one bit changed": (flipped(sign(written(good(version=6)), HUB)), SignatureError),
    "another key": (sign(written(good(version=6)), STRANGER), SignatureError),
    "another purpose": (HUB.sign("statement", written(good(version=6))), SignatureError),
    "same version": (sign(written(good(version=5)), HUB), StaleError),
    "older version": (sign(written(good(version=4)), HUB), StaleError),
    "no longer valid": (
        sign(
            written(
                good(version=6) | {"issued": "2027-01-01T00:00:00Z", "valid_until": "2027-02-01T00:00:00Z"}
            ),
            HUB,
        ),
        StaleError,
    ),
    "other mode": (sign(written(good(version=6, mode="official")), HUB), ContentError),
    "contradicts itself": (HUB.sign("catalogue", written(good(version=6) | {"codes": []})), ContentError),
    "no catalogue": (HUB.sign("catalogue", b"{}"), ContentError),
    "nothing": (b"", SignatureError),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_refused_catalogue_changes_nothing_and_is_logged(tablet: Tablet, name: str) -> None:
    signed, error = REFUSED[name]
    before, index = tablet.vault.catalogue(), tablet.index
    with pytest.raises(error):
        tablet.apply_catalogue(signed)
    assert tablet.vault.catalogue() == before
    assert tablet.index is index
    assert tablet.vault.events()[-1][1] == "catalogue_refused"


def test_a_newer_catalogue_replaces_the_one_before_for_good(tablet: Tablet) -> None:
    signed = sign(written(good(version=6)), HUB)
    assert tablet.apply_catalogue(signed).catalogue.version == 6
    assert tablet.vault.catalogue() == (6, signed)
    tablet.close_files()
    again = Tablet(tablet.folder, tablet.clock)
    assert again.index is not None
    assert again.index.catalogue.version == 6
    again.close_files()


def test_a_catalogue_that_was_altered_on_disk_is_not_used(tablet: Tablet) -> None:
    tablet.vault.replace_catalogue(6, flipped(sign(written(good(version=6)), HUB)))
    tablet.close_files()
    again = Tablet(tablet.folder, tablet.clock)
    with pytest.raises(CatalogueError):
        _ = again.index
    again.close_files()


def test_replacing_is_one_transaction(tablet: Tablet) -> None:
    before = tablet.vault.catalogue()
    with pytest.raises(OverflowError):
        tablet.vault.replace_catalogue(2**70, b"signed")
    assert tablet.vault.catalogue() == before


@pytest.mark.parametrize("name", sorted(REFUSED.keys() - {"same version", "older version"}))
def test_a_tablet_is_not_paired_with_a_refused_catalogue(tmp_path: Path, name: str) -> None:
    pairing = Pairing(TabletId("t1"), Mode.TEST, HUB.verify_key, "http://hub")
    signed, error = REFUSED[name]
    with pytest.raises(error):
        Tablet.create(tmp_path / "t", pairing, SigningKey.generate(), signed, SetClock(NOW))
    assert not (tmp_path / "t").exists()
