"""The pages about consultations: set up, clash, import, publish, and what a role may not do."""

from __future__ import annotations

import itertools
import json
from pathlib import Path
from typing import Any

import pytest

from kiosk.catalogue.lookup import CatalogueIndex
from kiosk.errors import ContentError
from sync.courier import Courier
from sync.hub.drafts.shelf import Shelf
from sync.hub.publishing import completed
from sync.hub.staff.pages.draft_publish import SOMEBODY_PUBLISHED
from sync.hub.staff.rights import Role
from tests.sync.hub.drafts.samples import complete
from tests.sync.hub.staff.desk import Desk, Page, french, make_account
from tests.world import World

NAME = "place-a-l-ombre"
START = f"/consultations/{NAME}"
TABLE = "Nom;Coût;Quartier\nBancs;45 000,00 €;Rives de Garonne\nArbres;28 500,50;Les Tilleuls\n"


@pytest.fixture
def nadia(world: World, at_desk: Desk) -> Desk:
    """Somebody of the participation service, signed in."""
    at_desk.sign_in(make_account(world.hub, Role.PARTICIPATION, "nadia"))
    return at_desk


def sent(desk: Desk, page: Page, action: str, **fields: Any) -> Page:
    return desk.send(page, action, **fields)


def begun(desk: Desk) -> Page:
    return sent(
        desk, desk.get("/consultations"), "/consultations", title="Place à l’ombre", nature="consultation"
    )


def dated(desk: Desk, *activities: str) -> Page:
    return sent(
        desk,
        desk.get(f"{START}/phases"),
        "/phases",
        **{
            "phases.0.title.fr": "Tout",
            "phases.0.opens": "2027-04-01T09:00",
            "phases.0.closes": "2027-05-01T18:00",
            "phases.0.activities": list(activities),
            "accept_until": "2027-05-08T18:00",
            "claims_erased_on": "2027-07-08",
        },
    )


def activity(desk: Desk, kind: str, title: str = "") -> str:
    page = sent(desk, desk.get(f"{START}/activities"), "/activities", title=title or f"Une {kind}", kind=kind)
    return str(page.answer.url).rsplit("/", 1)[-1]


def item(desk: Desk, which: str, many: str, **fields: Any) -> Page:
    where = f"{START}/activities/{which}/{many}/new"
    return sent(desk, desk.get(where), "/new", **fields)


def csrf_of(page: Page) -> str:
    field = page.soup.select_one("main input[name=csrf]")
    assert field is not None
    return str(field["value"])


def upload(desk: Desk, where: str, content: bytes, name: str = "projets.csv") -> Page:
    page = desk.get(where)
    csrf = csrf_of(page)
    answer = desk.client.post(
        f"/staff{where}", data={"csrf": csrf}, files={"file": (name, content)}, follow_redirects=True
    )
    return desk._page(answer)


def content_of(world: World) -> dict[str, Any]:
    return Shelf(world.hub).get(NAME).content


def index_of(world: World) -> CatalogueIndex:
    newest = world.hub.newest_catalogue()
    assert newest is not None
    index = world.hub.index(newest[0])
    assert index is not None
    return index


