"""Codes at the desk: what is known of one, guesses that wait, and a spoiled one that is worth nothing."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from kiosk.catalogue.model import Role
from kiosk.claims.codes import new_code, printed
from kiosk.errors import ClaimError, StaffError
from kiosk.ids import DepositKind
from kiosk.staff.codes import FREE_TRIES, Codes
from kiosk.tablet import Tablet
from tests.journeys.kiosk_app import draft_of
from tests.kiosk.residents import reviewing, with_code
from tests.kiosk.staff.test_acts import desk
from tests.world import World


def replacing(folder: Path, rule: str = "staff") -> World:
    """The demo's city, whose budget lets the staff replace codes."""
    draft = draft_of()
    for consultation in draft["consultations"]:
        for activity in consultation["activities"]:
            if activity["id"] == "budget":
                activity["code_replacement"] = rule
    return World(folder, draft=draft)


def codes(tablet: Tablet, role: Role = Role.STAFF) -> Codes:
    return Codes(desk(tablet, role))


def test_a_code_is_known_with_its_vote_until_it_is_used_here(world: World) -> None:
    tablet = world.tablet()
    typed = printed(world.drawn["budget"][0])
    known = codes(tablet, Role.FACILITATOR).look_up(typed.lower())
    assert (known.found.activity.id, known.quartier, known.spent) == ("budget", "", False)
    reviewing(with_code(tablet, world.drawn["budget"][0]), "1").cast()
    assert codes(tablet).look_up(typed).spent
    assert not codes(world.tablet("other")).look_up(typed).spent, "another tablet cannot know"


def test_the_log_says_that_somebody_looked_and_never_which_code(world: World) -> None:
    tablet = world.tablet()
    code = world.drawn["budget"][0]
    codes(tablet).look_up(code)
    with pytest.raises(ClaimError, match="code_unknown"):
        codes(tablet).look_up(new_code())
    written = json.dumps([event[1:] for event in tablet.vault.events()])
    assert "code_looked_up" in written
    assert "code_not_known" in written
    assert code not in written
    assert printed(code) not in written


def test_guesses_have_to_wait_longer_and_longer_over_a_restart(world: World) -> None:
    tablet = world.tablet()
    for _ in range(FREE_TRIES):
        with pytest.raises(ClaimError, match="code_unknown"):
            codes(tablet).look_up(new_code())
    with pytest.raises(StaffError, match="code_wait"):
        codes(Tablet(tablet.folder, world.clock)).look_up(world.drawn["budget"][0])
    world.clock.pass_by(seconds=31)
    with pytest.raises(ClaimError, match="code_unknown"):
        codes(tablet).look_up(new_code())
    world.clock.pass_by(seconds=31)
    with pytest.raises(StaffError, match="code_wait"):
        codes(tablet).look_up(world.drawn["budget"][0])
    world.clock.pass_by(seconds=31)
    assert codes(tablet).look_up(world.drawn["budget"][0]).quartier == ""


def test_a_mistyped_code_is_no_guess(world: World) -> None:
    tablet = world.tablet()
    for _ in range(2 * FREE_TRIES):
        with pytest.raises(ClaimError, match="code_incomplete"):
            codes(tablet).look_up("ABCD")
    assert tablet.vault.fact("code_wrong") is None


def test_where_the_catalogue_says_nothing_no_code_is_replaced(world: World) -> None:
    tablet = world.tablet()
    old, new = world.drawn["budget"][:2]
    assert not codes(tablet).look_up(old).replaceable
    with pytest.raises(StaffError, match="code_never_replaced"):
        codes(tablet).replace(old, new, "Carte mouillée")
    assert tablet.vault.account() == []


def test_a_replaced_code_is_worth_nothing_here_and_its_reserve_votes(tmp_path: Path) -> None:
    world = replacing(tmp_path)
    tablet = world.tablet()
    old, new, *_ = world.drawn["budget"]
    assert codes(tablet).look_up(old).replaceable
    assert codes(tablet).replace(old, new, "Carte mouillée").spent is False
    with pytest.raises(ClaimError, match="code_spent_here"):
        with_code(tablet, old)
    reviewing(with_code(tablet, new), "1").cast()
    kinds = {line.kind: line.cast for line in tablet.vault.account()}
    assert kinds == {DepositKind.CODE_REPLACEMENT: 1, DepositKind.BALLOT: 1}
    assert tablet.vault.events()[-1][1:] == ("code_replaced", "a-staff, staff: Carte mouillée")
    world.close()


def test_what_cannot_stand_for_one_another_is_refused_and_nothing_is_changed(tmp_path: Path) -> None:
    world = replacing(tmp_path)
    tablet = world.tablet()
    one, two, three, *_ = world.drawn["budget"]
    reviewing(with_code(tablet, two), "1").cast()
    before = tablet.vault.account()
    for old, new, reason in (
        (two, three, "code_spent_here"),
        (one, two, "reserve_spent"),
        (one, one, "reserve_same"),
    ):
        with pytest.raises(StaffError, match=reason):
            codes(tablet).replace(old, new, "Carte mouillée")
    with pytest.raises(ClaimError, match="code_unknown"):
        codes(tablet).replace(one, new_code(), "Carte mouillée")
    with pytest.raises(StaffError, match="reason_needed"):
        codes(tablet).replace(one, three, " ")
    with pytest.raises(StaffError, match="not_your_role"):
        codes(tablet, Role.FACILITATOR).replace(one, three, "Carte mouillée")
    assert tablet.vault.account() == before
    assert not codes(tablet).look_up(one).spent
    world.close()


def test_after_the_vote_no_code_is_replaced(tmp_path: Path) -> None:
    world = replacing(tmp_path)
    tablet = world.tablet()
    one, two, *_ = world.drawn["budget"]
    world.clock.pass_by(days=45)
    assert not codes(tablet).look_up(one).replaceable
    with pytest.raises(StaffError, match="closed"):
        codes(tablet).replace(one, two, "Carte mouillée")
    world.close()
