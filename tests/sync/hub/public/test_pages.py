"""All pages: in five languages, light, from here alone, and whole whatever somebody wrote into a title."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx
import pytest
from bs4 import Tag
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kiosk.catalogue.activities import DoublesRule
from kiosk.errors import VaultError
from kiosk.i18n import LANGUAGES, translator
from kiosk.ids import Mode
from sync.demo import demo_draft
from sync.hub.count.run import Result
from sync.hub.paper.words import REASONS
from sync.hub.public.languages import preferred
from sync.hub.public.pace import MISSES_MAX, Guesses
from sync.hub.public.site import HERE
from sync.hub.public.words import MEANINGS, WHY, meaning
from sync.hub.publication import published_folder
from sync.hub.store import HubStore
from tests.screens.contrast import contrast
from tests.sync import contributing as act
from tests.sync.acts import cast, cast_by_code, cast_by_name
from tests.sync.hub.public.acts import (
    addresses_of,
    browser,
    counted,
    heading_of,
    page_of,
    publish_result,
    published,
    receipts_of,
    text_of,
)
from tests.world import NOON, SetClock, World

BYTES_MAX = 100_000
EVIL = "<img src=x onerror=alert(1)>\u202e\u2067 \"'&{{7*7}} =1+1 <a href='https://evil.example'>x</a>"
"""A title that would be a picture, a link, a formula, a template and a line from right to left."""


PLACES = (
    "/{0}",
    "/{0}/{1}",
    "/recu/{0}",
    "/fr/recu?code={0}&lang={1}",
    "/recu?lang={0}&page={1}",
    "/votes/{0}",
    "/votes/budget/{0}",
    "/votes/budget/files/{0}",
    "/votes/quartier/quartiers/{0}",
    "/votes/budget/counted?page={0}",
    "/consultations/{0}",
    "/static/{0}?v={1}",
)
"""Where anybody may write anything."""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[World, Result]]:
    """A city with hostile titles, one vote published, one by quartier published, others open."""
    draft: dict[str, Any] = json.loads(demo_draft(NOON))
    for consultation in draft["consultations"]:
        if consultation["id"] == "budget-participatif":
            consultation["title"] = {"fr": EVIL}
            for project in consultation["activities"][0]["projects"][:3]:
                project["title"] = {"fr": EVIL, "es": EVIL}
    folder = tmp_path_factory.mktemp("city")
    world = World(folder / "city", draft=draft)
    tablet, other = world.tablet(), world.tablet(EVIL[:30])
    for code in world.drawn["budget"]:
        cast_by_code(tablet, code)
    cast_by_code(other, world.drawn["budget"][0])
    for number, name in enumerate("ABCDEF"):
        cast_by_name(tablet, name, ("rives", "canal")[number % 2], {("r1", "c1")[number % 2]: 1})
    for one in (tablet, other):
        world.carry(one)
    published(world, "quartier", folder / "quartier")
    result = published(world, "budget", folder / "budget")
    world.clock.now = NOON
    yield world, result
    world.close()


@pytest.fixture(scope="module")
def city(made: tuple[World, Result]) -> World:
    """The city on 10 March 2027 at noon."""
    return made[0]


@pytest.fixture(scope="module")
def result(made: tuple[World, Result]) -> Result:
    """What was counted of its budget."""
    return made[1]


@pytest.fixture(scope="module")
def client(city: World) -> Iterator[httpx.Client]:
    """A resident's browser."""
    with browser(city) as connected:
        yield connected


