"""Results on a page, on paper and as a spreadsheet: the same figures, nothing of the few, no formula."""

from __future__ import annotations

import io
from typing import Any

import pytest
from openpyxl import load_workbook

from kiosk.contributions.content import AnyContent, FeedbackContent, ProposalContent, SurveyContent
from kiosk.i18n import translator
from sync.hub.moderation.desk import Desk as ModerationDesk
from sync.hub.moderation.flags import Flags
from sync.hub.moderation.listed import Viewer
from sync.hub.results.collect import results
from sync.hub.results.shift_files import reports
from sync.hub.staff.results.pdf import results_pdf
from sync.hub.staff.rights import Role
from tests.poppler import needs_poppler, running
from tests.sync.acts import parcel_of
from tests.sync.contributing import DAY, sealed
from tests.sync.hub.results.test_shift_reports import report
from tests.sync.hub.staff.desk import Desk, Page, french, make_account
from tests.sync.hub.staff.test_moderation import ATTACKS
from tests.world import World

FIELDS: dict[str, Any] = {"language": "fr", "on": DAY}
PDF, XLSX = "/results/quartier-calme/results.pdf", "/results/quartier-calme/results.xlsx"


def hand_over(world: World, *contents: AnyContent, **where: str) -> None:
    """Contributions that a tablet signs for."""
    deposits = [sealed(world, content, **where) for content in contents]  # type: ignore[arg-type]
    world.intake.take(parcel_of(world.tablet(f"t{len(world.hub.tablets())}"), deposits))


def survey(world: World, *idees: str) -> None:
    """Forty say yes, twenty sometimes, three no; and some have ideas."""
    some = [SurveyContent(**FIELDS, answers={"proprete": ("parfois",)}) for _ in range(20)]
    yes = [SurveyContent(**FIELDS, answers={"proprete": ("oui",)}) for _ in range(40)]
    no = [SurveyContent(**FIELDS, answers={"proprete": ("non",)}) for _ in range(3)]
    ideas = [SurveyContent(**FIELDS, answers={"proprete": ("parfois",), "idee": (text,)}) for text in idees]
    hand_over(world, *yes, *some, *no, *ideas, activity="calme", consultation="quartier-calme")


def cells_of(content: bytes) -> list[Any]:
    """Every cell of a workbook that holds something."""
    book = load_workbook(io.BytesIO(content))
    return [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]


def test_the_page_has_the_figures_and_withholds_those_of_the_few(world: World, boss: Desk) -> None:
    survey(world, *["Laver la rue"] * 12)
    page = boss.get("/results/quartier-calme")
    assert page.title == "Votre quartier, propre et calme ?"
    table = next(table for table in page.soup.select("table.plot") if "propre" in table.caption.get_text())  # type: ignore[union-attr]
    rows = {row.th.get_text(): row.select("td.number")[0].get_text() for row in table.select("tbody tr")}  # type: ignore[union-attr]
    assert rows["Non, rarement"] == french("withheld")
    assert rows["Cela dépend des jours"] == french("withheld")
    assert rows["Oui, en général"] == "40"
    assert page.soup.select("svg")
    assert not page.soup.select("[style], script")
    answer = boss.client.get("/staff/results/quartier-calme")
    assert len(answer.content) < 100_000


def test_each_plot_has_a_table_that_says_the_same(world: World, boss: Desk) -> None:
    survey(world)
    page = boss.get("/results/quartier-calme")
    for plot in page.soup.select("svg.bars"):
        assert plot.find_parent("tr").select("td.number")[0].get_text()  # type: ignore[union-attr]
        assert plot["aria-hidden"] == "true"


def test_a_team_sees_its_own_consultation_and_no_other(world: World, at_desk: Desk) -> None:
    survey(world)
    at_desk.sign_in(make_account(world.hub, Role.PROJECT_TEAM, consultations=("nuit",)))
    links = [str(link["href"]) for link in at_desk.get("/results").soup.select(".doors a")]
    assert links == ["/staff/results/nuit"]
    csrf = str(at_desk.get("/results").soup.select_one("input[name=csrf]")["value"])  # type: ignore[index]
    for consultation in ("quartier-calme", "nothing", "%2e%2e"):
        for end in ("", "/results.pdf", "/results.xlsx"):
            assert at_desk.get(f"/results/{consultation}{end}").status == 404
        assert at_desk.post(f"/results/{consultation}/shifts", {"csrf": csrf}).status == 404
        assert at_desk.post(f"/results/{consultation}/shifts/abc", {"csrf": csrf}).status == 404
    assert at_desk.get("/results/nuit").status == 200


