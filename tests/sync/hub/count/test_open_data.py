"""The .pb file of every way of voting keeps every rule that Pabulib's checker tests.

Where the checker itself is installed (``pabulib-checker``), it reads the files too.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from kiosk.ballots.ballot import Ballot
from kiosk.claims.claim import ClaimRule, ProvenClaim
from kiosk.ids import ProjectId
from kiosk.pabulib.check import findings
from kiosk.pabulib.read import parse
from kiosk.pabulib.recount import recount
from sync.demo import demo_draft
from sync.hub.count.open_data import pabulib_text
from tests.sync.acts import Forger, parcel_of
from tests.world import NOON, World

HOSTILE = '  =cmd|"/C calc"!A1; "a,b", 1,5\t\r\nVOTES\u202e\u2028fin  '
"""A title that would be a formula, a new section, another separator and another direction."""
NONE = ProvenClaim(rule=ClaimRule.NONE)


def _draft(title: str) -> dict[str, Any]:
    draft: dict[str, Any] = json.loads(demo_draft(NOON))
    draft.pop("codes", None)
    for consultation in draft["consultations"]:
        for activity in consultation["activities"]:
            if activity["kind"] == "ballot":
                activity["claim"] = "none"
                activity["projects"][0]["title"] = {"fr": title}
                activity["title"] = {"fr": title}
    return draft


def _given(world: World, activity: str, contest: str, everyone: bool) -> list[Ballot]:
    """Two ballots and a blank one; with `everyone`, one more for each project, so that all can win."""
    index = world.hub.index(1)
    assert index is not None
    found = index.ballots[activity]
    projects = [ProjectId(project.id) for project in found.projects(contest)]
    method = found.activity.method.name

    def ballot(*chosen: ProjectId) -> Ballot:
        return Ballot(
            chosen, tuple(3 - place for place in range(len(chosen))) if method == "cumulative" else ()
        )

    first = ballot(*projects[:2]) if method in ("cumulative", "approval", "ranking") else ballot(projects[0])
    more = [ballot(project) for project in projects] if everyone else []
    return [first, ballot(projects[1]), *more, Ballot((), ())]


@cache
def files(title: str, everyone: bool = False) -> dict[str, str]:
    """Name of each vote and quartier to its .pb file, through a real count."""
    with TemporaryDirectory() as folder:
        world = World(Path(folder), draft=_draft(title), codes={})
        index = world.hub.index(1)
        assert index is not None
        tablet = world.tablet()
        deposits = []
        for name, found in index.ballots.items():
            forger = Forger(world, name)
            for contest in found.contests:
                claim = NONE.model_copy(update={"quartier": contest})
                for ballot in _given(world, name, contest, everyone):
                    deposits.append(forger.deposit(claim, ballot, contest=contest))
        world.intake.take(parcel_of(tablet, deposits))
        made = {}
        world.clock.pass_by(days=400)
        for name in index.ballots:
            result = world.count(name)
            assert not result.invalid
            assert not result.set_aside
            for counted in result.contests:
                made[f"{name}-{counted.contest}"] = pabulib_text(result, counted, "fr")
        world.close()
    return made


@pytest.fixture(params=["Un titre", HOSTILE, "=1+1", ";;;", '"', "#1: x", "META"])
def title(request: pytest.FixtureRequest) -> str:
    """What somebody calls a project."""
    return str(request.param)


def test_every_rule_of_the_format_is_kept(title: str) -> None:
    made = files(title)
    assert {name.partition("-")[0] for name in made} >= {"budget", "quartier", "nom", "parc", "priorites"}
    assert {name: findings(text) for name, text in made.items() if findings(text)} == {}


def test_the_scores_are_those_of_a_recount_of_the_file(title: str) -> None:
    for text in files(title).values():
        read = parse(text, "a.pb")
        counted = recount(read, read.votes)
        for project in read.projects:
            assert project.votes == counted.voters[project.id]
            if project.score is not None:
                assert project.score == counted.score[project.id]


def test_where_greedy_gives_the_winners_it_is_named_and_checked() -> None:
    made = files("Un titre", everyone=True)
    rules = {name: parse(text, name).meta["rule"] for name, text in made.items()}
    assert set(rules.values()) == {"greedy", "unknown"}
    assert rules["budget-"] == rules["quartier-canal"] == "greedy"
    assert {name: findings(text) for name, text in made.items() if findings(text)} == {}


def test_blank_ballots_are_told_and_not_listed() -> None:
    for name, text in files("Un titre").items():
        read = parse(text, "a.pb")
        assert all(vote.choices for vote in read.votes), name
        assert "1 blank votes were cast" in read.meta["comment"], name
        assert int(read.meta["num_votes"]) == len(read.votes) == 2, name


def test_no_voter_number_is_a_deposit_and_nothing_says_kiosk_or_paper() -> None:
    for text in files("Un titre").values():
        read = parse(text, "a.pb")
        assert sorted(int(vote.voter_id) for vote in read.votes) == list(range(1, len(read.votes) + 1))
        assert "voting_method" not in text


def test_no_title_turns_the_direction_of_the_file() -> None:
    assert not any(sign in text for text in files(HOSTILE).values() for sign in "\u202e\u2028\t")


def test_pabulibs_own_checker_finds_no_fault(title: str) -> None:
    checker = pytest.importorskip("pabulib.checker", reason="pabulib-checker is not installed")
    made = files(title) | {f"all {name}": text for name, text in files(title, everyone=True).items()}
    checked = checker.Checker().process_files(list(made.values()))
    assert checked["metadata"] == {"processed": len(made), "valid": len(made), "invalid": 0}, checked
