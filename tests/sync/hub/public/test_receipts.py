"""Every state of a receipt, through a real city and over real HTTP."""

from __future__ import annotations

import time
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from urllib.parse import quote

import httpx
import pytest
from alembic.migration import MigrationContext
from alembic.operations import Operations

from kiosk.ballots.ballot import Ballot
from kiosk.catalogue.model import Role
from kiosk.i18n import translator
from kiosk.ids import DepositId, DepositKind, ProjectId
from kiosk.printing.receipt import square
from kiosk.receipts import Receipt, parse_receipt, receipt_of
from kiosk.staff.codes import Codes
from sync.hub.erasure import erase_due
from sync.hub.moderation.decision import HideReason
from sync.hub.moderation.desk import Desk
from sync.hub.moderation.flags import Flags
from sync.hub.moderation.listed import Viewer
from sync.hub.publication import published_folder
from sync.hub.receipt_index import held_under, receipts
from tests.kiosk.staff.test_acts import desk
from tests.kiosk.staff.test_codes import replacing
from tests.sync import contributing as act
from tests.sync.acts import Forger, cast, cast_by_code, code_claim, parcel_of
from tests.sync.hub.public.acts import (
    browser,
    counted,
    hand_over,
    heading_of,
    page_of,
    publish_result,
    published,
    text_of,
)
from tests.world import World

ARRIVED = "Your vote has arrived."
COUNTED = "Your vote went into the ballot box and was opened."
ASIDE = "Your vote is not counted."
NOT_HERE = "This receipt is not here yet."


@pytest.fixture
def client(world: World) -> Iterator[httpx.Client]:
    """A resident's browser."""
    with browser(world) as connected:
        yield connected


def asked(client: httpx.Client, receipt: str) -> httpx.Response:
    """The page on a receipt, in English."""
    answer = client.get(f"/en/recu/{receipt}")
    assert answer.status_code == 200, answer.text
    return answer


def test_before_a_tablet_has_come_home_nothing_is_said_to_be_lost(world: World, client: httpx.Client) -> None:
    receipt = cast(world.tablet())
    answer = asked(client, receipt)
    assert heading_of(answer) == NOT_HERE
    words = text_of(answer)
    assert receipt in words
    assert "That does not mean that anything is lost." in words
    assert "sometimes days later" in words
    assert "1 tablet was never heard." in words


def test_what_is_known_of_all_tablets_is_said_and_nothing_of_one(world: World, client: httpx.Client) -> None:
    old, new, lost = (world.tablet(name) for name in ("old", "new", "lost"))
    for tablet in (old, lost):
        cast(tablet)
        world.carry(tablet)
    world.clock.pass_by(days=6)
    cast(new)
    world.carry(new)
    world.hub.revoke(lost.pairing.tablet)
    words = text_of(asked(client, cast(old)))
    assert "2 tablets are in use. Heard over the network today or yesterday: 1." in words
    assert "The tablet that has been silent for longest was heard on 10 March 2027." in words
    assert "1 tablet was withdrawn." in words
    assert not any(tablet.pairing.tablet in words for tablet in (old, new, lost))


def test_what_has_arrived_is_sealed_and_waits_for_its_day(world: World, client: httpx.Client) -> None:
    tablet = world.tablet()
    receipt = cast(tablet)
    world.carry(tablet)
    answer = asked(client, receipt)
    assert heading_of(answer) == ARRIVED
    words = text_of(answer)
    assert "nobody can read it before the vote closes" in words
    assert "It is counted after 30 March 2027" in words
    assert "A name for the new square" in words


def test_a_count_that_is_not_published_changes_no_page(
    world: World, client: httpx.Client, tmp_path: Path
) -> None:
    tablet = world.tablet()
    receipt = cast(tablet)
    world.carry(tablet)
    result = counted(world, "nom")
    answer = asked(client, receipt)
    assert heading_of(answer) == ARRIVED
    assert "The vote is closed. Its result is not published yet." in text_of(answer)
    publish_result(world, result, tmp_path / "papers")
    assert heading_of(asked(client, receipt)) == COUNTED


