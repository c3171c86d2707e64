"""The pages of exports: nothing leaves undecided, each file can be had, and the log says who took what."""

from __future__ import annotations

import io
import json
import zipfile

import openpyxl
import pytest

from kiosk.i18n import translator
from sync.hub.count.ceremony import papers_folder
from sync.hub.count.papers import write_papers
from sync.hub.exports.manifest import check_archive
from sync.hub.staff.audit import entries
from sync.hub.staff.pages.exports import AT_ONCE
from sync.hub.staff.rights import RIGHTS, Right, Role
from tests.sync.acts import cast_by_code
from tests.sync.contributing import sealed
from tests.sync.hub.exports.filled import canal, comment, proposal, report, response, rows, signal, survey
from tests.sync.hub.staff.desk import Desk, Page, french, make_account
from tests.sync.hub.test_contributions import hand_over
from tests.sync.hub.test_opt_ins import address, journal
from tests.world import World

SAID = "Appelez <b>Odile</b> au 06 12 34 56 78 ou à odile@example.org"
HERE = "/exports/of/canal-demain"


def take(desk: Desk, name: str, consultation: str = "canal-demain") -> Page:
    """Use the button of a file."""
    return desk.send(desk.get(f"/exports/of/{consultation}"), "/file", name=name)


def test_from_the_review_to_the_file(world: World, boss: Desk) -> None:
    canal(world, comment(SAID), proposal())
    assert boss.get("/exports").soup.select_one(f'a[href="/staff{HERE}"]')
    page = boss.get(HERE)
    assert (
        french("{n} findings are to be decided.", n=2).partition("{")[0][:3] in page.text or "2" in page.text
    )
    assert [row[french("What it looks like")] for row in page.rows()] == [
        french("telephone number"),
        french("e-mail address"),
    ]
    assert "<b>Odile</b>" in page.text, "words stay words"
    assert page.soup.select("form[action$='/file']") == []
    ids = [str(field["value"]) for field in page.soup.select("input[name=finding]")]
    nothing = boss.send(page, "/review", finding=ids, decision=["", ""])
    assert nothing.status == 422
    one = boss.send(page, "/review", finding=ids, decision=["mask", ""])
    assert one.status == 200
    assert len(one.rows()) == 1
    done = boss.send(one, "/review", finding=ids[1:], decision=["keep"])
    assert french("Everything is decided.") in done.text
    answer = take(boss, "canal-demain.csv").answer
    assert answer.headers["content-type"].startswith("text/csv")
    assert answer.headers["content-disposition"] == 'attachment; filename="canal-demain.csv"'
    assert answer.headers["cache-control"] == "no-store"
    texts = {row["text"] for row in rows(answer.content)}
    assert "Appelez <b>Odile</b> au [phone] ou à odile@example.org" in texts
    newest = entries(world.hub, 3)
    assert [(one.act, one.subject) for one in newest] == [
        ("exported", "canal-demain canal-demain.csv"),
        ("export_reviewed", "canal-demain 1"),
        ("export_reviewed", "canal-demain 1"),
    ]


def test_a_file_is_refused_while_something_is_undecided(world: World, boss: Desk) -> None:
    csrf = str(boss.get(HERE).soup.select_one("main input[name=csrf]")["value"])  # type: ignore[index]
    canal(world, comment(SAID))
    page = boss.post(f"{HERE}/file", {"csrf": csrf, "name": "canal-demain.csv"})
    assert page.status == 409
    assert french("Something in the texts is not decided yet. Finish the review first.") in page.text
    assert entries(world.hub, 1)[0].act != "exported"


def test_all_at_once_needs_the_box(world: World, boss: Desk) -> None:
    canal(world, *(comment(f"{SAID} {number}") for number in range(20)))
    page = boss.get(HERE)
    assert len(page.rows()) == AT_ONCE
    assert boss.send(page, "/mask").status == 422
    assert len(boss.get(HERE).rows()) == AT_ONCE
    done = boss.send(page, "/mask", sure="yes")
    assert done.notice == french("Everything that was not decided is masked. The files can be had.")
    assert b"odile@" not in take(boss, "canal-demain.csv").answer.content


