"""Each contradiction in a catalogue is found, and the sentence names its place."""

from __future__ import annotations

import base64
from collections.abc import Callable
from typing import Any

import pytest

from kiosk.catalogue.check import findings
from kiosk.catalogue.load import parse
from kiosk.catalogue.model import Catalogue
from kiosk.errors import ContentError

from .drafts import activity, consultation, good, written

Break = Callable[[Any], object]


def found(content: Any) -> list[str]:
    """What `findings` says about a catalogue whose shape is right."""
    return findings(Catalogue.model_validate_json(written(content)))


def test_the_demo_has_no_contradiction() -> None:
    assert found(good()) == []


def setting(place: Callable[[Any], Any], **values: object) -> Break:
    """A change of some keys of one part."""
    return lambda content: place(content).update(values)


def part(name: str) -> Callable[[Any], Any]:
    """The activity of that name."""
    return lambda content: activity(content, name)


def whole(content: Any) -> Any:
    """The catalogue itself."""
    return content


def budget(content: Any) -> Any:
    """The first consultation."""
    return consultation(content, "budget-participatif")


def project(content: Any) -> Any:
    """The first project of the quartiers' vote."""
    return activity(content, "quartier")["projects"][0]


def phase(content: Any) -> Any:
    """The phase of the first consultation."""
    return budget(content)["phases"][0]


def twice(place: Callable[[Any], Any], name: str) -> Break:
    """The first item of a list, once more at its end."""
    return lambda content: place(content)[name].append(place(content)[name][0])


def bytes_of(number: int) -> str:
    """So many bytes in base64."""
    return base64.b64encode(bytes(number)).decode()


METHOD = {"name": "cumulative", "points": 7}
CONTRADICTIONS: dict[str, tuple[Break, tuple[str, ...]]] = {
    "no longer valid when issued": (
        setting(whole, valid_until="2027-03-10T11:00:00+00:00"),
        ("valid_until", "issued"),
    ),
    "register key": (
        lambda c: c["keys"].update(register=bytes_of(1215)),
        ("keys.register", "not a sealing key"),
    ),
    "box key": (lambda c: c["keys"].update(box="AAA"), ("keys.box", "not a sealing key")),
    "one key for both": (lambda c: c["keys"].update(box=c["keys"]["register"]), ("the same key",)),
    "quartier twice": (twice(whole, "quartiers"), ("quartier rives", "twice")),
    "consultation twice": (twice(whole, "consultations"), ("consultation budget-participatif", "twice")),
    "activity twice": (
        lambda c: consultation(c, "etang")["activities"].append(activity(c, "nom")),
        ("activity nom", "twice"),
    ),
    "account twice": (twice(whole, "accounts"), ("account animateur", "twice")),
    "no account for an attended vote": (setting(whole, accounts=[]), ("accounts is empty", "attended")),
    "consultation without title": (
        setting(budget, title={"fr": "  "}),
        ("budget-participatif", "title is empty"),
    ),
    "consultation of an unknown quartier": (
        setting(budget, quartiers=["mars"]),
        ("budget-participatif", "quartier mars", "not in quartiers"),
    ),
    "phase twice": (twice(budget, "phases"), ("phase vote", "twice")),
    "phase that closes before it opens": (
        setting(phase, opens="2027-05-01T00:00:00Z"),
        ("phase vote", "closes is not after opens"),
    ),
    "acceptance that ends before the vote": (
        setting(budget, accept_until="2027-03-11T00:00:00Z"),
        ("accept_until", "before phase vote closes"),
    ),
    "phase of an unknown activity": (
        setting(phase, activities=["budget", "x"]),
        ("phase vote", "no activity x"),
    ),
    "vote without a phase": (setting(phase, activities=[]), ("activity budget", "no phase")),
    "register erased before the count": (
        setting(budget, claims_erased_on="2027-03-11"),
        ("claims_erased_on", "accept_until"),
    ),
    "activity without title": (setting(part("nom"), title={}), ("activity nom", "title is empty")),
    "project twice": (twice(part("nom"), "projects"), ("activity nom", "project a", "twice")),
    "no project": (setting(part("nom"), projects=[]), ("activity nom", "1 to 10000 projects", "not 0")),
    "too many projects": (
        setting(part("nom"), projects=[{"id": str(n), "title": {"fr": "x"}} for n in range(10_001)]),
        ("activity nom", "1 to 10000 projects", "not 10001"),
    ),
    "maximum below the minimum": (
        setting(part("nom"), method={"name": "approval", "min_choices": 3, "max_choices": 2}),
        ("activity nom", "max_choices 2", "min_choices 3"),
    ),
    "maximum of nothing": (
        setting(part("nom"), method={"name": "ranking", "min_choices": 0, "max_choices": 0}),
        ("activity nom", "max_choices 0"),
    ),
    "least on one project above the most": (
        setting(part("budget"), method=METHOD | {"max_per_project": 2, "min_per_project": 3}),
        ("activity budget", "minimum of points"),
    ),
    "least on one project above all points": (
        setting(part("budget"), method=METHOD | {"min_per_project": 8}),
        ("activity budget", "minimum of points"),
    ),
    "least in all above the most": (
        setting(part("budget"), method=METHOD | {"min_points": 8}),
        ("activity budget", "minimum of points"),
    ),
    "project without title": (setting(project, title={"fr": ""}), ("project r1", "title is empty")),
    "project without cost where there is a budget": (
        setting(project, cost=None),
        ("project r1", "cost is missing"),
    ),
    "project without cost in a knapsack": (
        lambda c: activity(c, "parc-vote")["projects"][0].pop("cost"),
        ("parc-vote", "project k1", "cost is missing"),
    ),
    "project of a quartier without budget": (
        setting(project, quartier="violettes"),
        ("project r1", "violettes", "no budget"),
    ),
    "project of no quartier in a vote by quartier": (
        setting(project, quartier=None),
        ("project r1", "no budget"),
    ),
    "project of an unknown quartier": (
        lambda c: activity(c, "nom")["projects"][0].update(quartier="mars"),
        ("activity nom", "project a", "quartier mars", "not in quartiers"),
    ),
    "knapsack without a limit": (
        setting(part("parc-vote"), budget=None),
        ("parc-vote", "knapsack needs"),
    ),
    "budget of an unknown quartier": (
        lambda c: activity(c, "quartier")["quartier_budgets"].update(mars="1"),
        ("quartier_budgets", "mars is not in quartiers"),
    ),
    "budget of a quartier without project": (
        lambda c: activity(c, "quartier")["quartier_budgets"].update(violettes="1"),
        ("quartier_budgets", "violettes has no project"),
    ),
    "codes asked for and none there": (setting(whole, codes=[]), ("activity budget", "has none")),
    "codes twice": (twice(whole, "codes"), ("codes for budget", "twice")),
    "codes for no activity": (
        lambda c: c["codes"].append({"activity": "x", "digests": bytes_of(16)}),
        ("codes for x", "no activity"),
    ),
    "codes where none are asked for": (
        lambda c: c["codes"].append({"activity": "nom", "digests": bytes_of(16)}),
        ("codes for nom", "no activity"),
    ),
    "codes of a quartier that does not vote": (
        lambda c: (
            activity(c, "quartier").update(claim="code"),
            c["codes"].append({"activity": "quartier", "quartier": "violettes", "digests": bytes_of(16)}),
        ),
        ("codes for quartier", "violettes does not vote there"),
    ),
    "codes that are no base64": (
        lambda c: c["codes"][0].update(digests="A"),
        ("codes for budget", "not base64"),
    ),
    "codes of the wrong length": (
        lambda c: c["codes"][0].update(digests=bytes_of(17)),
        ("codes for budget", "16 bytes each"),
    ),
}