def crawled(client: httpx.Client, start: str) -> dict[str, httpx.Response]:
    """Every page and file that can be reached in one language, from one page."""
    seen: dict[str, httpx.Response] = {}
    waiting = [start]
    while waiting:
        path = waiting.pop()
        if path in seen:
            continue
        answer = seen[path] = client.get(path)
        if "text/html" not in answer.headers["content-type"]:
            continue
        for _kind, address in addresses_of(page_of(answer)):
            language = address.split("/")[1] if address.startswith("/") else ""
            if language not in LANGUAGES or language == start.split("/")[1]:
                waiting.append(address.partition("#")[0] or path)
    return seen


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_is_there_light_from_here_alone_and_in_its_language(
    city: World, client: httpx.Client, language: str
) -> None:
    pages = crawled(client, f"/{language}/")
    paths = {path.removeprefix(f"/{language}") for path in pages}
    assert {
        "/",
        "/recu",
        "/secret",
        "/privacy",
        "/accessibility",
        "/signature",
        "/set-aside",
        "/votes/budget",
        "/votes/budget/counted",
        "/votes/budget/set-aside",
        "/votes/budget/minutes",
        "/votes/quartier/quartiers/rives",
        "/votes/budget/files/minutes.pdf",
        "/votes/budget/files/budget.pb",
        "/votes/budget/files/results.csv",
        "/consultations/nom-de-la-place",
        "/consultations/canal-demain",
        "/votes/quartier/files/quartier-rives.pb",
        "/hub-key.pem",
    } <= paths
    loaded = sum(len(client.get(path).content) for path in ("/static/public.css", "/static/icon.svg"))
    for path, answer in pages.items():
        assert answer.status_code == 200, path
        assert "set-cookie" not in answer.headers
        policy = answer.headers["content-security-policy"]
        assert policy.startswith("default-src 'none'; ")
        assert "unsafe" not in policy
        assert answer.headers["x-content-type-options"] == "nosniff"
        if "text/html" not in answer.headers["content-type"]:
            continue
        assert len(answer.content) + loaded < BYTES_MAX, path
        page = page_of(answer)
        root = page.find("html")
        assert isinstance(root, Tag)
        assert root["lang"] == language.partition("_")[0] == answer.headers["content-language"]
        for kind, address in addresses_of(page):
            assert re.match(r"/(?!/)|#main$", address), f"{path}: {kind} {address}"
        assert page.find(["script", "iframe", "object", "embed", "style", "meta[http-equiv]"]) is None
        assert not page.find_all(style=True)
        assert [link["lang"] for link in page.select(".languages a")] == [
            other.partition("_")[0] for other in LANGUAGES if other != language
        ]
        assert len(page.find_all("h1")) == 1, path
        assert not any(tag.has_attr(name) for tag in page.find_all(True) for name in ("onclick", "onerror"))


def test_every_word_of_ours_is_translated(result: Result, client: httpx.Client) -> None:
    """What stands alike on the English page and on another is a name, a figure or of the catalogue."""
    receipt = receipts_of(result)[0]
    for path in ("/", f"/recu/{receipt}", "/secret", "/accessibility", "/set-aside", "/signature"):
        english = phrases(client.get(f"/en{path}"))
        for language in ("fr", "es", "oc", "fr_simple"):
            same = english & phrases(client.get(f"/{language}{path}"))
            left = {phrase for phrase in same if len(phrase.split()) > 3 and "minutes.signed" not in phrase}
            assert not {phrase for phrase in left if "onerror" not in phrase}, f"{language}{path}"


def phrases(answer: httpx.Response) -> set[str]:
    """The pieces of text of a page."""
    return {" ".join(text.split()) for text in page_of(answer).find_all(string=True)}


@pytest.mark.parametrize("path", ["/", "/votes/budget", "/votes/budget/minutes", "/privacy"])
def test_what_somebody_wrote_into_a_title_is_words(client: httpx.Client, path: str) -> None:
    answer = client.get(f"/es{path}")
    words = page_of(answer).get_text()
    assert "<img src=x onerror=alert(1)>" in words
    assert "{{7*7}}" in words
    assert not any(mark in answer.text for mark in "\u202e\u2067")
    assert page_of(answer).find("img") is None


def test_a_title_that_is_not_translated_is_marked_in_its_language(client: httpx.Client) -> None:
    heading = page_of(client.get("/es/votes/budget")).find("h1")
    assert isinstance(heading, Tag)
    assert [tag.get("lang") for tag in heading.find_all("bdi")] == ["fr"]
    same = page_of(client.get("/fr_simple/votes/budget")).find("h1")
    assert isinstance(same, Tag)
    assert [tag.get("lang") for tag in same.find_all("bdi")] == [None]


