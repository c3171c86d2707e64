"""Blank paper: every voting method and quartier, with the numbers that the fast form asks for."""

from __future__ import annotations

import gettext
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from kiosk.ballots.numbering import ballot_mark, form_mark, numbered
from kiosk.catalogue.lookup import CatalogueIndex
from kiosk.cli.main import main
from kiosk.errors import UsageError
from kiosk.i18n import Translator, translator
from kiosk.ids import Mode
from kiosk.paper.blank.papers import blank_papers
from kiosk.tablet import Tablet
from tests.poppler import needs_poppler, pages, running, text_of
from tests.world import World

EN = Translator("en", gettext.NullTranslations())


def index_of(tablet: Tablet) -> CatalogueIndex:
    assert tablet.index is not None
    return tablet.index


@needs_poppler
@pytest.mark.parametrize(
    ("activity", "contest", "says"),
    [
        ("budget", "", ["You have 7 points.", "At most 3 points on one project.", "The code of your card"]),
        ("quartier", "canal", ["Tick 3 boxes at most.", "Canal et Ponts", "Last name"]),
        ("nom", "", ["Tick one box.", "Fold the paper in four."]),
        ("parc-vote", "", ["Tick as many boxes", "may cost €100,000 at most", "have seen the right"]),
        ("priorites", "", ["Write 1 beside", "Put at most 4 projects in order."]),
    ],
)
def test_a_ballot_says_how_to_vote_and_numbers_what_can_be_chosen(
    world: World, activity: str, contest: str, says: list[str]
) -> None:
    index = index_of(world.tablet())
    papers = blank_papers(index, activity, EN, quartier=contest, place="Capitole")
    ballot, projects = papers.values()
    found = index.ballots[activity]
    text = running(ballot)
    for sentence in [*says, "Bring it to: Capitole.", "Test: this paper", "I vote blank"]:
        assert sentence in text
    assert f"Mark {ballot_mark(found, contest)}" in text
    assert pages(ballot) == 1
    lines = [" ".join(line.split()) for line in text_of(ballot).split("\n")]
    listed = running(projects)
    for number, project in enumerate(numbered(found, contest), 1):
        title = project.title.within("en")
        assert any(line.startswith(f"{number} {title}"[:30]) for line in lines), title
        assert title in listed


@needs_poppler
def test_a_form_asks_every_question_with_numbered_answers(world: World) -> None:
    index = index_of(world.tablet())
    (form,) = blank_papers(index, "calme", translator("fr")).values()
    text = running(form)
    assert "Votre rue est-elle propre" in text
    assert "À combien de pas" in text
    for number, option in enumerate(("Balayer plus souvent", "Ajouter des poubelles"), 1):
        assert f"{number} {option}" in text
    located = index.activities["calme"]
    assert form_mark(located) in text  # type: ignore[arg-type]


@needs_poppler
def test_long_titles_and_long_lists_keep_all_their_words(
    make_world: Callable[..., World], draft: Any
) -> None:
    (activity,) = [a for c in draft["consultations"] for a in c["activities"] if a["id"] == "nom"]
    title = "Réaménagement " * 12 + "de l’Œuvre"
    activity["projects"] = [{"id": f"p{n}", "title": {"fr": f"{title} {n}"}} for n in range(40)]
    papers = blank_papers(index_of(make_world().tablet()), "nom", translator("fr"))
    text = running(papers["ballot-nom.pdf"])
    assert all(f"de l’Œuvre {n}" in text for n in range(40))
    assert pages(papers["ballot-nom.pdf"]) > 1


def test_the_mark_changes_with_what_the_numbers_mean(world: World) -> None:
    index = index_of(world.tablet())
    found = index.ballots["quartier"]
    marks = {ballot_mark(found, contest) for contest in found.contests}
    assert len(marks) == 4
    assert world.draft is not None
    (activity,) = [a for c in world.draft["consultations"] for a in c["activities"] if a["id"] == "quartier"]
    activity["projects"].reverse()
    tablet = world.tablet("two")
    tablet.apply_catalogue(world.publish())
    assert marks.isdisjoint(
        ballot_mark(index_of(tablet).ballots["quartier"], contest) for contest in found.contests
    )


def test_the_command_writes_every_quartier_or_one(world: World, tmp_path: Path) -> None:
    signed = tmp_path / "catalogue.signed"
    newest = world.hub.newest_catalogue()
    assert newest is not None
    signed.write_bytes(newest[1])
    out = tmp_path / "papers"
    command = ["catalogue", "paper", str(signed), "--activity", "quartier", "--out", str(out)]
    assert main(command) == 0
    assert len(list(out.glob("ballot-quartier-*.pdf"))) == len(list(out.glob("projects-*.pdf"))) == 4
    one = tmp_path / "one"
    assert main([*command[:-1], str(one), "--quartier", "canal"]) == 0
    assert {path.name for path in one.iterdir()} == {
        "ballot-quartier-canal.pdf",
        "projects-quartier-canal.pdf",
    }
    assert main([*command[:-1], str(one), "--quartier", "atlantis"]) == 2


@pytest.mark.parametrize(("activity", "quartier"), [("canal-idees", ""), ("x", ""), ("calme", "canal")])
def test_what_has_no_paper_is_refused(world: World, activity: str, quartier: str) -> None:
    with pytest.raises(UsageError):
        blank_papers(index_of(world.tablet()), activity, EN, quartier=quartier)


@needs_poppler
def test_only_a_test_says_that_it_is_one(make_world: Callable[..., World]) -> None:
    papers = blank_papers(index_of(make_world(Mode.OFFICIAL).tablet()), "nom", EN)
    assert "counts for nothing" not in running(papers["ballot-nom.pdf"])
