"""Moderation in a browser without JavaScript: every act and its way back, two moderators, other teams."""

from __future__ import annotations

import re
from typing import Any

import httpx
import pytest

from kiosk.contributions.content import AnyContent, CommentContent, FeedbackContent, ProposalContent
from kiosk.ids import DepositId
from kiosk.receipts import receipt_of
from sync.hub.moderation.published import published_contributions
from sync.hub.server import embedded
from sync.hub.staff.audit import entries
from sync.hub.staff.rights import Role
from tests.sync.acts import parcel_of
from tests.sync.contributing import DAY, sealed
from tests.sync.hub.staff.desk import Desk, Page, french, make_account
from tests.world import World

FIELDS: dict[str, Any] = {"language": "fr", "on": DAY}
CHARTED: dict[str, Any] = FIELDS | {"charter": 1}
BODY = "Il fait chaud sur la berge, appelez le 06 12 34 56 78."
ATTACKS = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "\"'></textarea></option></title><b>gras",
    "{{ 7*7 }} {% raw %}",
    '=HYPERLINK("http://evil")',
    "Gauche \u202eetiord\u202c \x1b[31mrouge\x07",
)


def proposal(title: str = "Une fontaine près du pont", body: str = BODY, **more: Any) -> ProposalContent:
    """A proposal about the canal."""
    return ProposalContent(**CHARTED | more, title=title, body=body)


def hand_over(world: World, *contents: AnyContent, **where: str) -> list[DepositId]:
    """Contributions that a tablet signs for; gives their ids."""
    deposits = [sealed(world, content, **where) for content in contents]  # type: ignore[arg-type]
    world.intake.take(parcel_of(world.tablet(f"t{len(world.hub.tablets())}"), deposits))
    return [deposit.id for deposit in deposits]


def at(deposit: DepositId) -> str:
    """The address of a contribution."""
    return f"/moderation/{deposit.hex()}"


def published(world: World) -> list[str]:
    """Titles of what everybody may read."""
    return [one.title for one in published_contributions(world.hub)]


def test_publish_hide_edit_and_undo_by_forms(world: World, boss: Desk) -> None:
    (deposit,) = hand_over(world, proposal())
    page = boss.get(at(deposit))
    assert page.title == "Une fontaine près du pont"
    assert french("telephone number") in page.soup.select_one("mark").get_text()  # type: ignore[union-attr]
    page = boss.send(boss.get(at(deposit) + "?offer=yes"), "/edit")
    assert page.notice == french("The text is changed. What was taken out stands as […].")
    assert "appelez le […]." in page.text
    page = boss.send(page, "/publish")
    assert page.notice == french("It is published.")
    (shown,) = published_contributions(world.hub)
    assert (shown.edited, "06 12" in shown.text) == (True, False)
    page = boss.send(page, "/hide", reason="off_topic", sentence="Le pont n’y est pas.")
    assert page.notice == french("It is hidden.")
    assert "Le pont n’y est pas." in page.text
    assert published(world) == []
    for word in ("The contribution is not hidden any more.", "The publication is undone."):
        page = boss.send(page, "/undo")
        assert page.notice == french(word)
    page = boss.send(page, "/undo")
    assert page.notice == french("The text is again as it was before the edit.")
    assert not [form for form in page.soup.select("main form") if str(form["action"]).endswith("/undo")]
    subjects = {(line.act, line.subject) for line in entries(world.hub, 50) if "contribution" in line.act}
    receipt = receipt_of(deposit)
    assert {("contribution_hidden", receipt), ("contribution_edited", receipt)} <= subjects
    assert "berge" not in str(entries(world.hub, 50))


def test_hiding_without_a_reason_says_so_and_keeps_what_was_typed(world: World, boss: Desk) -> None:
    (deposit,) = hand_over(world, proposal())
    page = boss.send(boss.get(at(deposit)), "/hide", sentence="Parce que.")
    assert page.status == 409
    assert page.soup.select_one(".errors a")["href"] == "#reason"  # type: ignore[index]
    assert "Parce que." in page.soup.select_one("#sentence").get_text()  # type: ignore[union-attr]
    page = boss.send(page, "/hide", reason="insult", sentence=" ")
    assert page.soup.select_one(".errors a")["href"] == "#sentence"  # type: ignore[index]
    assert page.soup.select_one("#reason-insult").has_attr("checked")  # type: ignore[union-attr]