def test_a_vote_is_set_up_from_a_spreadsheet_published_and_shown_by_a_tablet(
    world: World, nadia: Desk
) -> None:
    tablet = world.tablet()
    begun(nadia)
    vote = activity(nadia, "ballot", "Choisissez deux projets")
    saved = sent(
        nadia,
        nadia.get(f"{START}/activities/{vote}"),
        vote,
        **{"method.name": "approval", "method.max_choices": "2", "budget": "100 000 €", "claim": "none"},
    )
    assert saved.notice == french("Saved.")
    page = upload(nadia, f"{START}/activities/{vote}/spreadsheet", TABLE.encode("cp1252"))
    assert "Bancs" in page.text
    assert content_of(world)["consultation"]["activities"][0]["projects"] == []
    page = sent(nadia, page, "/take")
    assert [row[french("Title")] for row in page.rows()] == ["Bancs", "Arbres"]
    dated(nadia, vote)
    page = nadia.get(f"{START}/publish")
    assert french("What would change on tablets") in page.text
    page = sent(nadia, page, "/publish")
    assert page.notice == french(
        "Catalogue {version} is published. Tablets fetch it at their next contact.", version=2
    )
    with world.client() as client:
        Courier(tablet, client).carry()
    assert tablet.index is not None
    found = tablet.index.ballots[vote].activity
    assert [(p.id, str(p.cost), p.quartier) for p in found.projects] == [
        ("bancs", "45000", "rives"),
        ("arbres", "28500.50", "tilleuls"),
    ]
    assert found.budget == 100_000
    assert found.method.name == "approval"
    assert french("as published") in nadia.get(START).text


def test_every_kind_of_activity_can_be_made_by_the_pages_and_is_a_right_catalogue(
    world: World, nadia: Desk
) -> None:
    begun(nadia)
    made = {kind: activity(nadia, kind) for kind in
            ("ballot", "proposals", "survey", "debate", "report", "follow_up", "page")}  # fmt: skip

    def form(kind: str) -> Page:
        return nadia.get(f"{START}/activities/{made[kind]}")

    sent(nadia, form("ballot"), made["ballot"], **{
        "method.name": "cumulative", "method.points": "5", "method.max_per_project": "2", "claim": "declared",
        "quartier_budgets.rives": "10000", "doubles": "set_all_aside", "tie_break": "cost",
    })  # fmt: skip
    item(nadia, made["ballot"], "projects", **{"title.fr": "Bancs", "cost": "5 000", "quartier": "rives"})
    sent(nadia, form("proposals"), made["proposals"], title_max="100", supporting=[])
    item(nadia, made["proposals"], "proposals", **{
        "title.fr": "Une fontaine", "body.fr": "De l’eau.", "on": "2027-02-01", "theme": "nature",
        "supports": "3",
    })  # fmt: skip
    item(nadia, made["survey"], "questions", **{
        "title.fr": "Venez-vous à pied ?", "kind": "single",
        "options.0.title.fr": "Oui", "options.1.title.fr": "Non", "options.count": "2",
    })  # fmt: skip
    item(nadia, made["survey"], "questions", **{
        "title.fr": "Pourquoi ?", "kind": "long_text", "max_characters": "300", "max_choices": "3",
        "shown_if.question": "venez-vous-a-pied", "shown_if.any_of": ["non"],
    })  # fmt: skip
    item(nadia, made["survey"], "questions", **{
        "title.fr": "Notez", "kind": "matrix", "options.0.title.fr": "Bien", "options.1.title.fr": "Mal",
        "rows.0.title.fr": "Bancs", "rows.1.title.fr": "Arbres",
    })  # fmt: skip
    sent(nadia, form("debate"), made["debate"], **{"question.fr": "Et l’été ?"})
    item(
        nadia, made["debate"], "comments", **{"body.fr": "Trop chaud.", "on": "2027-02-02", "alignment": "-1"}
    )
    sent(nadia, form("report"), made["report"], **{
        "urgent.fr": "Appelez le 112.", "categories.0.title.fr": "Trou", "categories.1.title.fr": "Lampe",
    })  # fmt: skip
    item(nadia, made["follow_up"], "results", **{
        "title.fr": "Vote 2025", "on": "2025-10-01", "voters": "1 200", "unit": "points",
        "lines.0.title.fr": "Bancs", "lines.0.score": "310", "lines.0.selected": "yes",
    })  # fmt: skip
    item(nadia, made["follow_up"], "projects", **{
        "title.fr": "Piste", "status": "works", "progress": "40",
        "milestones.0.on": "2027-01-01", "milestones.0.title.fr": "Début", "milestones.0.done": "yes",
    })  # fmt: skip
    sent(nadia, form("page"), made["page"], **{"text.fr": "Bonjour.\n\nÀ bientôt."})
    dated(nadia, *(made[kind] for kind in ("ballot", "proposals", "survey", "debate", "report")))
    page = nadia.get(START)
    assert french("Nothing is missing. This consultation can be published.") in page.text, page.text
    found = content_of(world)["consultation"]
    draft = {"organiser": {"fr": "Ville"}, "consultations": [found]}
    newest = index_of(world).catalogue.model_dump(mode="json")
    draft |= {name: newest[name] for name in ("quartiers", "themes")}
    catalogue = completed(world.hub, json.dumps(draft).encode())  # as `kiosk catalogue check` does
    assert [a.kind for a in catalogue.consultations[0].activities] == list(made)
    survey = catalogue.consultations[0].activities[2]
    assert survey.questions[1].shown_if.any_of == ("non",)  # type: ignore[union-attr]
    assert catalogue.consultations[0].activities[1].supporting is False  # type: ignore[union-attr]


