"""The page of tablets, and what is done there."""

from __future__ import annotations

import pytest

from kiosk.settings import HubSettings
from sync.hub.alarms import Alarm
from sync.hub.staff.audit import entries
from sync.hub.staff.pages.fleet import _SORTS, ALARMS, STATES, TO_DO
from sync.hub.staff.rights import Role
from tests.poppler import text_of
from tests.sync.acts import cast
from tests.sync.hub.staff.desk import Desk, desk, french, make_account
from tests.world import World


def test_every_alarm_has_words_and_says_what_to_do() -> None:
    assert ALARMS.keys() == TO_DO.keys() == set(Alarm)
    assert {"ready", "open", "paused", "closed", "reset"} == STATES.keys()


def test_a_tablet_is_one_line_with_what_is_aboard(world: World, boss: Desk) -> None:
    tablet = world.tablet("Centre")
    cast(tablet)
    world.carry(tablet)
    cast(tablet)
    cast(tablet)
    (row,) = boss.get("/fleet").rows()
    assert (row[french("Tablet")], row[french("Aboard")]) == ("Centre", "0")
    world.intake.take(_statement_of(tablet))
    (row,) = boss.get("/fleet").rows()
    assert row[french("Aboard")] == "2"
    assert "2" in boss.get(f"/fleet/{tablet.pairing.tablet}").text


def _statement_of(tablet) -> bytes:  # type: ignore[no-untyped-def]
    from sync.parcel import pack
    from sync.telling import told_by

    return pack([], told_by(tablet), tablet.next_sequence(), tablet.signing_key)


@pytest.mark.parametrize("sort", [*_SORTS, "nonsense", "__class__"])
def test_the_list_is_sorted_by_a_link(world: World, boss: Desk, sort: str) -> None:
    for name in ("b", "a", "c"):
        world.tablet(name)
    page = boss.get(f"/fleet?sort={sort}")
    assert sorted(row[french("Tablet")] for row in page.rows()) == ["a", "b", "c"]
    assert page.soup.select_one("[aria-sort]") is not None
    if sort == "name":
        assert [row[french("Tablet")] for row in page.rows()] == ["a", "b", "c"]


def test_a_tablet_that_is_silent_is_an_alarm_after_the_days_that_are_set(world: World) -> None:
    tablet = world.tablet("Centre")
    world.carry(tablet)
    make_account(world.hub, Role.FLEET)
    with desk(world.hub, HubSettings(silent_days=2)) as browser:
        browser.sign_in("fleet")
        world.clock.pass_by(days=2)
        browser.sign_in("fleet")
        assert french("Silent") not in browser.get("/fleet").text
        world.clock.pass_by(minutes=1)
        assert french("Silent") in browser.get("/fleet").rows()[0][french("State")]
        assert french(TO_DO[Alarm.SILENT]) in browser.get(f"/fleet/{tablet.pairing.tablet}").text


def test_a_hostile_name_stays_a_name(world: World, boss: Desk) -> None:
    world.tablet("<img src=x onerror=alert(1)>\u202etxt")
    page = boss.get("/fleet")
    assert page.soup.find("img") is None
    assert page.rows()[0][french("Tablet")] == "<img src=x onerror=alert(1)>\N{REPLACEMENT CHARACTER}txt"


def test_revoking_asks_first_and_is_written_down(world: World, boss: Desk) -> None:
    tablet = world.tablet("Centre")
    where = f"/fleet/{tablet.pairing.tablet}/revoke"
    refused = boss.send(boss.get(where), where)
    assert (refused.status, world.hub.tablets()[0].revoked_at) == (422, None)
    done = boss.send(boss.get(where), where, sure="yes")
    assert done.notice == french("{name} is revoked: the hub takes nothing more from it.", name="Centre")
    assert world.hub.tablets()[0].revoked_at is not None
    newest = entries(world.hub, 1)[0]
    assert (newest.account, newest.act, newest.subject) == (
        "administrator",
        "tablet_revoked",
        f"{tablet.pairing.tablet} Centre",
    )
    assert boss.get("/fleet/t-nobody").status == 404


def test_a_pairing_code_comes_as_a_sheet_and_pairs_one_tablet(world: World, boss: Desk) -> None:
    answer = boss.send(boss.get("/fleet/pairing"), "/fleet/pairing", address="https://hub.example").answer
    assert answer.headers["content-type"] == "application/pdf"
    assert "https://hub.example" in text_of(answer.content)
    with world.hub.reading() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM pairing WHERE NOT used").scalar() == 1
    for wrong in ("", "hub.example", "https://a b", "javascript:alert(1)", "https://a\n"):
        page = boss.send(boss.get("/fleet/pairing"), "/fleet/pairing", address=wrong)
        assert page.status == (422 if wrong != "https://a\n" else 200)