def test_a_title_keeps_its_no_break_spaces(client: httpx.Client) -> None:
    assert "propre et calme\u00a0?" in page_of(client.get("/fr/")).get_text()


def test_results_say_their_numbers_in_words_beside_the_bars(result: Result, client: httpx.Client) -> None:
    (contest,) = result.contests
    best = contest.selection.ranked[0]
    page = page_of(client.get("/en/votes/budget"))
    lines = page.select("ol.result li")
    assert len(lines) == len(contest.rules.projects)
    said = lines[0].get_text(" ", strip=True)
    assert f"{contest.tally.score[best]} points" in said
    assert f"{contest.tally.voters[best]} voters" in said
    assert "● selected" in said
    bars = [float(str(bar["width"])) for bar in page.select("ol.result rect")]
    assert bars[0] == 100.0
    assert bars == sorted(bars, reverse=True)
    assert {svg["aria-hidden"] for svg in page.select("svg")} == {"true"}


def test_the_public_list_names_what_is_counted_and_what_is_set_aside_with_its_reason(
    result: Result, client: httpx.Client
) -> None:
    listed = [
        item.get_text() for item in page_of(client.get("/en/votes/budget/counted")).select(".receipts li")
    ]
    assert listed == sorted(receipts_of(result))
    aside = page_of(client.get("/en/votes/budget/set-aside"))
    assert len(aside.select(".receipts li")) == 1
    assert "The same person voted more than once." in aside.get_text()
    assert "drawn by a lottery" in aside.get_text()


def test_the_minutes_are_a_page_with_their_equation(client: httpx.Client) -> None:
    words = text_of(client.get("/en/votes/budget/minutes"))
    assert "9 Cast on the tablets" in words or "Cast on the tablets 9" in words
    assert "The figures agree. Every ballot cast is counted or set aside with a reason." in words
    assert "A personal code" in words


def test_the_way_to_check_a_signature_works_as_it_is_written(client: httpx.Client, tmp_path: Path) -> None:
    if shutil.which("openssl") is None:
        pytest.skip("needs OpenSSL")
    page = page_of(client.get("/en/signature"))
    pre = page.find("pre")
    assert isinstance(pre, Tag)
    for name in ("minutes.signed", "minutes.json"):
        (tmp_path / name).write_bytes(client.get(f"/votes/budget/files/{name}").content)
    (tmp_path / "hub-key.pem").write_bytes(client.get("/hub-key.pem").content)

    def check() -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            ["bash", "-e", "-c", pre.get_text()], cwd=tmp_path, capture_output=True, text=True, check=False
        )

    done = check()
    assert (done.returncode, done.stdout) == (0, "Signature Verified Successfully\n"), done.stderr
    signed = (tmp_path / "minutes.signed").read_bytes()
    (tmp_path / "minutes.signed").write_bytes(signed.replace(b'"counted": 8', b'"counted": 9'))
    assert check().returncode != 0


def test_what_is_not_changed_is_not_sent_again(client: httpx.Client) -> None:
    for path in ("/fr/votes/budget", "/votes/budget/files/budget.pb", "/static/public.css", "/hub-key.pem"):
        first = client.get(path)
        tag = first.headers["etag"]
        assert client.get(path).headers["etag"] == tag
        for held in (tag, f'"other", W/{tag}', "*"):
            again = client.get(path, headers={"if-none-match": held})
            assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag), path
        assert client.get(path, headers={"if-none-match": '"other"'}).status_code == 200
    assert client.get("/fr/votes/budget").headers["etag"] != client.get("/es/votes/budget").headers["etag"]


def test_head_is_answered_with_the_headers_alone(client: httpx.Client) -> None:
    for path in ("/fr/", "/fr/votes/budget", "/votes/budget/files/minutes.json", "/fr/recu", "/robots.txt"):
        head, whole = client.head(path), client.get(path)
        assert (head.status_code, head.content) == (200, b"")
        assert head.headers["content-length"] == str(len(whole.content))


