"""Making a ballot by taps: nothing forbidden gets in, nothing chosen gets lost."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.ballots.ballot import Ballot
from kiosk.ballots.draft import BallotDraft
from kiosk.ballots.rules import UNFINISHED, BallotRules, Broken
from kiosk.catalogue.methods import MethodName
from kiosk.errors import BallotError
from kiosk.ids import ProjectId

from .contests import METHODS, contest, contests

ONE, TWO, THREE, FOUR = map(ProjectId, "1234")
Touch = Callable[[BallotDraft], BallotDraft]


def touches(rules: BallotRules) -> st.SearchStrategy[list[tuple[str, ProjectId, int]]]:
    """Touches of any kind on any project of the contest, and on one that it does not have."""
    names = st.sampled_from([*rules.costs, ProjectId("no such project")])
    kinds = st.sampled_from(["tap", "tap", "more", "more", "fewer", "move", "vote_blank"])
    return st.lists(st.tuples(kinds, names, st.integers(-3, 3)), max_size=25)


def touched(draft: BallotDraft, kind: str, project: ProjectId, places: int) -> BallotDraft:
    """What the screen does with one touch."""
    match kind:
        case "move":
            return draft.move(project, places)
        case "vote_blank":
            return draft.vote_blank()
        case "more":
            return draft.more(project)
        case "fewer":
            return draft.fewer(project)
        case _:
            return draft.tap(project)


@given(st.data())
def test_no_sequence_of_touches_makes_a_ballot_that_more_touches_cannot_mend(data: st.DataObject) -> None:
    rules = data.draw(contests())
    draft = BallotDraft(rules)
    for kind, project, places in data.draw(touches(rules)):
        before = draft.choices
        try:
            draft = touched(draft, kind, project, places)
        except BallotError:
            continue
        assert set(rules.broken(draft.ballot())) <= UNFINISHED
        lost = set(before) - set(draft.choices)
        if rules.method == "choose_one" and kind == "tap":
            assert len(draft.choices) <= 1
        else:
            assert lost <= {project}, "only what was touched may be taken back"


@given(st.data())
def test_what_may_be_reviewed_may_be_cast(data: st.DataObject) -> None:
    rules = data.draw(contests())
    draft = BallotDraft(rules)
    for kind, project, places in data.draw(touches(rules)):
        try:
            draft = touched(draft, kind, project, places)
        except BallotError:
            continue
        if draft.unfinished() is None:
            rules.check(draft.ballot())
            assert draft.choices or draft.blank, "an empty ballot is cast only by whoever asked for blank"


@given(st.data())
def test_what_is_left_and_what_is_given_make_the_whole(data: st.DataObject) -> None:
    rules = data.draw(contests())
    draft = BallotDraft(rules)
    for kind, project, places in data.draw(touches(rules)):
        try:
            draft = touched(draft, kind, project, places)
        except BallotError:
            continue
        assert draft.choices_left + len(draft.choices) == rules.max_choices
        assert draft.choices_left >= 0
        assert draft.points_left + sum(draft.given) == (rules.points or 0)
        assert draft.points_left >= 0
        if rules.max_cost is not None:
            assert draft.money_left == rules.max_cost - draft.spent
            assert draft.spent <= rules.max_cost


@pytest.mark.parametrize("method", METHODS)
def test_a_second_tap_takes_the_choice_back(method: MethodName) -> None:
    rules = contest(method)
    draft = BallotDraft(rules).tap(TWO)
    assert draft.choices == (TWO,)
    assert draft.tap(TWO) == BallotDraft(rules)


def test_choosing_another_single_option_moves_the_choice() -> None:
    assert BallotDraft(contest("choose_one")).tap(ONE).tap(THREE).choices == (THREE,)


def test_a_tap_above_the_maximum_is_refused_and_takes_nothing_away() -> None:
    draft = BallotDraft(contest("approval", max_choices=2)).tap(ONE).tap(TWO)
    with pytest.raises(BallotError) as refused:
        draft.tap(THREE)
    assert refused.value.reason == Broken.TOO_MANY_CHOICES
    assert draft.choices == (ONE, TWO)


def test_a_tap_over_the_budget_is_refused_and_the_last_euro_may_be_spent() -> None:
    draft = BallotDraft(contest("knapsack", max_cost=50)).tap(TWO)
    with pytest.raises(BallotError) as refused:
        draft.tap(FOUR)
    assert refused.value.reason == Broken.OVER_BUDGET
    assert draft.tap(THREE).money_left == Decimal(0)


def test_points_stop_at_the_most_for_one_project_and_at_the_most_in_all() -> None:
    draft = BallotDraft(contest("cumulative")).more(ONE).more(ONE).more(ONE)
    with pytest.raises(BallotError) as refused:
        draft.more(ONE)
    assert refused.value.reason == Broken.TOO_MANY_ON_ONE
    draft = draft.more(TWO).more(TWO).more(TWO).more(THREE)
    assert draft.points_left == 0
    with pytest.raises(BallotError) as refused:
        draft.more(THREE)
    assert refused.value.reason == Broken.TOO_MANY_POINTS


def test_the_last_point_taken_back_takes_the_project_back() -> None:
    draft = BallotDraft(contest("cumulative")).more(ONE).more(TWO).more(ONE)
    assert draft.fewer(TWO).choices == (ONE,)
    assert draft.fewer(ONE).given == (1, 1)
    assert draft.fewer(THREE) is draft


def test_a_minimum_on_one_project_is_given_by_the_first_touch_and_never_undercut() -> None:
    draft = BallotDraft(contest("cumulative", min_per_project=2)).more(ONE)
    assert draft.given == (2,)
    assert draft.fewer(ONE).choices == ()


def test_the_order_of_taps_tells_nothing_except_in_a_ranking() -> None:
    for method in METHODS[1:]:
        forth = BallotDraft(contest(method)).tap(ONE).tap(THREE).ballot()
        back = BallotDraft(contest(method)).tap(THREE).tap(ONE).ballot()
        assert (forth == back) is (method != "ranking"), method


def test_points_stay_with_their_project_when_the_ballot_is_put_in_order() -> None:
    draft = BallotDraft(contest("cumulative")).more(THREE).more(THREE).more(ONE)
    assert draft.ballot() == Ballot((ONE, THREE), (1, 2))


def test_a_ranked_project_moves_and_stops_at_the_ends() -> None:
    draft = BallotDraft(contest("ranking")).tap(ONE).tap(TWO).tap(THREE)
    assert draft.move(THREE, -1).choices == (ONE, THREE, TWO)
    assert draft.move(ONE, -1).choices == (ONE, TWO, THREE)
    assert draft.move(ONE, 9).choices == (TWO, THREE, ONE)
    assert draft.move(FOUR, 1) is draft


def test_blank_is_asked_for_taken_back_and_refused_over_choices() -> None:
    empty = BallotDraft(contest("approval"))
    assert empty.unfinished() == Broken.TOO_FEW_CHOICES
    blank = empty.vote_blank()
    assert blank.unfinished() is None
    assert blank.ballot().blank
    assert blank.vote_blank() == empty
    with pytest.raises(BallotError):
        empty.tap(ONE).vote_blank()


def test_blank_is_refused_where_the_catalogue_has_none() -> None:
    rules = BallotRules("approval", contest("approval").projects, False, 0, 4)
    with pytest.raises(BallotError) as refused:
        BallotDraft(rules).vote_blank()
    assert refused.value.reason == Broken.BLANK_NOT_ALLOWED
    with pytest.raises(BallotError) as cast:
        rules.check(Ballot())
    assert cast.value.reason == Broken.BLANK_NOT_ALLOWED