def test_a_word_that_was_not_there_is_refused_with_the_word(world: World, boss: Desk) -> None:
    (deposit,) = hand_over(world, proposal())
    fields: dict[str, Any] = {"part-body": BODY + " <b>Merci"}
    page = boss.send(boss.get(at(deposit)), "/edit", **fields)
    assert page.status == 409
    said = page.soup.select_one(".errors").get_text()  # type: ignore[union-attr]
    assert "<" in said
    assert page.soup.select_one("#part-body").get_text().endswith("<b>Merci")  # type: ignore[union-attr]


def test_the_second_of_two_moderators_is_told_and_sees_what_is_so_now(
    world: World, boss: Desk, at_desk: Desk
) -> None:
    (deposit,) = hand_over(world, proposal())
    with embedded(world.hub) as address, httpx.Client(base_url=address, timeout=30) as client:
        other = Desk(client)
        other.sign_in(make_account(world.hub, Role.PARTICIPATION, "karim"))
        mine, theirs = boss.get(at(deposit)), other.get(at(deposit))
        other.send(theirs, "/hide", reason="insult", sentence="Il insulte.")
    page = boss.send(mine, "/publish")
    assert page.status == 409
    assert "karim" in page.soup.select_one(".errors").get_text()  # type: ignore[union-attr]
    assert "Il insulte." in page.text
    assert published(world) == []
    assert boss.send(page, "/publish").notice == french("It is published.")


def test_merging_from_what_may_say_the_same(world: World, boss: Desk) -> None:
    first, second = hand_over(
        world, proposal(), proposal("Des fontaines au pont", "De l’eau quand il fait chaud sur la berge.")
    )
    page = boss.send(boss.get(at(second)), "/merge")
    assert page.notice == french("It is merged: the other one stands for both.")
    assert boss.get(at(first)).soup.select(f'a[href$="{second.hex()}"]')
    page = boss.send(page, "/undo")
    assert page.notice == french("The two contributions are separate again.")


def test_many_are_published_at_once_and_what_is_flagged_cannot_be_ticked(world: World, boss: Desk) -> None:
    plain = [proposal(f"Une fontaine numéro {n}", "De l’eau fraîche pour tous.") for n in range(3)]
    *_, flagged = hand_over(world, *plain, proposal())
    page = boss.get("/moderation?status=waiting&check=all")
    ticked = [str(box["value"]) for box in page.soup.select("input[name=chosen]")]
    assert len(ticked) == 3
    page = _bulk(boss, page, [*ticked, f"{flagged.hex()}:0"])
    assert page.notice.startswith("3 ")
    assert len(published(world)) == 3
    assert _bulk(boss, boss.get("/moderation?status=waiting"), []).notice == french(
        "Nothing was ticked: nothing was changed."
    )
    for nonsense in ("x", "zz:0", f"{flagged.hex()}:-1", f"{flagged.hex()}:{'9' * 40}"):
        assert _bulk(boss, boss.get("/moderation"), [nonsense]).status in (400, 404)


def _bulk(desk: Desk, page: Page, chosen: list[str]) -> Page:
    csrf = str(page.soup.select_one("input[name=csrf]")["value"])  # type: ignore[index]
    return desk.post("/moderation", {"csrf": csrf, "chosen": chosen})


def test_the_list_is_filtered_paged_and_in_an_order_of_days_and_ids(world: World, boss: Desk) -> None:
    ids = hand_over(
        world, *[proposal(f"Une fontaine numéro {n}", "De l’eau.................") for n in range(25)]
    )
    hand_over(world, FeedbackContent(**FIELDS, remark="Trop haut"))
    first, second = boss.get("/moderation?kind=proposal"), boss.get("/moderation?kind=proposal&page=2")
    links = [
        str(a["href"]).rpartition("/")[2] for page in (first, second) for a in page.soup.select(".item h3 a")
    ]
    assert links == [name.hex() for name in sorted(ids)]
    assert boss.get("/moderation?words=TROP").soup.select(".item")
    assert not boss.get("/moderation?status=published").soup.select(".item")
    assert not boss.get("/moderation?consultation=nuit").soup.select(".item")
    assert boss.get("/moderation?page=99").status == 200


