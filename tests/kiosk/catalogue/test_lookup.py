"""What visits and screens ask of a catalogue."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from kiosk.catalogue.load import parse
from kiosk.catalogue.lookup import CatalogueIndex, Found, Openness

from .drafts import consultation, good, written


def index() -> CatalogueIndex:
    """The demo, with two phases for the first vote: March 1 to 5, and March 20 to 25."""
    content = good()
    first = consultation(content, "budget-participatif")
    phase = first["phases"][0] | {"opens": "2027-03-20T00:00:00Z", "closes": "2027-03-25T00:00:00Z"}
    early = phase | {"id": "early", "opens": "2027-03-01T00:00:00Z", "closes": "2027-03-05T00:00:00Z"}
    first["phases"] = [phase, early]
    return CatalogueIndex(parse(written(content)))


def vote() -> Found:
    """The vote with two phases."""
    return index().ballots["budget"]


@pytest.mark.parametrize(
    ("at", "openness"),
    [
        ("2027-02-28T23:59:59", Openness.NOT_YET),
        ("2027-03-01T00:00:00", Openness.OPEN),
        ("2027-03-04T23:59:59", Openness.OPEN),
        ("2027-03-05T00:00:00", Openness.NOT_YET),
        ("2027-03-20T00:00:00", Openness.OPEN),
        ("2027-03-24T23:59:59", Openness.OPEN),
        ("2027-03-25T00:00:00", Openness.CLOSED),
    ],
)
def test_a_vote_is_open_from_its_first_moment_until_before_its_last(at: str, openness: Openness) -> None:
    assert vote().openness(datetime.fromisoformat(at).replace(tzinfo=UTC)) is openness


def test_the_first_opening_and_the_last_closing_frame_the_vote() -> None:
    assert vote().opens == datetime(2027, 3, 1, tzinfo=UTC)
    assert vote().closes == datetime(2027, 3, 25, tzinfo=UTC)


def test_a_vote_by_quartier_has_a_contest_in_each_and_a_vote_of_the_city_has_one() -> None:
    ballots = index().ballots
    assert ballots["quartier"].contests == ("rives", "briques", "canal", "tilleuls")
    assert [p.id for p in ballots["quartier"].projects("canal")] == ["c1", "c2", "c3", "c4"]
    assert ballots["budget"].contests == ("",)
    assert len(ballots["budget"].projects("")) == 12


def test_codes_are_found_by_their_digests() -> None:
    assert index().codes == {"budget": {bytes(range(16)): "", bytes(range(16, 32)): ""}}


def test_keys_accounts_and_names_are_found() -> None:
    demo = index()
    assert (len(demo.register_key), len(demo.box_key)) == (1216, 1216)
    account = demo.account("animateur")
    assert account is not None
    assert account.name == "Animateur"
    assert demo.account("nobody") is None
    assert demo.quartier_name("canal") == "Canal et Ponts"
    assert demo.quartier_name("mars") == "mars"
