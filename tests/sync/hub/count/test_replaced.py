"""A replaced code through a real count: its ballot is set aside with its reason, the reserve's counts."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from kiosk.catalogue.model import Role
from kiosk.claims.replacement import opened_replacement
from kiosk.errors import HubRefused, SealError
from kiosk.ids import ActivityId, DepositKind
from kiosk.sealing import generate
from kiosk.staff.codes import Codes
from sync.hub.count.minutes import minutes
from tests.kiosk.staff.test_acts import desk
from tests.kiosk.staff.test_codes import replacing
from tests.sync.acts import cast_by_code
from tests.world import World


@pytest.fixture
def city(tmp_path: Path) -> World:
    """A city whose budget lets the staff replace codes."""
    return replacing(tmp_path)


def test_the_old_code_cast_elsewhere_is_set_aside_and_the_reserve_counts(city: World) -> None:
    here, there = city.tablet("here"), city.tablet("there")
    old, new, other, *_ = city.drawn["budget"]
    cast_by_code(there, old)
    (aside,) = there.vault.undelivered_ids()
    Codes(desk(here, Role.STAFF)).replace(old, new, "Carte mouillée")
    cast_by_code(here, new)
    cast_by_code(here, other)
    for tablet in (here, there):
        city.carry(tablet)
    result = city.count("budget")
    assert result.set_aside == ((aside, "code_replaced"),)
    assert (result.ballots, result.received) == (2, 3)
    written = minutes(city.hub, result, "fr")
    assert written["equation"] == {
        "cast": 3, "counted": 2, "set_aside": 1, "missing": 0, "surplus": 0, "holds": True,
    }  # fmt: skip
    assert city.count("budget").set_aside == result.set_aside, "counting again gives the same"


def test_what_the_hub_refuses_of_a_replacement_is_no_ballot_set_aside(city: World) -> None:
    tablet = city.tablet()
    old, new, *_ = city.drawn["budget"]
    Codes(desk(tablet, Role.STAFF)).replace(old, new, "Carte mouillée")
    city.hub.revoke(tablet.pairing.tablet)
    with pytest.raises(HubRefused):
        city.carry(tablet)
    assert [reason for _, reason in tablet.vault.refused()] == ["tablet_revoked"]
    result = city.count("budget")
    assert (result.received, result.set_aside) == (0, ())


def test_under_a_catalogue_that_replaces_none_a_replacement_takes_nobodys_vote(city: World) -> None:
    tablet = city.tablet()
    old, new, *_ = city.drawn["budget"]
    other = city.tablet("other")
    cast_by_code(other, old)
    Codes(desk(tablet, Role.STAFF)).replace(old, new, "Carte mouillée")
    assert city.draft is not None
    city.draft = json.loads(
        json.dumps(city.draft).replace('"code_replacement": "staff"', '"code_replacement": "never"')
    )
    city.publish()
    for one in (tablet, other):
        city.carry(one)
    assert city.count("budget").ballots == 1


def test_only_the_register_reads_a_replacement(city: World) -> None:
    tablet = city.tablet()
    old, new, *_ = city.drawn["budget"]
    Codes(desk(tablet, Role.STAFF)).replace(old, new, "Carte mouillée")
    ((deposit,),) = tablet.deliverable(9)
    assert deposit.kind is DepositKind.CODE_REPLACEMENT
    where = city.hub.mode, deposit.consultation
    read = opened_replacement(deposit.content, city.hub.register_open_key(), *where, deposit.activity)
    assert read.old != read.new
    with pytest.raises(SealError):
        opened_replacement(deposit.content, generate()[0], *where, deposit.activity)
    with pytest.raises(SealError):
        opened_replacement(deposit.content, city.hub.register_open_key(), *where, ActivityId("nom"))