def test_files_are_what_they_are_called(client: httpx.Client) -> None:
    kinds = {
        "minutes.json": "application/json",
        "minutes.pdf": "application/pdf",
        "minutes.signed": "application/octet-stream",
        "receipts.csv": "text/csv; charset=utf-8",
        "results.csv": "text/csv; charset=utf-8",
        "budget.pb": "text/plain; charset=utf-8",
    }
    for name, kind in kinds.items():
        answer = client.get(f"/votes/budget/files/{name}")
        assert (answer.status_code, answer.headers["content-type"]) == (200, kind)
        assert f'filename="{name}"' in answer.headers["content-disposition"]


@pytest.mark.parametrize(
    "path",
    [
        "/nothing",
        "/votes/none",
        "/consultations/none",
        "/consultations/..%2F..",
        "/votes/priorites",
        "/votes/budget/quartiers/rives",
        "/votes/quartier/quartiers/none",
        "/votes/budget/counted?page=2",
        "/votes/budget/counted?page=0",
        "/votes/budget/counted?page=-1",
        "/votes/budget/counted?page=9999999999999999999",
        "/votes/budget/counted?page=%D9%A1",
        "/votes/budget/files/notes.txt",
        "/votes/budget/files/..%2F..%2Fhub.db",
        "/votes/..%2F..%2Fhub/files/hub.key",
        "/votes/%2e%2e/files/hub.key",
        "/static/..%2Fapp.py",
        "/static/%2e%2e%2fapp.py",
        "/%00",
        "/" + "x" * 5000,
    ],
)
def test_what_is_not_published_is_no_page_in_the_language_asked(client: httpx.Client, path: str) -> None:
    for language in ("fr", "es"):
        answer = client.get(f"/{language}{path}")
        assert answer.status_code == 404
        assert heading_of(answer) == translator(language)("There is no such page.")
        assert answer.headers["cache-control"] == "no-store"
        assert "set-cookie" not in answer.headers


@given(st.text(max_size=60), st.text(max_size=20), st.sampled_from(PLACES))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_address_breaks_a_page(client: httpx.Client, one: str, other: str, place: str) -> None:
    written = [quote(part.encode("utf-8", "surrogatepass"), safe="") for part in (one, other)]
    answer = client.get(place.format(*written))
    assert answer.status_code in {200, 303, 304, 400, 404, 429}, answer.url
    assert answer.headers["content-security-policy"].startswith("default-src 'none'")
    location = answer.headers.get("location", "/")
    assert location.startswith("/")
    assert not location.startswith("//")


def test_every_reason_has_a_meaning() -> None:
    assert set(REASONS) <= set(MEANINGS)
    for rule in DoublesRule:
        assert meaning("double", rule.value)
    assert all(meaning(reason, "") for reason in set(WHY) - {"double"})


def test_nobody_writes_here(client: httpx.Client) -> None:
    for method in ("POST", "PUT", "DELETE", "PATCH"):
        answer = client.request(method, "/oc/recu", content=b"x" * 1000)
        assert answer.status_code == 405
        assert "GET" in answer.headers["allow"]
        assert heading_of(answer) == translator("oc")("These pages are only for reading.")


def test_the_language_is_that_of_the_address_then_what_is_asked_then_what_the_browser_reads(
    client: httpx.Client,
) -> None:
    def spoken(path: str, header: str = "") -> str:
        answer = client.get(path, headers={"accept-language": header} if header else {})
        return answer.headers["content-language"]

    assert spoken("/recu", "es-ES,es;q=0.9,en;q=0.8") == "es"
    assert spoken("/recu?lang=oc", "es") == "oc"
    assert spoken("/en/recu?lang=oc", "es") == "en"
    assert spoken("/recu?lang=tlh", "de") == "fr"
    assert "Accept-Language" in client.get("/recu").headers["vary"]
    assert "vary" not in client.get("/en/recu").headers


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("", "fr"),
        ("oc-FR, fr;q=0.8", "oc"),
        ("de, en;q=0.3, es;q=0.7", "es"),
        ("en;q=0, es;q=0.1", "es"),
        ("EN-gb", "en"),
        ("*", "fr"),
        ("en;q=abc", "fr"),
        (",,;;q=1,\x00" * 200, "fr"),
    ],
)
def test_what_a_browser_prefers(header: str, language: str) -> None:
    assert preferred(header) == language