def test_what_is_counted_is_said_without_a_choice(world: World, client: httpx.Client, tmp_path: Path) -> None:
    tablet = world.tablet()
    receipt = cast(tablet, {"a": 1})
    world.carry(tablet)
    published(world, "nom", tmp_path / "papers")
    answer = asked(client, receipt)
    words = text_of(answer)
    assert heading_of(answer) == COUNTED
    assert "Every ballot of this box is counted." in words
    assert page_of(answer).find("a", href="/en/votes/nom") is not None
    index = world.hub.index(1)
    assert index is not None
    for project in index.ballots["nom"].activity.projects:
        assert project.title.within("en") not in words


def test_where_a_ballot_was_set_aside_after_the_cut_nobody_is_told_that_it_was_theirs(
    world: World, client: httpx.Client, tmp_path: Path
) -> None:
    forger, tablet = Forger(world), world.tablet()
    claims = [code_claim(code) for code in world.drawn["budget"][:2]]
    good = forger.deposit(claims[0], Ballot((ProjectId("1"),), (3,)))
    bad = forger.deposit(claims[1], Ballot((ProjectId("1"),), (7,)))
    world.intake.take(parcel_of(tablet, [good, bad]))
    published(world, "budget", tmp_path / "papers")
    for deposit in (good, bad):
        answer = asked(client, receipt_of(deposit.id))
        assert heading_of(answer) == COUNTED
        words = text_of(answer)
        assert "1 ballot of this box was set aside once open. Nobody can know whose it is." in words
        assert "Every ballot of this box is counted." not in words


def test_what_came_late_is_not_counted_and_the_page_says_what_late_means(
    world: World, client: httpx.Client
) -> None:
    tablet = world.tablet()
    receipt = cast(tablet)
    world.clock.pass_by(days=25)
    assert list(hand_over(world, tablet).values()) == ["late"]
    answer = asked(client, receipt)
    assert heading_of(answer) == ASIDE
    words = text_of(answer)
    assert "It came after the end of the acceptance window." in words
    assert "What comes later is not opened and not counted." in words


def test_what_a_withdrawn_tablet_brings_is_not_counted_and_one_may_vote_again(
    world: World, client: httpx.Client
) -> None:
    tablet = world.tablet()
    receipt = cast(tablet)
    world.hub.revoke(tablet.pairing.tablet)
    assert list(hand_over(world, tablet).values()) == ["tablet_revoked"]
    answer = asked(client, receipt)
    assert heading_of(answer) == ASIDE
    assert "It came from a tablet that had been withdrawn." in text_of(answer)
    assert "you can take part again on another tablet" in text_of(answer)


def test_of_a_double_one_is_counted_and_the_other_hears_of_the_lottery(
    world: World, client: httpx.Client, tmp_path: Path
) -> None:
    tablets = [world.tablet(name) for name in ("one", "two")]
    both = [cast_by_code(tablet, world.drawn["budget"][0]) for tablet in tablets]
    for tablet in tablets:
        world.carry(tablet)
    assert {heading_of(asked(client, receipt)) for receipt in both} == {ARRIVED}
    published(world, "budget", tmp_path / "papers")
    answers = {heading_of(answer): text_of(answer) for answer in (asked(client, one) for one in both)}
    assert answers.keys() == {COUNTED, ASIDE}
    assert "The same person voted more than once." in answers[ASIDE]
    assert "drawn by a lottery that anyone can repeat" in answers[ASIDE]


