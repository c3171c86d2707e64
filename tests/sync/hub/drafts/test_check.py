"""Incomplete and wrong drafts are told in sentences that name the field."""

from __future__ import annotations

import ast
import inspect
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from kiosk.catalogue import check as checks
from kiosk.catalogue import check_contributions
from kiosk.i18n import translator
from sync.hub import publishing
from sync.hub.drafts.check import checked, city_checked
from sync.hub.drafts.content import checked_shape
from sync.hub.drafts.finding import Place, Step
from sync.hub.drafts.shelf import Shelf
from sync.hub.drafts.wording import OTHERWISE, WORDINGS, read
from tests.sync.hub.drafts.samples import complete
from tests.world import World


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    city = World(tmp_path_factory.mktemp("city"))
    yield city
    city.close()


def told(world: World, content: dict[str, Any]) -> dict[Place, str]:
    tr = translator("en", "hub")
    found = checked(world.hub, Shelf(world.hub), content)
    return {finding.place: finding.sentence(tr) for finding in found}


def test_a_complete_draft_has_no_findings(world: World) -> None:
    assert told(world, complete()) == {}


def test_an_empty_consultation_says_all_that_is_missing(world: World) -> None:
    content = checked_shape({"id": "x", "title": {"fr": "Place"}})
    assert told(world, content) == {
        Place(Step.TEXTS, field="nature"): "Texts: “What sort of consultation” is still empty.",
        Place(
            Step.PHASES, field="accept_until"
        ): "Phases and dates: “The hub takes what tablets bring until” is still empty.",
        Place(
            Step.PHASES, field="claims_erased_on"
        ): "Phases and dates: “The register forgets who took part on” is still empty.",
    }


def vote(content: dict[str, Any]) -> Any:
    return content["consultation"]["activities"][0]


Broken = tuple[Callable[[dict[str, Any]], object], Place, str]
A = Step.ACTIVITIES
BROKEN: list[Broken] = [
    (lambda c: vote(c)["method"].update(name="cumulative", max_choices=2, points="x"),
     Place(A, "vote-arbres", field="method.points"), "“Points to spread” is not a whole number"),
    (lambda c: vote(c).pop("method"), Place(A, "vote-arbres", field="method.name"), "Voting method"),
    (lambda c: vote(c)["method"].pop("name"), Place(A, "vote-arbres", field="method.name"), "Voting method"),
    (lambda c: vote(c)["method"].update(name="?"),
     Place(A, "vote-arbres", field="method.name"), "Voting method"),
    (lambda c: vote(c)["projects"][1].pop("title"),
     Place(A, "vote-arbres", "projects", "2", "title"), "Choisissez › 2: “Title” is still empty"),
    (lambda c: vote(c)["projects"][1].update(cost="beaucoup"),
     Place(A, "vote-arbres", "projects", "2", "cost"), "Choisissez › Platanes: “Cost” is not an amount"),
    (lambda c: vote(c)["projects"][1].pop("cost"),
     Place(A, "vote-arbres", "projects", "2", "cost"), "Choisissez › Platanes: the cost is missing"),
    (lambda c: vote(c)["projects"][1].update(quartier="nord"),
     Place(A, "vote-arbres", "projects", "2", "quartier"), "the quartier “nord” is not known"),
    (lambda c: vote(c).update(claim="code"), Place(Step.CODES, "vote-arbres"), "Choisissez: draw its codes"),
    (lambda c: vote(c).update(claim="maybe"), Place(A, "vote-arbres", field="claim"), "among what"),
    (lambda c: vote(c).update(projects=[]), Place(A, "vote-arbres", "projects"), "there is no project yet"),
    (lambda c: vote(c).pop("kind"), Place(A, "vote-arbres"), ""),
    (lambda c: vote(c).update(surprise=1), Place(A, "vote-arbres", field="surprise"), "do not know"),
    (lambda c: vote(c)["title"].update(fr=" "), Place(A, "vote-arbres", field="title.fr"), "is missing"),
    (lambda c: c["consultation"]["phases"][0].pop("opens"),
     Place(Step.PHASES, field="phases.0.opens"), "Vote: “Opens on” is still empty"),
    (lambda c: c["consultation"]["phases"][0].update(opens="demain"),
     Place(Step.PHASES, field="phases.0.opens"), "Vote: “Opens on” is not a day and an hour"),
    (lambda c: c["consultation"]["phases"][0].update(closes="2027-03-01T00:00:00Z"),
     Place(Step.PHASES, item="vote", field="closes"), "Vote: it closes before it opens"),
    (lambda c: c["consultation"]["phases"][0].update(activities=[]),
     Place(Step.PHASES), "Choisissez: no phase opens it"),
    (lambda c: c["consultation"].update(claims_erased_on="2027-05-08"),
     Place(Step.PHASES, field="claims_erased_on"), "before the count"),
    (lambda c: c["consultation"].update(claims_erased_on="x"),
     Place(Step.PHASES, field="claims_erased_on"), "is not a day"),
    (lambda c: c["consultation"].update(documents=[{"id": "d", "title": {"fr": "Plan"}}]),
     Place(Step.DOCUMENTS, item="d", field="documents"), "Plan: a document needs a title, and a text"),
    (lambda c: c["consultation"].update(documents=[{"id": "d", "title": {"fr": "Plan"}, "address": "ftp://x"}]),
     Place(Step.DOCUMENTS, field="documents.0.address"), "Plan: “Address on the web” has signs"),
    (lambda c: c["consultation"].update(picture={"content": "AAAA", "words": {"fr": "x"}}),
     Place(Step.TEXTS, field="picture"), "PNG or JPEG"),
    (lambda c: c["codes"].append({"activity": "vote-arbres", "digests": "?"}), Place(Step.CODES), "damaged"),
]  # fmt: skip