def test_an_incomplete_draft_lists_what_is_missing_with_links_to_the_fields(nadia: Desk) -> None:
    begun(nadia)
    vote = activity(nadia, "ballot")
    page = nadia.get(f"{START}/publish")
    links = [str(link["href"]) for link in page.soup.select("ol.told a")]
    assert f"/staff{START}/phases#accept_until" in links
    assert f"/staff{START}/activities/{vote}/projects" in links
    assert f"/staff{START}/codes" in links
    assert not page.soup.select("input[name=valid_until]")
    for link in links:
        where, _, anchor = link.partition("#")
        target = nadia.get(where.removeprefix("/staff"))
        assert target.status == 200
        assert not anchor or target.soup.find(id=anchor) is not None, link


def test_two_editors_of_one_page_lose_no_words(world: World, nadia: Desk) -> None:
    begun(nadia)
    mine = nadia.get(f"{START}/texts")
    Shelf(world.hub).change(NAME, lambda c: c["consultation"].update(summary={"fr": "De Marc"}), "marc")
    page = sent(nadia, mine, "/texts", **{"summary.fr": "De Nadia"})
    assert page.status == 409
    assert "marc" in page.text
    assert content_of(world)["consultation"]["summary"] == {"fr": "De Marc"}
    field = page.soup.find(id="summary.fr")
    assert field is not None
    assert field.get_text() == "De Nadia"
    assert list(page.rows()[0].values())[1:] == ["De Marc", "De Nadia"]
    sent(nadia, page, "/texts")
    assert content_of(world)["consultation"]["summary"] == {"fr": "De Nadia"}


def test_what_cannot_be_read_stays_as_it_was_typed(world: World, nadia: Desk) -> None:
    begun(nadia)
    vote = activity(nadia, "ballot")
    page = sent(
        nadia,
        nadia.get(f"{START}/activities/{vote}"),
        vote,
        **{"budget": "beaucoup", "method.points": "sept"},
    )
    box = page.soup.find(id="budget")
    assert box is not None
    assert (box["value"], box["aria-invalid"]) == ("beaucoup", "true")
    assert french("{where}: “{field}” is not an amount.", where="Une ballot",
                  field=french("Budget of the whole vote")) in page.text  # fmt: skip


def test_hostile_words_stay_words(nadia: Desk) -> None:
    evil = "<script>alert(1)</script>\u202e{{ 7*7 }}"
    page = sent(nadia, nadia.get("/consultations"), "/consultations", title=evil, nature="workshop")
    assert page.status == 200
    assert "<script>alert" not in page.answer.text
    assert "\u202e" not in page.answer.text
    assert "{{ 7*7 }}" in page.text or page.soup.find(
        "input", {"value": "<script>alert(1)</script>{{ 7*7 }}"}
    )