def test_a_replaced_code_is_named_as_the_reason(tmp_path: Path) -> None:
    world = replacing(tmp_path / "city")
    tablet, other = world.tablet(), world.tablet("other")
    old, new, *_ = world.drawn["budget"]
    spoiled = cast_by_code(other, old)
    Codes(desk(tablet, Role.STAFF)).replace(old, new, "Carte mouillée")
    kept = cast_by_code(tablet, new)
    for one in (tablet, other):
        world.carry(one)
    published(world, "budget", tmp_path / "papers")
    with browser(world) as client:
        assert heading_of(asked(client, kept)) == COUNTED
        answer = asked(client, spoiled)
        assert heading_of(answer) == ASIDE
        assert "The code was spoiled and had been replaced by another one." in text_of(answer)
        assert "From then on only the new code votes" in text_of(answer)
    world.close()


def test_a_ballot_that_the_published_lists_do_not_name_is_an_alarm(
    world: World, client: httpx.Client, tmp_path: Path
) -> None:
    tablet = world.tablet()
    cast(tablet)
    world.carry(tablet)
    early = counted(world, "nom")
    world.clock.pass_by(days=-20)
    receipt = cast(tablet)
    world.intake.take(parcel_of(tablet, tablet.vault.deliverable(99)))
    publish_result(world, early, tmp_path / "papers")
    answer = asked(client, receipt)
    assert heading_of(answer) == "Your vote is here, and the published list does not name it."
    assert "Show your receipt to the staff" in text_of(answer)


def test_a_published_vote_is_answered_after_its_claims_are_erased(
    world: World, client: httpx.Client, tmp_path: Path
) -> None:
    tablet = world.tablet()
    receipt = cast(tablet)
    world.carry(tablet)
    published(world, "nom", tmp_path / "papers")
    world.clock.pass_by(days=200)
    assert erase_due(world.hub)["nom"] == 1
    assert held_under(world.hub, receipt) == []
    assert heading_of(asked(client, receipt)) == COUNTED


def test_a_contribution_says_who_reads_it(world: World, client: httpx.Client) -> None:
    tablet = world.tablet()
    visit = act.visitor(tablet)
    receipt = act.propose(visit)
    world.carry(tablet)
    answer = asked(client, receipt)
    assert heading_of(answer) == "What you left has arrived."
    words = text_of(answer)
    assert "Proposal · Tomorrow’s canal" in words
    assert "The project team reads it, then publishes it without your name." in words
    assert str(act.PROPOSAL["title"]) not in words


def test_what_the_project_team_decided_is_told(world: World, client: httpx.Client) -> None:
    tablet = world.tablet()
    receipts = [act.propose(act.visitor(tablet)) for _ in range(3)]
    world.carry(tablet)
    desk, viewer = Desk(world.hub, Flags.read()), Viewer("marie")
    shown, hidden, same = (held_under(world.hub, parse_receipt(receipt))[0].id for receipt in receipts)
    desk.publish(viewer, shown, 0)
    desk.hide(viewer, hidden, 0, HideReason.PERSONAL.value, "<b>Un nom</b> y est.")
    desk.merge(viewer, same, 0, shown, 1)
    for receipt, heading, words in zip(
        receipts,
        (
            "What you wrote is published.",
            "What you wrote is not published.",
            "What you wrote is published together with a similar text.",
        ),
        ("", "Because of personal data that it cannot do without. <b>Un nom</b> y est.", ""),
        strict=True,
    ):
        answer = asked(client, receipt)
        assert heading_of(answer) == heading
        assert words in text_of(answer)
        assert page_of(answer).find("b") is None
    desk.undo(viewer, hidden, 1)
    assert heading_of(asked(client, receipts[1])) == "What you left has arrived."


def test_a_late_contribution_is_no_vote(world: World, client: httpx.Client) -> None:
    tablet = world.tablet()
    receipt = act.propose(act.visitor(tablet))
    world.clock.pass_by(days=120)
    assert set(hand_over(world, tablet).values()) == {"late"}
    assert heading_of(asked(client, receipt)) == "What you left was set aside."