def test_a_finding_that_is_gone_is_told(world: World, boss: Desk) -> None:
    canal(world, comment(SAID))
    page = boss.get(HERE)
    for ids, decision in ((["00" * 16], ["mask"]), (["no hex"], ["mask"]), (["00"], ["mask", "keep"])):
        assert boss.send(page, "/review", finding=ids, decision=decision).status in (400, 409)
    assert boss.send(page, "/review", finding=["00"], decision=["maybe"]).status == 422
    assert len(boss.get(HERE).rows()) == 2


def test_every_file_that_is_offered_can_be_had(world: World, boss: Desk) -> None:
    canal(world, proposal())
    survey(world, response())
    signal(world, report())
    tablet = world.tablet()
    for code in world.drawn["budget"]:
        cast_by_code(tablet, code)
    world.carry(tablet)
    result = world.count("budget")
    write_papers(world.hub, result, papers_folder(world.hub, "budget"), translator("fr"))
    boss.sign_in(make_account(world.hub, Role.PARTICIPATION))
    for consultation in ("canal-demain", "quartier-calme", "signalements", "budget-participatif"):
        offered = [
            str(button["value"])
            for button in boss.get(f"/exports/of/{consultation}").soup.select("button[name=name]")
        ]
        assert f"{consultation}.zip" in offered
        for name in offered:
            answer = take(boss, name, consultation).answer
            assert answer.status_code == 200, name
            assert name in answer.headers["content-disposition"]
            match name.rpartition(".")[2]:
                case "csv":
                    assert rows(answer.content)
                case "json":
                    assert json.loads(answer.content)
                case "xlsx":
                    assert openpyxl.load_workbook(io.BytesIO(answer.content)).sheetnames
                case "zip":
                    path = world.folder / name
                    path.write_bytes(answer.content)
                    check_archive(path, world.hub.signing_key.verify_key)
    with zipfile.ZipFile(world.folder / "budget-participatif.zip") as archive:
        assert "votes/budget/budget.pb" in archive.namelist()


@pytest.mark.parametrize("name", ["", "nothing.csv", "../hub.key", "canal-idees.csv", "x" * 300])
def test_no_other_file_can_be_had(boss: Desk, name: str) -> None:
    assert take(boss, name).status in (404, 422)


@pytest.mark.parametrize("consultation", ["nowhere", "canal-idees", "%00", "a%2F..%2Fb"])
def test_what_is_no_consultation_has_no_page(boss: Desk, consultation: str) -> None:
    assert boss.get(f"/exports/of/{consultation}").status == 404


def test_who_sees_one_consultation_gets_nothing_of_another(
    world: World, at_desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Today those who are bound to consultations take out nothing; if that changes, this holds."""
    monkeypatch.setitem(RIGHTS, Role.PROJECT_TEAM, RIGHTS[Role.PROJECT_TEAM] | {Right.EXPORTS})
    canal(world, comment(SAID))
    hand_over(world, sealed(world, address("odile@example.org")))
    at_desk.sign_in(make_account(world.hub, Role.PROJECT_TEAM, consultations=("nuit",)))
    shown = {str(link["href"]) for link in at_desk.get("/exports").soup.select("main a")}
    assert shown == {"/staff/exports/of/nuit"}
    own = at_desk.get("/exports/of/nuit")
    csrf = str(own.soup.select_one("main input[name=csrf]")["value"])  # type: ignore[index]
    assert at_desk.get(HERE).status == 403
    assert at_desk.get("/exports/addresses").status == 403
    for act in ("review", "mask", "file"):
        fields: dict[str, str | list[str]] = {"csrf": csrf, "sure": "yes", "name": "canal-demain.csv"}
        assert at_desk.post(f"{HERE}/{act}", fields).status == 403, act
    assert at_desk.post("/exports/addresses", {"csrf": csrf, "reason": "curiosity"}).status == 403
    assert "opt_ins_read" not in dict(journal(world))


def test_addresses_are_taken_for_a_reason_that_is_noted(world: World, boss: Desk) -> None:
    hand_over(world, sealed(world, address("odile@example.org")))
    page = boss.get("/exports/addresses")
    assert boss.send(page, "/addresses", reason=" ").status == 422
    answer = boss.send(page, "/addresses", reason="lettre de mars").answer
    assert [row["address"] for row in rows(answer.content)] == ["odile@example.org"]
    assert ("opt_ins_read", "lettre de mars") in journal(world)
    assert (entries(world.hub, 1)[0].act, entries(world.hub, 1)[0].subject) == ("addresses_exported", "1")