@pytest.mark.parametrize(("breaks", "place", "words"), BROKEN)
def test_what_is_wrong_is_said_with_its_field(
    world: World, breaks: Callable[[dict[str, Any]], object], place: Place, words: str
) -> None:
    content = complete()
    breaks(content)
    found = told(world, content)
    assert place in found, found
    assert words in found[place]


def test_what_has_opened_is_protected(world: World) -> None:
    shelf = Shelf(world.hub)
    content = checked_shape(
        {
            "consultation": {
                **world.hub.index(1).consultations["budget-participatif"].model_dump(mode="json"),  # type: ignore[union-attr]
            }
        }
    )
    vote(content)["method"]["points"] = 9
    assert [
        "rules cannot change" in f.sentence(translator("en", "hub"))
        for f in checked(world.hub, shelf, content)
    ]


def test_texts_of_the_city_are_checked_as_well(world: World) -> None:
    shelf, tr = Shelf(world.hub), translator("en", "hub")
    assert city_checked(world.hub, shelf, {"organiser": {"fr": "Toulouse"}}) == []
    wrong = city_checked(world.hub, shelf, {"charter": {"version": 0, "text": {"fr": "x"}}})
    assert [finding.sentence(tr) for finding in wrong] == [
        "The city: “Version of the charter” is less than 1."
    ]
    wrong = city_checked(world.hub, shelf, {"charter": {"version": 1, "text": {}}})
    assert [finding.place for finding in wrong] == [Place(Step.CITY, field="charter.text.fr")]


def sentences_of(module: object) -> Iterator[str]:
    """What a module's checks yield: the constant parts of each sentence, `x` for the others."""
    tree = ast.parse(inspect.getsource(module))  # type: ignore[arg-type]
    for node in ast.walk(tree):
        value = (
            node.value
            if isinstance(node, ast.Yield)
            else node.elt
            if isinstance(node, ast.GeneratorExp)
            else None
        )
        if isinstance(value, ast.Constant) and isinstance(value.value, str):
            yield value.value
        elif isinstance(value, ast.JoinedStr):
            parts = [v.value if isinstance(v, ast.Constant) else "x1" for v in value.values]
            yield "".join(map(str, parts))


def test_every_sentence_of_the_checks_is_known() -> None:
    found = {s for module in (checks, check_contributions, publishing) for s in sentences_of(module)}
    # Where something ends with a place that may be empty, it is.
    sentences = {re.sub(r"(?<=[a-z])x1\.$", ".", s) for s in found if s.endswith(".")}
    assert len(sentences) > 40
    unknown = [s for s in sorted(sentences) if read(s.replace("x1: x1 ", "x1: ")).message == OTHERWISE]
    # These begin with the place as a value; the rest of them is known.
    assert [s for s in unknown if not s.startswith("x1")] == []


def test_every_wording_keeps_its_values() -> None:
    for wording in WORDINGS:
        said = read(wording.english.replace("{", "").replace("}", ""))
        assert said.message == wording.message
        said.finding("there").sentence(translator("en", "hub"))


def test_any_wreck_of_a_draft_is_told_and_never_raises(world: World) -> None:
    wrecks: tuple[object, ...] = (None, 1, "x", [], {}, [1], [{}], {"fr": 1}, [[[]]], [{"id": 3}])
    for value in wrecks:
        for path in ("title", "summary", "nature", "quartiers", "accept_until", "picture", "decisions"):
            content = complete()
            content["consultation"][path] = value
            told(world, content)
        for part in ("method", "projects", "title", "kind", "id", "quartier_budgets", "tie_break"):
            content = complete()
            vote(content)[part] = value
            told(world, content)