def test_wrong_rows_of_a_table_are_only_left_out_when_somebody_says_so(world: World, nadia: Desk) -> None:
    begun(nadia)
    vote = activity(nadia, "ballot")
    where = f"{START}/activities/{vote}/spreadsheet"
    page = upload(nadia, where, (TABLE + "Puits;12,500;\n").encode())
    assert any("12,500" in line.get_text() for line in page.soup.select(".errors li"))
    refused = sent(nadia, page, "/take")
    assert refused.status == 422
    assert content_of(world)["consultation"]["activities"][0]["projects"] == []
    sent(nadia, refused, "/take", **{"without-wrong": "yes"})
    assert [p["id"] for p in content_of(world)["consultation"]["activities"][0]["projects"]] == [
        "bancs",
        "arbres",
    ]
    page = upload(nadia, where, b"Nom;Co\xfbt\nBancs;46000\n")
    sent(nadia, page, "/take", others="remove")
    left = content_of(world)["consultation"]["activities"][0]["projects"]
    assert [(p["id"], p["cost"], p["quartier"]) for p in left] == [("bancs", "46000", "rives")]


@pytest.mark.parametrize("content", [b"", b"\xd0\xcf\x11\xe0xx", b"PK\x03\x04xx", b"a\x00b", b"A;B\n1;2\n"])
def test_a_file_that_is_no_table_of_projects_changes_nothing(
    world: World, nadia: Desk, content: bytes
) -> None:
    begun(nadia)
    vote = activity(nadia, "ballot")
    page = upload(nadia, f"{START}/activities/{vote}/spreadsheet", content)
    assert page.status in (200, 422)
    assert page.soup.select(".errors")
    assert content_of(world)["consultation"]["activities"][0]["projects"] == []


def test_codes_are_drawn_once_and_the_hub_keeps_their_digests(world: World, nadia: Desk) -> None:
    begun(nadia)
    vote = activity(nadia, "ballot")
    page = nadia.get(f"{START}/codes")
    refused = sent(nadia, page, "/codes", number="0")
    assert refused.status == 422
    sheet = sent(nadia, page, "/codes", number="9")
    assert sheet.answer.headers["content-type"] == "application/pdf"
    assert sheet.answer.content.startswith(b"%PDF")
    assert "9 codes" in nadia.get(f"{START}/codes").text
    (kept,) = content_of(world)["codes"]
    assert kept["activity"] == vote


def test_who_publishes_something_that_changed_meanwhile_is_told(world: World, nadia: Desk) -> None:
    shelf = Shelf(world.hub)
    shelf.import_draft(complete(), [], "marc")
    page = nadia.get("/consultations/arbres/publish")
    shelf.change("arbres", lambda c: c["consultation"].update(title={"fr": "Autre"}), "marc")
    told = sent(nadia, page, "/publish")
    assert told.status == 409
    page = nadia.get("/consultations/arbres/publish")
    world.publish()
    told = sent(nadia, page, "/publish")
    assert told.status == 409
    assert french(SOMEBODY_PUBLISHED) in told.text
    assert "arbres" not in index_of(world).consultations
    assert sent(nadia, told, "/publish", valid_until="2020-01-01").status == 409
    assert sent(nadia, told, "/publish").status == 200
    assert "arbres" in index_of(world).consultations


def test_an_open_vote_cannot_be_changed_or_withdrawn(world: World, nadia: Desk) -> None:
    start = "/consultations/budget-participatif"
    sent(nadia, nadia.get("/consultations"), "/adopt", id="budget-participatif")
    page = nadia.get(f"{start}/activities/budget")
    sent(nadia, page, "/budget", **{"budget": "5"})
    page = nadia.get(f"{start}/publish")
    opened = french(
        "{where}: this vote has opened. Its method, projects, budgets and rules cannot change any more.",
        where="Répartissez vos 7 points",
    )
    assert opened in page.text
    told = sent(nadia, page, "/withdraw", sure="yes")
    assert told.status == 409
    assert "budget-participatif" in index_of(world).consultations