@pytest.mark.parametrize("name", CONTRADICTIONS)
def test_a_contradiction_is_found_and_named(name: str) -> None:
    change, words = CONTRADICTIONS[name]
    content = good()
    change(content)
    said = found(content)
    assert any(all(word in sentence for word in words) for sentence in said), said
    with pytest.raises(ContentError, match="contradicts itself"):
        parse(written(content))


NOBODY_CAN_FINISH: dict[str, Break] = {
    "more choices than projects": setting(part("nom"), method={"name": "approval", "min_choices": 5}),
    "more choices than projects of a quartier": setting(
        part("quartier"), method={"name": "approval", "min_choices": 5, "max_choices": 9}
    ),
    "more to spend than may be spent": setting(
        part("parc-vote"), method={"name": "knapsack", "min_cost": "60000", "max_cost": "50000"}
    ),
    "more points than there are": setting(
        part("budget"), method=METHOD | {"min_choices": 4, "min_per_project": 2}
    ),
}


@pytest.mark.parametrize("name", NOBODY_CAN_FINISH)
def test_a_vote_that_nobody_can_finish_is_found(name: str) -> None:
    content = good()
    NOBODY_CAN_FINISH[name](content)
    assert found(content)


def test_more_than_three_findings_are_counted() -> None:
    content = good()
    content["codes"] = []
    for name in ("nom", "fetes", "priorites", "parc-vote"):
        activity(content, name)["title"] = {}
    with pytest.raises(ContentError, match="And 2 more"):
        parse(written(content))


def test_a_code_that_stands_for_two_quartiers_is_found() -> None:
    content = good()
    activity(content, "quartier")["claim"] = "code"
    digests = base64.b64encode(b"d" * 16).decode()
    content["codes"] += [
        {"activity": "quartier", "quartier": quartier, "digests": digests}
        for quartier in ("rives", "briques")
    ]
    assert any("two quartiers" in finding for finding in found(content))
