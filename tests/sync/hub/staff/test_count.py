"""The ceremony of a count: who may open the box and when, with which shares, and what is left behind."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

import pytest

from kiosk.errors import CountError
from kiosk.i18n import translator
from kiosk.sealing import generate
from kiosk.signed import verify
from sync.hub.count.ceremony import (
    Going,
    SharesWrong,
    begin,
    papers_folder,
    progress_of,
    wrong_shares,
)
from sync.hub.count.state import Stage, vote_state
from sync.hub.count.tables import ceremonies
from sync.hub.shares import Share, wrap
from sync.hub.staff.audit import entries
from sync.hub.staff.pages.count import STAGES, WRONG
from tests.sync.acts import cast
from tests.sync.hub.staff.desk import Desk, Page, french
from tests.world import World

AFTER = 60


def vote(world: World, ballots: int = 3) -> None:
    """Some people vote and their ballots arrive."""
    tablet = world.tablet("Centre")
    for number in range(ballots):
        cast(tablet, {"a": 1} if number else {"b": 1})
    world.carry(tablet)


def back(world: World, desk: Desk) -> None:
    """Sign in again: time has passed."""
    desk.sign_in("administrator")


def give(world: World, desk: Desk, *shares: str, seen: str = "") -> Page:
    """Send the form of the ceremony."""
    page = desk.get("/count/nom")
    return desk.send(page, "/open", share=list(shares), **({"seen": seen} if seen else {}))


def texts(world: World, *numbers: int) -> list[str]:
    """The shares of these holders as they are typed."""
    return [world.shares[number - 1].text() for number in numbers]


def test_every_stage_and_every_refusal_has_words() -> None:
    assert STAGES.keys() == set(Stage)
    assert WRONG.keys() == set(SharesWrong)


def test_a_vote_goes_from_open_to_published(world: World, boss: Desk) -> None:
    vote(world)
    assert vote_state(world.hub, "nom").stage is Stage.OPEN
    assert boss.post("/count/nom/open", _with_csrf(boss)).status == 409
    world.clock.pass_by(days=AFTER)
    back(world, boss)
    assert french("can be counted") in boss.get("/count").text
    page = give(world, boss, *texts(world, 1, 3))
    assert page.notice == french("The votes are counted. Nothing is published yet.")
    assert vote_state(world.hub, "nom").stage is Stage.COUNTED
    folder = world.hub.folder.path / "published" / "nom"
    assert not folder.exists()
    first = page.rows(1)[0]
    assert "2" in first.values()
    refused = boss.send(boss.get("/count/nom"), "/publish")
    assert (refused.status, folder.exists()) == (422, False)
    done = boss.send(boss.get("/count/nom"), "/publish", sure="yes")
    assert done.notice == french("The result is published, with the minutes, the lists and the open data.")
    assert vote_state(world.hub, "nom").stage is Stage.PUBLISHED
    minutes = json.loads((folder / "minutes.json").read_text())
    assert (minutes["totals"]["counted"], minutes["shares"]) == (3, [1, 3])
    assert {path.name for path in folder.iterdir()} == {
        "minutes.json",
        "minutes.signed",
        "minutes.pdf",
        "receipts.csv",
        "set-aside.csv",
        "nom.pb",
    }
    assert [(line.act, line.subject) for line in entries(world.hub, 2)] == [
        ("result_published", "nom"),
        ("box_opened", "nom (1, 3)"),
    ]


def _with_csrf(desk: Desk) -> dict[str, str | list[str]]:
    form = desk.get("/").soup.select_one("header form input[name=csrf]")
    assert form is not None
    return {"csrf": str(form["value"])}


def foreign_shares() -> tuple[Share, ...]:
    """Of another box."""
    opens, box = generate()
    return wrap(opens, box)[1]


def test_shares_that_do_not_open_the_box_are_said_and_never_shown_again(world: World, boss: Desk) -> None:
    vote(world)
    world.clock.pass_by(days=AFTER)
    back(world, boss)
    one, two, three = (share.text() for share in world.shares)
    foreign = foreign_shares()[1].text()
    wrong = Share(2, 2, 3, world.shares[0].box, b"\x07" * 16).text()
    for given, said in (
        ((one, ""), WRONG[SharesWrong.TOO_FEW]),
        ((one, one), WRONG[SharesWrong.SAME_HOLDER]),
        ((one, foreign), WRONG[SharesWrong.OTHER_BOX]),
        ((one, wrong), WRONG[SharesWrong.NOT_OWN]),
    ):
        page = give(world, boss, *given)
        assert page.status == 422
        assert french(said) in page.text
        assert all(share not in str(page.soup) for share in given if share)
    mistyped = give(world, boss, one, two[:-1])
    assert (mistyped.status, two[:-1] in str(mistyped.soup)) == (422, False)
    assert vote_state(world.hub, "nom").stage is Stage.READY
    assert wrong_shares(world.hub, [world.shares[1], world.shares[2]]) is None
    assert three not in str(boss.get("/count/nom").soup)


def test_no_file_of_the_hub_holds_a_share(world: World, boss: Desk) -> None:
    vote(world)
    world.clock.pass_by(days=AFTER)
    back(world, boss)
    give(world, boss, *texts(world, 1, 2))
    world.hub.close()
    secrets = [share.value for share in world.shares[:2]]
    secrets += [share.text().rsplit(" ", 1)[1].encode() for share in world.shares[:2]]
    files = [path for path in world.hub.folder.path.rglob("*") if path.is_file()]
    assert len(files) > 8
    for path in files:
        content = path.read_bytes()
        assert not any(secret in content for secret in secrets), path


def test_missing_ballots_are_confirmed_before_the_box_is_opened(world: World, boss: Desk) -> None:
    tablet = world.tablet("Perdue")
    cast(tablet)
    world.carry(tablet)
    cast(tablet)
    cast(tablet)
    from sync.parcel import pack
    from sync.telling import told_by

    world.intake.take(pack([], told_by(tablet), tablet.next_sequence(), tablet.signing_key))
    world.hub.revoke(tablet.pairing.tablet)
    world.clock.pass_by(days=AFTER)
    back(world, boss)
    state = vote_state(world.hub, "nom")
    assert (state.cast, state.here, state.missing, state.lost) == (3, 1, 2, 2)
    refused = give(world, boss, *texts(world, 1, 2))
    assert (refused.status, vote_state(world.hub, "nom").stage) == (422, Stage.READY)
    assert give(world, boss, *texts(world, 1, 2), seen="yes").status == 200
    minutes = json.loads((papers_folder(world.hub, "nom") / "minutes.json").read_text())
    assert (minutes["equation"]["missing"], minutes["equation"]["holds"]) == (2, True)


def test_what_comes_after_the_window_is_on_the_page_of_the_count(world: World, boss: Desk) -> None:
    vote(world)
    late = world.tablet("Retard")
    cast(late)
    world.clock.pass_by(days=AFTER)
    world.carry(late)
    state = vote_state(world.hub, "nom")
    assert (state.late, state.here, state.missing) == (1, 4, 0)
    back(world, boss)
    assert (
        translator("fr")("It came after the end of the acceptance window.")
        in boss.get("/count/nom").soup.get_text()
    )


def test_a_second_count_of_the_same_vote_waits_for_the_first(world: World) -> None:
    vote(world)
    world.clock.pass_by(days=AFTER)
    shares, tr = world.shares[:2], translator("fr")
    begin(world.hub, "nom", shares, tr).join(30)
    with world.hub.transaction() as connection:
        connection.execute(ceremonies.update().values(state="running", heard=int(world.clock().timestamp())))
    with pytest.raises(CountError, match="being counted already"):
        begin(world.hub, "nom", shares, tr)
    # The process that counted has died: after two minutes without a word another may begin.
    world.clock.pass_by(seconds=121)
    progress = progress_of(world.hub, "nom")
    assert progress is not None
    assert progress.state is Going.FAILED
    begin(world.hub, "nom", shares, tr).join(30)
    progress = progress_of(world.hub, "nom")
    assert progress is not None
    assert progress.state is Going.DONE


def test_a_count_that_goes_on_is_seen_and_nothing_else_can_be_done(world: World, boss: Desk) -> None:
    vote(world)
    world.clock.pass_by(days=AFTER)
    back(world, boss)
    give(world, boss, *texts(world, 1, 2))
    with world.hub.transaction() as connection:
        now = int(world.clock().timestamp())
        connection.execute(
            ceremonies.update().values(state="running", step="ballots", done=250, total=1000, heard=now)
        )
    page = boss.get("/count/nom")
    bar = page.soup.select_one("progress")
    assert bar is not None
    assert (bar["value"], bar["max"]) == ("250", "1000")
    assert page.soup.select("main form") == []
    assert boss.post("/count/nom/open", _with_csrf(boss) | {"share": texts(world, 1, 2)}).status == 409


def test_a_count_that_fails_says_so_and_can_be_done_again(world: World, boss: Desk) -> None:
    vote(world)
    world.clock.pass_by(days=AFTER)
    back(world, boss)
    key = world.hub.folder.register_key
    kept = key.read_bytes()
    key.unlink()
    page = give(world, boss, *texts(world, 1, 2))
    assert french("The last count did not come to its end") in page.text
    key.write_bytes(kept)
    assert give(world, boss, *texts(world, 1, 2)).notice == french(
        "The votes are counted. Nothing is published yet."
    )


def test_papers_are_had_by_name_and_nothing_else_is(world: World, boss: Desk) -> None:
    vote(world)
    world.clock.pass_by(days=AFTER)
    back(world, boss)
    give(world, boss, *texts(world, 2, 3))
    signed = boss.get("/count/nom/papers/minutes.signed").answer.content
    plain = boss.get("/count/nom/papers/minutes.json").answer.content
    assert verify(signed, "minutes", world.hub.signing_key.verify_key) == plain
    for name in ("..%2f..%2fhub.key", "hub.key", "%2e%2e", "receipts.csv%00", "autre.pb"):
        assert boss.get(f"/count/nom/papers/{name}").status == 404
    assert boss.get("/count/nothing").status == 404


def test_nothing_is_published_that_was_changed_after_the_count(world: World, boss: Desk) -> None:
    vote(world)
    world.clock.pass_by(days=AFTER)
    back(world, boss)
    give(world, boss, *texts(world, 1, 2))
    receipts: Path = papers_folder(world.hub, "nom") / "receipts.csv"
    receipts.write_text(receipts.read_text() + "AAAA-AAAA-AA\n")
    page = boss.send(boss.get("/count/nom"), "/publish", sure="yes")
    assert page.status == 409
    assert not (world.hub.folder.path / "published" / "nom").exists()


def test_the_database_has_no_column_for_a_share(world: World) -> None:
    with sqlite3.connect(world.hub.folder.database) as database:
        names = {row[1] for row in database.execute("PRAGMA table_info(ceremony)")}
    assert names == {"activity", "state", "step", "done", "total", "sentence", "heard"}