def test_the_spreadsheet_holds_numbers_and_no_formula(world: World, boss: Desk) -> None:
    survey(world, *ATTACKS, "+1+1", "-1+1", "@SUM(A1)", "\t=1+1", "＝1+1")
    desk, me = ModerationDesk(world.hub, Flags.read()), Viewer("marie")
    for one in desk.listed(me):
        desk.publish(me, one.item.id, 0)
    answer = boss.client.get("/staff" + XLSX)
    assert answer.headers["content-disposition"] == 'attachment; filename="resultats-quartier-calme.xlsx"'
    cells = cells_of(answer.content)
    assert {cell.data_type for cell in cells} <= {"s", "n"}
    texts = [cell.value for cell in cells if isinstance(cell.value, str)]
    assert [text for text in texts if text.lstrip()[:1] in tuple("=+-@＝")] == []
    assert any("HYPERLINK" in text for text in texts)
    assert 40 in [cell.value for cell in cells]
    assert 3 not in [cell.value for cell in cells]
    for letter in "\x1b\x07\u202e":
        assert letter not in "".join(texts)


@needs_poppler
def test_the_paper_says_the_same_and_draws_what_was_written_as_text(world: World, boss: Desk) -> None:
    survey(world, *ATTACKS)
    desk, me = ModerationDesk(world.hub, Flags.read()), Viewer("marie")
    for one in desk.listed(me):
        desk.publish(me, one.item.id, 0)
    answer = boss.client.get("/staff" + PDF)
    assert answer.headers["content-type"] == "application/pdf"
    text = running(answer.content)
    assert "Votre rue est-elle propre" in text
    assert french("withheld") in text
    assert "<script>alert(1)</script>" in text
    assert "{{ 7*7 }}" in text
    for letter in "\x1b\x07\u202e":
        assert letter not in text


def test_the_same_results_give_the_same_paper(world: World) -> None:
    survey(world)
    found = results(world.hub, "quartier-calme")
    assert found is not None
    tr = translator("fr", "hub")
    assert results_pdf(found, tr) == results_pdf(found, tr)


def test_the_page_follows_what_comes_and_what_is_decided(world: World, boss: Desk) -> None:
    survey(world)
    assert "Laver la rue" not in boss.get("/results/quartier-calme").text
    survey(world, *["Laver la rue"] * 10)
    desk, me = ModerationDesk(world.hub, Flags.read()), Viewer("marie")
    one = desk.listed(me)[0]
    desk.publish(me, one.item.id, 0)
    assert "Laver la rue" in boss.get("/results/quartier-calme").text
    desk.undo(me, one.item.id, 1)
    assert "Laver la rue" not in boss.get("/results/quartier-calme").text


def upload(desk: Desk, page: Page, *files: tuple[str, bytes]) -> Page:
    """Add files to the results of the page."""
    form = page.form("/shifts")
    csrf = str(form.select_one("input[name=csrf]")["value"])  # type: ignore[index]
    answer = desk.client.post(
        str(form["action"]),
        data={"csrf": csrf},
        files=[("report", (name, content, "text/csv")) for name, content in files],
        follow_redirects=True,
    )
    return desk._page(answer)


def test_reports_of_shifts_are_added_and_taken_out(world: World, at_desk: Desk) -> None:
    file = report(world)  # an afternoon passes
    boss = at_desk
    boss.sign_in(make_account(world.hub, Role.ADMINISTRATOR))
    page = boss.get("/results/nuit")
    page = upload(boss, page, ("shift.csv", file), ("again.csv", file), ("<b>.csv", b"nonsense"))
    assert page.notice.startswith("1 ")
    assert "<b>.csv" in page.notice
    assert "Le clavier" in page.text
    assert len(reports(world.hub, "nuit")) == 1
    assert "Le clavier" not in boss.get("/results/canal-demain").text
    (added,) = reports(world.hub, "nuit")
    page = boss.send(page, f"/shifts/{added.digest}")
    assert page.notice == french("The report is taken out.")
    assert reports(world.hub, "nuit") == []
    assert upload(boss, page).notice == french("No file was chosen: nothing was changed.")


@pytest.mark.parametrize("attack", ATTACKS)
def test_what_people_write_is_text_on_the_page(world: World, boss: Desk, attack: str) -> None:
    hand_over(world, FeedbackContent(**FIELDS, remark=attack))
    hand_over(
        world, ProposalContent(**FIELDS, charter=1, title=attack.ljust(20, "x"), body=attack.ljust(20, "x"))
    )
    desk, me = ModerationDesk(world.hub, Flags.read()), Viewer("marie")
    for one in desk.listed(me):
        desk.publish(me, one.item.id, 0)
    page = boss.get("/results/canal-demain")
    assert not page.soup.select("script, img, b")
    assert attack[:6] in page.text
    for letter in "\x1b\x07\u202e":
        assert letter not in page.answer.text


def test_every_consultation_has_a_page_a_paper_and_a_spreadsheet(world: World, boss: Desk) -> None:
    for link in boss.get("/results").soup.select(".doors a"):
        where = str(link["href"]).removeprefix("/staff")
        for end in ("", "/results.pdf", "/results.xlsx"):
            assert boss.get(where + end).status == 200
