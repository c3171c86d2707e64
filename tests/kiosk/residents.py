"""Residents who do what a test needs, as a screen would for them."""

from __future__ import annotations

from kiosk.claims.codes import Code, printed
from kiosk.ids import DepositKind, ProjectId
from kiosk.tablet import Tablet
from kiosk.visit import Visit
from kiosk.visit_map import State

ADA = ("Ada", "Lovelace", "10/12/1975")
PIN = "2468"


def at_about(tablet: Tablet, activity: str) -> Visit:
    """Someone who reads about an activity."""
    visit = Visit(tablet, "fr")
    visit.choose_language("fr")
    visit.choose_activity(activity)
    return visit


def at_claim(tablet: Tablet, activity: str) -> Visit:
    """Someone who is asked for a proof, where one is needed."""
    visit = at_about(tablet, activity)
    visit.take_part()
    return visit


def at_proposal(tablet: Tablet) -> Visit:
    """Someone who reads a proposal."""
    visit = at_about(tablet, "canal-idees")
    visit.choose_proposal("canal-idees", "p2")
    return visit


def at_check(tablet: Tablet) -> Visit:
    """Someone about to support it, after the charter."""
    visit = at_proposal(tablet)
    visit.begin(DepositKind.SUPPORT)
    visit.accept_charter()
    return visit


def choose(visit: Visit, *projects: str) -> None:
    """Touch these projects, one after another."""
    for project in projects:
        assert visit.draft is not None
        visit.draft = visit.draft.tap(ProjectId(project))


def with_code(tablet: Tablet, code: Code) -> Visit:
    """Someone with a code, before a ballot."""
    visit = at_claim(tablet, "budget")
    visit.prove_by_code(printed(code))
    return visit


def declared(tablet: Tablet, quartier: str = "canal", person: tuple[str, str, str] = ADA) -> Visit:
    """Someone who said who they are and where they live, before a ballot."""
    visit = at_claim(tablet, "quartier")
    visit.prove_by_declaring(*person)
    visit.choose_quartier(quartier)
    return visit


def attended(tablet: Tablet) -> Visit:
    """Someone whom a facilitator let in, before a ballot."""
    visit = at_claim(tablet, "parc-vote")
    visit.prove_by_attendance(PIN)
    return visit


def reviewing(visit: Visit, *projects: str) -> Visit:
    """The same person, looking at the ballot again."""
    choose(visit, *projects)
    visit.review()
    assert visit.state is State.REVIEW
    return visit