def test_the_home_page_says_what_is_open_what_comes_and_what_is_published(client: httpx.Client) -> None:
    words = text_of(client.get("/en/"))
    assert "A name for the new square" in words
    assert "Open until 22 March 2027" in words
    assert "Opens on 24 March 2027" in words
    assert "8 ballots counted" in words
    assert "like a letter in two envelopes" in words


def test_a_consultation_has_its_steps_and_what_can_be_done_in_it(client: httpx.Client) -> None:
    words = text_of(client.get("/en/consultations/canal-demain"))
    assert "Understanding the bank · done" in words
    assert "Proposing ideas · we are here from 13 February 2027 to 30 March 2027" in words
    assert "Deciding together · to come" in words
    page = page_of(client.get("/en/consultations/idees-quartier"))
    assert page.find("a", href="/en/votes/quartier") is not None
    assert str(client.get("/es/votes", follow_redirects=True).url).endswith("/es/")
    for path in ("/es", "/es/recu/", "/es/votes/budget//"):
        assert client.get(path).status_code == 200


def test_the_table_of_results_says_what_the_minutes_say_and_holds_no_formula(
    result: Result, client: httpx.Client
) -> None:
    rows = list(csv.DictReader(io.StringIO(client.get("/votes/budget/files/results.csv").text)))
    (contest,) = result.contests
    assert {row["project"]: int(row["score"]) for row in rows} == dict(contest.tally.score)
    assert {row["project"] for row in rows if row["selected"] == "1"} == set(contest.selection.selected)
    evil = [row["title"] for row in rows if "onerror" in row["title"]]
    assert len(evil) == 3
    assert not any("\u202e" in title or title.startswith("=") for title in evil)


def test_a_vote_that_is_closed_waits_to_be_counted(tmp_path: Path) -> None:
    world = World(tmp_path)
    world.clock.pass_by(days=13)
    with browser(world) as client:
        assert "Ballots are still taken in from the tablets until 30 March 2027." in text_of(
            client.get("/en/")
        )
        world.clock.pass_by(days=10)
        assert "The vote is closed. Its result is not published yet." in text_of(client.get("/en/"))
    world.close()


def test_the_privacy_page_names_the_announced_days_and_whom_to_write_to(city: World) -> None:
    with browser(city, contact="participation@example.org") as client:
        words = text_of(client.get("/en/privacy"))
        assert "participation@example.org" in words
        assert "What shows that you took part is erased on 18 June 2027." in words
        assert "What was written is erased by hand: no day is announced." in words
        assert "erased after 365 days" in words
        assert "participation@example.org" in text_of(client.get("/en/accessibility"))
        assert "not compliant with the RGAA 4.1" in text_of(client.get("/en/accessibility"))


def test_while_an_election_is_near_no_result_is_shown_and_receipts_are_answered(tmp_path: Path) -> None:
    draft: dict[str, Any] = json.loads(demo_draft(NOON))
    draft["silence"] = {
        "opens": "2027-04-01T00:00:00Z",
        "closes": "2027-06-15T00:00:00Z",
        "reason": {"fr": "Une élection approche.", "en": "An election is near."},
    }
    world = World(tmp_path / "city", draft=draft)
    tablet = world.tablet()
    receipt = cast(tablet)
    world.carry(tablet)
    world.clock.pass_by(days=30)
    published(world, "nom", tmp_path / "papers")
    with browser(world) as client:
        for path in ("", "/minutes", "/files/minutes.json", "/files/results.csv", "/files/nom.pb"):
            answer = client.get(f"/en/votes/nom{path}")
            assert answer.status_code == 403
            assert "An election is near." in text_of(answer)
            assert "15 June 2027" in text_of(answer)
        assert client.get("/en/votes/nom/counted").status_code == 200
        assert client.get("/votes/nom/files/receipts.csv").status_code == 200
        answer = client.get(f"/en/recu/{receipt}")
        assert heading_of(answer).startswith("Your vote went into the ballot box")
        assert page_of(answer).find("a", href="/en/votes/nom") is None
        assert page_of(client.get("/en/")).find("a", href="/en/votes/nom") is None
        world.clock.pass_by(days=90)
        assert client.get("/en/votes/nom").status_code == 200
    world.close()