def test_what_nobody_was_given_a_receipt_of_is_not_told(tmp_path: Path) -> None:
    world = replacing(tmp_path)
    tablet = world.tablet()
    old, new, *_ = world.drawn["budget"]
    Codes(desk(tablet, Role.STAFF)).replace(old, new, "Carte mouillée")
    visit = act.visitor(tablet)
    act.propose(visit)
    act.leave(visit, "good", address="odile@example.org")
    world.carry(tablet)
    with world.hub.reading() as connection:
        known = {(row.receipt, row.deposit) for row in connection.execute(receipts.select())}
        kinds: dict[bytes, str] = {
            row[0]: row[1] for row in connection.exec_driver_sql("SELECT id, kind FROM deposit")
        }
    found = {kinds[deposit] for receipt, deposit in known if held_under(world.hub, Receipt(receipt))}
    assert set(kinds.values()) == {"proposal", "code_replacement", "opt_in", "feedback"}
    assert found == {DepositKind.PROPOSAL.value}
    world.close()


def test_what_came_before_receipts_were_written_down_is_found_after_the_migration(
    world: World, client: httpx.Client
) -> None:
    tablet, lost = world.tablet(), world.tablet("lost")
    here, aside = cast(tablet), cast(lost)
    world.carry(tablet)
    world.hub.revoke(lost.pairing.tablet)
    hand_over(world, lost)
    migration = import_module("sync.hub.migrations.versions.0006_public")
    with world.hub.transaction() as connection:
        connection.exec_driver_sql("DROP TABLE receipt")
        with Operations.context(MigrationContext.configure(connection)):
            migration.upgrade()
    assert heading_of(asked(client, here)) == ARRIVED
    assert heading_of(asked(client, aside)) == ASIDE


def test_two_deposits_under_one_receipt_are_both_told(world: World, client: httpx.Client) -> None:
    tablet = world.tablet()
    vote = cast(tablet)
    proposal = act.propose(act.visitor(tablet))
    world.carry(tablet)
    with world.hub.transaction() as connection:
        connection.execute(receipts.update().where(receipts.c.receipt == proposal).values(receipt=vote))
    headings = [heading.get_text(" ", strip=True) for heading in page_of(asked(client, vote)).find_all("h1")]
    assert sorted(heading.removeprefix("✔ ") for heading in headings) == [
        "What you left has arrived.",
        ARRIVED,
    ]


def test_the_square_of_a_paper_holds_several_receipts(world: World, client: httpx.Client) -> None:
    tablet = world.tablet()
    here = cast(tablet)
    world.carry(tablet)
    missing = cast(tablet)
    printed = square([here, missing], f"{client.base_url}/recu".replace("http://", "https://"))
    page = client.get(printed.replace("https://", "http://"), headers={"accept-language": "en"})
    assert page.status_code == 200
    assert page_of(page).find("h1").get_text(" ", strip=True) == f"✔ {ARRIVED}"  # type: ignore[union-attr]
    answer = client.get("/recu", params={"code": f"{here} {missing}", "lang": "en"}, follow_redirects=True)
    assert str(answer.url).endswith(f"/en/recu/{here},{missing}")
    headings = [heading.get_text(" ", strip=True) for heading in page_of(answer).find_all("h1")]
    assert headings == [f"✔ {ARRIVED}", f"○ {NOT_HERE}"]


def test_a_receipt_is_read_as_people_type_it(client: httpx.Client) -> None:
    receipt = receipt_of_digits()
    for written in (
        receipt.lower(),
        receipt.replace("-", " "),
        f"  {receipt[:5]}\t{receipt[5:]} ",
        "-".join(receipt.replace("-", "")),
        receipt.replace("-", "").replace("0", "o"),
        receipt.replace("1", "I"),
        receipt.replace("1", "l"),
    ):
        answer = client.get("/recu", params={"code": written, "lang": "es"})
        assert (answer.status_code, answer.headers["location"]) == (303, f"/es/recu/{receipt}"), written
        answer = client.get(f"/oc/recu/{quote(' '.join(written.split()))}")
        assert (answer.status_code, answer.headers["location"]) == (303, f"/oc/recu/{receipt}"), written