def test_a_consultation_is_copied_and_imported(world: World, nadia: Desk) -> None:
    page = sent(
        nadia, nadia.get("/consultations"), "/copy", **{"from": "budget-participatif", "title": "Budget 2029"}
    )
    assert page.title == "Budget 2029"
    file = json.dumps(complete("bancs")).encode()
    page = nadia.get("/consultations")
    csrf = csrf_of(page)
    for content, status in ((file, 200), (b"{}", 422), (b"[" * 9_000, 422)):
        answer = nadia.client.post(
            "/staff/consultations/import",
            data={"csrf": csrf},
            files={"file": ("d.json", content)},
            follow_redirects=True,
        )
        assert answer.status_code == status
    assert Shelf(world.hub).get("bancs").saved_by == "nadia"


def test_what_was_pulled_from_decidim_is_taken_with_its_questions(world: World, nadia: Desk) -> None:
    folder = Path(world.hub.folder.path) / "drafts"
    folder.mkdir()
    (folder / "arbres.json").write_text(json.dumps(complete()), encoding="utf-8")
    beside = {
        "questions": [
            {"question": "Combien de points ?", "answer": None},
            {"question": "Quel budget ?", "answer": "5"},
        ],
        "notes": ["Une image manque."],
    }
    (folder / "arbres.origin.json").write_text(json.dumps(beside), encoding="utf-8")
    (folder / "broken.json").write_text("{", encoding="utf-8")
    page = sent(nadia, nadia.get("/consultations"), "/pulled")
    assert page.title == "Des arbres"
    assert "Combien de points ?" in page.text
    assert "Une image manque." in page.text
    assert "Quel budget" not in page.text


def test_the_texts_of_the_city_are_saved_and_published(world: World, nadia: Desk) -> None:
    page = nadia.get("/city")
    said = {"organiser.fr": "Ville rose", "quartiers.6.name": "Minimes", "accounts.0.pin": "97531"}
    page = sent(nadia, page, "/city", **said)
    assert page.notice == french("Saved.")
    assert index_of(world).catalogue.organiser.within("fr") == "Toulouse (démonstration)"
    before = index_of(world).catalogue
    sent(nadia, page, "/city/publish")
    after = index_of(world).catalogue
    assert after.organiser.within("fr") == "Ville rose"
    assert [q.name for q in after.quartiers][-1] == "Minimes"
    assert [q.shape for q in after.quartiers][:5] == [q.shape for q in before.quartiers]
    assert after.accounts[0].pin != before.accounts[0].pin
    assert "97531" not in after.model_dump_json()
    assert after.accounts[1] == before.accounts[1]
    assert after.consultations == before.consultations


def test_a_picture_is_made_small_and_what_is_none_is_refused(world: World, nadia: Desk) -> None:
    import io

    from PIL import Image

    begun(nadia)
    page = nadia.get(f"{START}/texts")
    hidden = {
        str(field["name"]): str(field.get("value", ""))
        for field in page.form("/texts").select("input[name]")
        if field.get("type") not in ("checkbox", "file")
    }
    large = io.BytesIO()
    Image.effect_noise((1600, 1200), 90).save(large, "PNG")
    for content, status in ((b"GIF89a", 200), (large.getvalue(), 200)):
        answer = nadia.client.post(
            f"/staff{START}/texts",
            data=hidden | {"nature": "consultation", "picture-words": "Du bruit"},
            files={"new-picture": ("p.png", content)},
            follow_redirects=True,
        )
        assert answer.status_code == status
        has = "picture" in content_of(world)["consultation"]
        assert has is (content[:3] != b"GIF")
    held = content_of(world)["consultation"]["picture"]
    assert held["words"] == {"fr": "Du bruit"}
    picture = nadia.client.get(f"/staff{START}/picture")
    assert picture.headers["content-type"] == "image/jpeg"
    assert len(picture.content) <= 200_000