def test_an_official_hub_shows_no_test_banner_and_may_be_found(tmp_path: Path) -> None:
    world = World(tmp_path, mode=Mode.OFFICIAL)
    with browser(world) as client:
        assert page_of(client.get("/")).find(class_="test") is None
        robots = client.get("/robots.txt").text
        assert "Disallow: /recu/" in robots
        assert "Disallow: /\n" not in robots
    world.close()


def test_a_test_hub_is_not_to_be_found(client: httpx.Client) -> None:
    assert "Disallow: /\n" in client.get("/robots.txt").text


class Broken(HubStore):
    """A store that does not answer any more."""

    failing = False

    def reading(self):  # type: ignore[no-untyped-def]
        if self.failing:
            raise VaultError("The hub could not read.")
        return super().reading()


def test_where_the_store_does_not_answer_the_page_says_that_nothing_is_lost(world: World) -> None:
    store = Broken(world.hub.folder.path, world.clock)
    store.failing = True
    world.hub, whole = store, world.hub
    with browser(world) as client:
        for language in LANGUAGES:
            answer = client.get(f"/{language}/")
            assert answer.status_code == 503
            assert answer.headers["retry-after"] == "60"
            assert heading_of(answer) == translator(language)("These pages cannot be shown now.")
        assert "VaultError" not in answer.text
    store.close()
    world.hub = whole


def test_a_hub_without_a_catalogue_has_pages(tmp_path: Path) -> None:
    from sync.hub.setup import init_hub

    store, _ = init_hub(tmp_path / "hub", Mode.TEST, clock=SetClock())
    empty = World.__new__(World)
    empty.hub = store
    with browser(empty) as client:
        for path in ("/", "/recu", "/privacy", "/secret", "/signature", "/recu/K7QM"):
            assert client.get(path).status_code in {200, 400}, path
    store.close()


def test_a_large_vote_stays_light_on_every_page(world: World, tmp_path: Path) -> None:
    """Three hundred projects with long titles, nine thousand receipts, four hundred tablets."""
    tablet = world.tablet()
    cast(tablet)
    world.carry(tablet)
    publish_result(world, counted(world, "nom"), tmp_path / "papers")
    folder = published_folder(world.hub) / "nom"
    minutes = json.loads((folder / "minutes.json").read_bytes())
    project = minutes["contests"][0]["projects"][0]
    minutes["contests"][0]["projects"] = [
        project | {"id": f"p{n}", "title": f"{n} " + "Œuvre d’été " * 30, "rank": n + 1} for n in range(300)
    ]
    minutes["tablets"] = [minutes["tablets"][0] | {"tablet": f"t-{n}"} for n in range(400)]
    codes = sorted(f"{n:010X}" for n in range(9000))
    listed = [f"{code[:4]}-{code[4:8]}-{code[8:]}" for code in codes]
    minutes["receipts_digest"] = hashlib.sha256("\n".join(listed).encode()).hexdigest()
    minutes["set_aside"] = [{"reason": "late", "number": 3000}]
    late = "".join(f"L{receipt[1:]},late,1\n" for receipt in listed[:3000])
    encoded = json.dumps(minutes, ensure_ascii=False).encode()
    (folder / "minutes.json").write_bytes(encoded)
    (folder / "minutes.signed").write_bytes(world.hub.signing_key.sign("minutes", encoded))
    (folder / "receipts.csv").write_text("receipt\n" + "".join(f"{one}\n" for one in listed))
    (folder / "set-aside.csv").write_text("receipt,reason,number\n" + late)
    with browser(world) as client:
        pages = {path: page for path, page in crawled(client, "/en/").items() if "/files/" not in path}
        heaviest = max(pages.values(), key=lambda page: len(page.content))
        assert len(heaviest.content) + 8_000 < BYTES_MAX, heaviest.url
        assert "/en/votes/nom?page=5" in pages
        shown = [
            item.get_text()
            for number in range(1, 10)
            for item in page_of(pages[f"/en/votes/nom/counted?page={number}"]).select(".receipts li")
        ]
        assert shown == listed
        aside = [
            item.get_text()
            for number in range(1, 4)
            for item in page_of(pages[f"/en/votes/nom/set-aside?page={number}"]).select(".receipts li")
        ]
        assert len(set(aside)) == 3000


