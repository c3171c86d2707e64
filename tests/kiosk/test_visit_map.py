"""Every step from every state of a visit: it goes where the table says, or nothing moves."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import product
from pathlib import Path

import pytest

from kiosk.claims.codes import printed
from kiosk.errors import VisitError
from kiosk.ids import DepositKind
from kiosk.tablet import Tablet
from kiosk.visit import Visit
from kiosk.visit_map import TABLE, State, Step
from kiosk.visits.browsing import Browsing
from tests.kiosk.residents import ADA, PIN, at_check, at_claim, at_proposal, choose, reviewing
from tests.world import World


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """One city for the whole table."""
    folder: Path = tmp_path_factory.mktemp("city")
    city = World(folder, codes={"budget": 1})
    yield city
    city.close()


@pytest.fixture(scope="module")
def tablet(world: World) -> Tablet:
    """Its tablet."""
    return world.tablet()


def at(tablet: Tablet, state: State, step: Step | None = None) -> Visit:  # noqa: PLR0912 - one case a state
    """A visit in that state, from where `step` can be taken if the table has it there."""
    visit = Visit(tablet, "fr")
    if state is not State.LANGUAGE:
        visit.choose_language("fr")
    match state:
        case State.LANGUAGE | State.HOME:
            pass
        case State.BROWSE:
            visit.browse(Browsing("themes"))
        case State.CONSULTATION:
            visit.choose_consultation("canal-demain")
        case State.READING:
            visit.choose_activity("comment-ca-marche")
        case State.ABOUT:
            visit.choose_activity("signaler" if step is Step.BEGIN else "nom")
        case State.PROPOSALS:
            visit.choose_activity("canal-idees")
        case State.PROPOSAL:
            visit = at_proposal(tablet)
        case State.CHARTER:
            visit = at_proposal(tablet)
            visit.begin(DepositKind.SUPPORT)
        case State.CHECK:
            visit = at_check(tablet)
        case State.FORM:
            visit.choose_activity("signaler")
            visit.begin(DepositKind.REPORT)
        case State.CLAIM:
            visit = at_claim(tablet, "budget")
        case State.QUARTIER:
            visit = at_claim(tablet, "quartier")
            visit.prove_by_declaring(*ADA)
        case State.BALLOT:
            visit = at_claim(tablet, "nom")
            choose(visit, "a")
        case State.REVIEW:
            visit = reviewing(at_claim(tablet, "nom"), "a")
        case State.RECORDED | State.FAREWELL | State.ENDED:
            visit = reviewing(at_claim(tablet, "nom"), "a")
            visit.cast()
            if state is State.FAREWELL:
                visit.finish()
            elif state is State.ENDED:
                visit.end()
        case State.SHEET:
            visit = at_check(tablet)
            visit.send()
            visit.more()
            visit.choose_proposal("canal-idees", "p3")
            visit.begin(DepositKind.SUPPORT)
            visit.send()
            visit.finish()
            visit.finish()
    return visit


def begin(visit: Visit, _: World) -> None:
    """What can be begun from where the visit is."""
    if visit.state is State.FAREWELL:
        visit.begin_farewell(DepositKind.FEEDBACK)
    else:
        kinds = {State.PROPOSALS: DepositKind.PROPOSAL, State.PROPOSAL: DepositKind.COMMENT}
        visit.begin(kinds.get(visit.state, DepositKind.REPORT))


def next_or_change(visit: Visit, _: World) -> None:
    """On from a question, or back to one."""
    visit.next_question()


Take = Callable[[Visit, World], object]
TAKEN: dict[Step, dict[str, Take]] = {
    Step.LANGUAGE: {"choose_language": lambda visit, _: visit.choose_language("en")},
    Step.ACTIVITY: {"choose_activity": lambda visit, _: visit.choose_activity("nom")},
    Step.BROWSE: {"browse": lambda visit, _: visit.browse(Browsing("words", "canal"))},
    Step.CONSULTATION: {
        "choose_consultation": lambda visit, _: visit.choose_consultation("canal-demain"),
        "choose_one_with_a_single_activity": lambda visit, _: visit.choose_consultation("signalements"),
    },
    Step.READ: {"read": lambda visit, _: visit.read("timeline")},
    Step.PROPOSAL: {"choose_proposal": lambda visit, _: visit.choose_proposal("canal-idees", "p1")},
    Step.BEGIN: {"begin": begin},
    Step.ACCEPT: {"accept_charter": lambda visit, _: visit.accept_charter()},
    Step.ANSWER: {"next_question": next_or_change},
    Step.SEND: {"send": lambda visit, _: visit.send()},
    Step.MORE: {"more": lambda visit, _: visit.more()},
    Step.FINISH: {"finish": lambda visit, _: visit.finish()},
    Step.TELL: {"tell": lambda visit, _: visit.tell("good")},
    Step.TAKE_PART: {"take_part": lambda visit, _: visit.take_part()},
    Step.PROVE: {
        "prove_by_code": lambda visit, world: visit.prove_by_code(printed(world.drawn["budget"][0])),
        "prove_by_declaring": lambda visit, _: visit.prove_by_declaring(*ADA),
        "prove_by_attendance": lambda visit, _: visit.prove_by_attendance(PIN),
    },
    Step.QUARTIER: {"choose_quartier": lambda visit, _: visit.choose_quartier("canal")},
    Step.REVIEW: {"review": lambda visit, _: visit.review()},
    Step.CAST: {"cast": lambda visit, _: visit.cast()},
    Step.BACK: {"back": lambda visit, _: visit.back()},
    Step.END: {"end": lambda visit, _: visit.end()},
}
OTHER_PROOFS = {"prove_by_declaring", "prove_by_attendance"}
"""Proofs that the vote with codes does not take."""
PAIRS = [(state, step, method) for state, step in product(State, Step) for method in TAKEN[step]]


def seen(visit: Visit) -> dict[str, object]:
    """Everything of a visit but its tablet."""
    things = {name: value for name, value in vars(visit).items() if name != "_tablet"}
    return {name: list(thing) if isinstance(thing, list) else thing for name, thing in things.items()}


def allowed(state: State, step: Step, method: str) -> bool:
    """Whether the table lets this method move a visit from there."""
    return step in TABLE[state] and method not in OTHER_PROOFS and (state, step) != NOTHING_LEFT


NOTHING_LEFT = (State.CHECK, Step.ANSWER)
"""A support has no questions that could be changed."""


@pytest.mark.parametrize(("state", "step", "method"), [pair for pair in PAIRS if allowed(*pair)])
def test_a_step_of_the_table_leads_where_it_says(
    world: World, tablet: Tablet, state: State, step: Step, method: str
) -> None:
    visit = at(tablet, state, step)
    assert visit.state is state
    TAKEN[step][method](visit, world)
    assert visit.state in TABLE[state][step]


ALWAYS = {Step.LANGUAGE}
"""Speaking another language is possible at any time and moves nothing."""
HARMLESS = {(State.ENDED, Step.END)}
"""Ending twice is no mistake."""


@pytest.mark.parametrize(
    ("state", "step", "method"),
    [pair for pair in PAIRS if not allowed(*pair) and pair[1] not in ALWAYS and pair[:2] not in HARMLESS],
)
def test_a_step_that_is_not_in_the_table_is_refused_and_moves_nothing(
    world: World, tablet: Tablet, state: State, step: Step, method: str
) -> None:
    visit = at(tablet, state)
    before = seen(visit)
    cast = sum(line.cast for line in tablet.vault.account())
    with pytest.raises(VisitError) as refused:
        TAKEN[step][method](visit, world)
    assert refused.value.reason == ("visit_ended" if state is State.ENDED else "not_now")
    assert seen(visit) == before
    assert sum(line.cast for line in tablet.vault.account()) == cast


@pytest.mark.parametrize("state", [state for state in State if state not in {State.LANGUAGE, State.ENDED}])
def test_another_language_may_be_spoken_at_any_time_and_nothing_else_changes(
    tablet: Tablet, state: State
) -> None:
    visit = at(tablet, state)
    before = seen(visit)
    visit.choose_language("en")
    assert seen(visit) == before | {"language": "en"}


def test_nobody_speaks_to_a_visit_that_has_ended(tablet: Tablet) -> None:
    visit = at(tablet, State.ENDED)
    with pytest.raises(VisitError) as refused:
        visit.choose_language("en")
    assert refused.value.reason == "visit_ended"
    visit.end()
    assert visit.state is State.ENDED


def test_every_state_can_be_ended_and_reached() -> None:
    assert all(Step.END in steps for state, steps in TABLE.items() if state is not State.ENDED)
    reached = {target for steps in TABLE.values() for targets in steps.values() for target in targets}
    assert reached == set(State)