def receipt_of_digits() -> Receipt:
    """A receipt with a one and a zero, which people mistake for letters."""
    numbers = (DepositId(n.to_bytes(16)) for n in range(1_000_000))
    return next(found for found in map(receipt_of, numbers) if "1" in found and "0" in found)


@pytest.mark.parametrize(
    "typed",
    ["abc", "K7QM-3F9T-X3", "../../etc/passwd", "é" * 10, "0" * 3000, "<script>alert(1)</script>", "\u202eX"],
)
def test_what_is_no_receipt_gets_one_clear_sentence(client: httpx.Client, typed: str) -> None:
    for answer in (
        client.get("/recu", params={"code": typed, "lang": "en"}),
        client.get(f"/en/recu/{quote(typed, safe='')}"),
    ):
        assert answer.status_code == 400, typed
        assert text_of(answer).count("This is not a receipt.") == 1
        assert page_of(answer).find("script") is None
        assert "\u202e" not in answer.text


def test_control_characters_in_an_address_are_no_receipt(client: httpx.Client) -> None:
    for written in ("%00%01", "K7QM%0A%0D3F9T", "%FF%FE", "%E2%80%AE"):
        answer = client.get(f"/en/recu/{written}")
        assert answer.status_code == 400, written
        assert "This is not a receipt." in text_of(answer)


def test_whoever_guesses_has_to_wait_and_asking_for_what_is_here_is_no_guess(
    world: World, client: httpx.Client
) -> None:
    tablet = world.tablet()
    mine = cast(tablet)
    world.carry(tablet)
    unknown = [receipt_of(DepositId(b"nobody's" + n.to_bytes(8))) for n in range(30)]
    assert client.get(f"/en/recu/{','.join(unknown[:10])}").status_code == 200
    for _ in range(5):
        asked(client, mine)
    for start in (10, 20):
        assert client.get(f"/en/recu/{','.join(unknown[start : start + 10])}").status_code == 200
    # From here on the answer is the same for what is here: else it would tell.
    for receipt in (unknown[0], mine):
        answer = client.get(f"/en/recu/{receipt}")
        assert answer.status_code == 429
        assert 1 <= int(answer.headers["retry-after"]) <= 60
        assert heading_of(answer) == "Please wait a moment."
        assert "Try again in" in text_of(answer)


def test_an_answer_takes_the_same_time_whatever_it_is(world: World) -> None:
    tablet = world.tablet()
    here = cast(tablet)
    world.carry(tablet)
    with world.client() as client:
        asked(client, here)
        for receipt in (here, cast(tablet)):
            started = time.monotonic()
            asked(client, receipt)
            assert 0.25 <= time.monotonic() - started < 5


def test_no_page_on_a_receipt_is_kept_or_indexed(world: World, client: httpx.Client) -> None:
    for path in (f"/en/recu/{cast(world.tablet())}", "/recu/nonsense"):
        answer = client.get(path)
        assert answer.headers["cache-control"] == "no-store"
        assert "noindex" in answer.headers["x-robots-tag"]
        assert "etag" not in answer.headers


def test_a_test_receipt_says_that_it_is_one_in_every_language(world: World, client: httpx.Client) -> None:
    receipt = cast(world.tablet())
    for language in ("fr", "en", "es", "oc", "fr_simple"):
        words = text_of(client.get(f"/{language}/recu/{receipt}"))
        sentence = "This is a receipt of a test. It says nothing about a real vote."
        assert translator(language)(sentence) in words


def test_nothing_that_is_half_published_is_read(world: World, client: httpx.Client) -> None:
    tablet = world.tablet()
    receipt = cast(tablet)
    world.carry(tablet)
    (published_folder(world.hub) / "nom").mkdir(parents=True)
    (published_folder(world.hub) / "nom" / "receipts.csv").write_text(f"receipt\n{receipt}\n")
    assert heading_of(asked(client, receipt)) == ARRIVED
    assert client.get("/en/votes/nom").status_code == 404