def test_a_wordy_consultation_stays_light(tmp_path: Path) -> None:
    draft: dict[str, Any] = json.loads(demo_draft(NOON))
    long = {"fr": "Où l’été dure, l’eau manque ; où l’eau manque… " * 2000}
    wordy = next(one for one in draft["consultations"] if one["id"] == "canal-demain")
    wordy |= {"summary": long, "description": long, "synthesis": long}
    wordy["decisions"] = [
        {"id": f"d{n}", "on": f"2027-01-{1 + n % 28:02}", "title": long, "text": long} for n in range(60)
    ]
    world = World(tmp_path, draft=draft)
    with browser(world) as client:
        for language in LANGUAGES:
            answer = client.get(f"/{language}/consultations/canal-demain")
            assert answer.status_code == 200
            assert len(answer.content) + 8_000 < BYTES_MAX
    world.close()


def test_a_guess_is_forgotten_after_its_minute_and_no_address_is_kept() -> None:
    now = [0.0]
    guesses = Guesses(lambda: now[0])
    for _ in range(MISSES_MAX):
        assert guesses.wait_seconds("192.0.2.7") == 0
        guesses.note_miss("192.0.2.7")
    assert guesses.wait_seconds("192.0.2.7") == 60
    assert guesses.wait_seconds("192.0.2.8") == 0
    assert "192.0.2.7" not in repr(vars(guesses))
    now[0] = 61.0
    assert guesses.wait_seconds("192.0.2.7") == 0
    assert guesses._missed == {}


def test_whoever_has_one_address_of_ipv6_has_them_all() -> None:
    guesses = Guesses(lambda: 0.0)
    for number in range(MISSES_MAX):
        guesses.note_miss(f"2001:db8:1:2::{number:x}")
    assert guesses.wait_seconds("2001:db8:1:2:ffff::1") > 0
    assert guesses.wait_seconds("2001:db8:1:3::1") == 0


def palettes() -> Iterator[tuple[str, dict[str, str]]]:
    """The roles of each set of colours in the style sheet."""
    style = (HERE / "static" / "public.css").read_text(encoding="utf-8")
    roles: dict[str, str] = {}
    for block in re.finditer(r"(@media[^{]*\{\s*)?:root \{([^}]*)\}", style):
        found = dict(re.findall(r"--([a-z-]+): (#[0-9A-F]{6})", block[2]))
        roles = roles | found if block[1] else found
        yield (block[1] or "day").strip(), found


def test_every_text_can_be_read_on_its_ground() -> None:
    pairs = (
        *((text, "paper") for text in ("ink", "quiet", "pastel", "violet", "brick")),
        ("ink", "sand"),
        ("pastel", "sand"),
        ("on-brick", "brick"),
        ("on-lilac", "lilac"),
        ("paper", "pastel"),
    )
    seen = dict(palettes())
    assert len(seen) == 4
    for name, roles in seen.items():
        for text, ground in pairs:
            ratio = contrast(roles[text], roles[ground])
            assert ratio >= 7, f"{name}: {text} on {ground} is {ratio:.1f}"


def test_colours_are_roles() -> None:
    style = (HERE / "static" / "public.css").read_text(encoding="utf-8")
    body = style[style.index("*, *::before") :]
    assert not re.search(r"#[0-9A-Fa-f]{3,8}\b", body)
    assert "url(" not in style
    assert "@import" not in style


def test_the_pages_tell_of_contributions_without_their_words(world: World) -> None:
    tablet = world.tablet()
    act.propose(act.visitor(tablet))
    world.carry(tablet)
    with browser(world) as client:
        for answer in crawled(client, "/fr/").values():
            assert "fontaine" not in answer.text.lower()