def test_items_are_moved_removed_and_missing_ones_are_not_found(world: World, nadia: Desk) -> None:
    begun(nadia)
    survey = activity(nadia, "survey")
    for title in ("Un", "Deux", "Trois"):
        item(nadia, survey, "questions", **{"title.fr": title, "kind": "short_text"})
    where = f"{START}/activities/{survey}/questions"
    sent(nadia, nadia.get(f"{where}/trois"), "/trois", position="1")

    def ids() -> list[str]:
        return [q["id"] for q in content_of(world)["consultation"]["activities"][0]["questions"]]

    assert ids() == ["trois", "un", "deux"]
    sent(nadia, nadia.get(f"{where}/un"), "/remove")
    assert ids() == ["trois", "deux"]
    for gone in (
        f"{where}/un",
        f"{START}/activities/none",
        f"{START}/activities/{survey}/projects",
        "/consultations/none",
        f"{START}/preview/{'0' * 32}/home-98x26.svg",
    ):
        assert nadia.get(gone).status == 404, gone


def test_a_preview_that_cannot_be_drawn_says_so(nadia: Desk) -> None:
    begun(nadia)
    page = sent(nadia, nadia.get(f"{START}/preview"), "/preview")
    assert page.status == 503
    assert (
        french("The screens cannot show this draft yet. Complete it first: the list is on its first page.")
        in page.text
    )


def test_a_preview_shows_the_real_screens(world: World, nadia: Desk) -> None:
    Shelf(world.hub).import_draft(complete(), [], "marc")
    page = sent(nadia, nadia.get("/consultations/arbres/preview"), "/preview", language="fr")
    pictures = [str(one["src"]) for one in page.soup.select("figure img")]
    assert len(pictures) == 8
    assert all(one["alt"] for one in page.soup.select("figure img"))
    picture = nadia.client.get(pictures[0])
    assert picture.headers["content-type"] == "image/svg+xml"
    assert "Des" in picture.text


WRECKS: tuple[Any, ...] = (None, 5, "x", [], {}, [1], [{}], {"fr": 1}, [[]], [{"id": 3}], True)
PARTS = (
    *("title", "summary", "nature", "quartiers", "themes", "accept_until", "picture", "synthesis"),
    *("phases", "documents", "decisions", "activities", "a.title", "a.kind", "a.id", "a.method"),
    *("a.projects", "a.quartier_budgets", "a.tie_break", "a.claim", "p.title", "p.opens", "p.activities"),
    *("extras", "codes"),
)


def test_no_wreck_of_a_draft_breaks_a_page(world: World, nadia: Desk) -> None:
    shelf, kept = Shelf(world.hub), 0
    for part, wreck in itertools.product(PARTS, WRECKS):
        content = complete("wreck")
        owner, _, name = part.rpartition(".")
        consultation = content["consultation"]
        targets = {"a": consultation["activities"][0], "p": consultation["phases"][0], "": consultation}
        target = content if part in ("extras", "codes") else targets[owner]
        target[name] = wreck
        try:
            shelf.import_draft(content, [wreck], "marc")
        except ContentError:
            continue
        kept += 1
        pages = ("", "/texts", "/phases", "/activities/vote-wreck", "/publish")
        for page in pages if kept % 3 else ("/documents", "/activities", "/codes", "/preview"):
            assert nadia.get(f"/consultations/wreck{page}").status in (200, 404), (part, wreck, page)
    assert kept > 40


@pytest.mark.parametrize("name", ["@ville", "%00", "%2e%2e", "x" * 3000])
def test_names_that_are_none_are_not_found(world: World, nadia: Desk, name: str) -> None:
    sent(nadia, nadia.get("/city"), "/city")
    for page in ("", "/texts", "/publish", "/preview", "/codes"):
        assert nadia.get(f"/consultations/{name}{page}").status == 404