def test_history_has_each_decision_and_undoes_the_newest(world: World, boss: Desk) -> None:
    (deposit,) = hand_over(world, proposal())
    boss.send(boss.send(boss.get(at(deposit)), "/publish"), "/hide", reason="insult", sentence="Non.")
    page = boss.get("/moderation/history")
    assert len(page.rows()) == 2
    assert len(page.soup.select("main table form")) == 1
    page = boss.send(page, "/undo")
    assert page.notice == french("The contribution is not hidden any more.")
    assert published(world) == ["Une fontaine près du pont"]


def test_a_team_that_asks_for_another_teams_contribution_learns_nothing(world: World, at_desk: Desk) -> None:
    (mine,) = hand_over(
        world, CommentContent(**CHARTED, body="Je rentre à pied"), activity="nuit-debat", consultation="nuit"
    )
    (other,) = hand_over(world, proposal())
    at_desk.sign_in(make_account(world.hub, Role.PROJECT_TEAM, consultations=("nuit",)))
    page = at_desk.get("/moderation")
    assert [str(a["href"]).rpartition("/")[2] for a in page.soup.select(".item h3 a")] == [mine.hex()]
    assert "canal" not in page.answer.text
    csrf = str(page.soup.select_one("input[name=csrf]")["value"])  # type: ignore[index]
    nobodys = DepositId(b"\x01" * 16)
    seen = []
    for deposit in (other, nobodys):
        answers = [at_desk.get(at(deposit))]
        for act in ("publish", "hide", "edit", "undo", "merge"):
            data = {"csrf": csrf, "seen": "0", "into": mine.hex(), "into_seen": "0", "reason": "insult"}
            answers.append(at_desk.post(f"{at(deposit)}/{act}", data | {"sentence": "Non.", "part-body": ""}))
        assert {page.status for page in answers} == {404}
        seen.append([re.sub(r'value="[^"]*"', "", page.answer.text) for page in answers])
    assert seen[0] == seen[1], "one that is there and one that never was look the same"
    for query in ("consultation=canal-demain", "activity=canal-idees", "words=fontaine"):
        assert not at_desk.get(f"/moderation?{query}").soup.select(".item")
    merged = at_desk.post(
        f"{at(mine)}/merge", {"csrf": csrf, "seen": "0", "into": other.hex(), "into_seen": "0"}
    )
    assert merged.status == 404
    assert at_desk.get("/moderation/history").soup.select("main table") == []


@pytest.mark.parametrize("attack", ATTACKS)
def test_what_residents_write_is_text_on_every_page(world: World, boss: Desk, attack: str) -> None:
    padded = (attack + " et encore des mots").ljust(20)
    hand_over(world, FeedbackContent(**FIELDS, remark=attack))
    (deposit,) = hand_over(world, proposal(padded[:140], f"{padded} 0612345678"))
    boss.send(boss.get(at(deposit)), "/publish")
    boss.send(boss.get(at(deposit)), "/hide", reason="insult", sentence=attack)
    for where in ("/moderation", at(deposit), at(deposit) + "?offer=yes", "/moderation/history"):
        page = boss.get(where)
        assert page.status == 200
        assert not page.soup.select("script, img, b, main style")
        assert "49" not in page.title
        for letter in "\x1b\x07\u202e\u202c":
            assert letter not in page.answer.text
    assert attack[:6] in boss.get(at(deposit)).title


@pytest.mark.parametrize("name", ["x", "zz" * 16, "%00" * 8, "..%2f..", "é" * 32, "0" * 31, "history/1"])
def test_addresses_that_are_none_are_not_found(boss: Desk, name: str) -> None:
    assert boss.get(f"/moderation/{name}").status == 404


def test_a_form_without_what_it_needs_changes_nothing(world: World, boss: Desk) -> None:
    (deposit,) = hand_over(world, proposal())
    csrf = str(boss.get(at(deposit)).soup.select_one("input[name=csrf]")["value"])  # type: ignore[index]
    for data in ({}, {"seen": "-1"}, {"seen": "x"}, {"seen": "9" * 30}):
        assert boss.post(f"{at(deposit)}/publish", {"csrf": csrf} | data).status == 422
    assert boss.post(f"{at(deposit)}/publish", {"seen": "0"}).status == 403
    assert published(world) == []


def test_without_the_key_the_page_says_so(world: World, boss: Desk) -> None:
    hand_over(world, proposal())
    world.hub.folder.contributions_key.unlink()
    page = boss.get("/moderation")
    assert page.status == 503
    assert "Put it back" in page.text
