"""Hands raised: numbers that can be, corrected freely until recorded, and never among ballots."""

from __future__ import annotations

import pytest

from kiosk.catalogue.model import Role
from kiosk.contributions.content import TallyContent
from kiosk.contributions.sealing import opened_contribution
from kiosk.contributions.tally import OPTIONS_MAX, PEOPLE_MAX, TALLIES, broken_tally, wrong_hands
from kiosk.errors import StaffError
from kiosk.i18n import translator
from kiosk.ids import DepositKind
from kiosk.staff.tallies import Tallies
from kiosk.staff.tally_draft import REMARKS_MAX, TallyDraft
from kiosk.tablet import Status, Tablet
from tests.kiosk.staff.test_acts import at_status, desk
from tests.world import World

TR = translator("fr")


@pytest.fixture
def tablet(world: World) -> Tablet:
    """An open tablet."""
    return world.tablet()


@pytest.fixture
def tallies(tablet: Tablet) -> Tallies:
    """The tallies, for a facilitator."""
    return Tallies(desk(tablet, Role.FACILITATOR))


def typed(tallies: Tallies, *, one_hand_each: bool = True) -> TallyDraft:
    return tallies.on_typed("Un banc ici ?", ["Oui", "Non"], one_hand_each=one_hand_each)


def counted(draft: TallyDraft, people: int, *hands: int) -> TallyDraft:
    draft.set_people(str(people))
    for place, number in enumerate(hands):
        draft.set_hands(place, str(number))
    return draft


def opened(world: World, tablet: Tablet) -> TallyContent:
    (deposit,) = tablet.vault.deliverable(9)
    content = opened_contribution(deposit, world.mode, world.hub.contributions_open_key())
    assert isinstance(content, TallyContent)
    return content


def test_a_typed_question_is_recorded_as_it_was_counted(
    world: World, tablet: Tablet, tallies: Tallies
) -> None:
    draft = counted(typed(tallies), 20, 12, 5)
    draft.set_remarks("Trois personnes sont parties\u202e avant\x1b[31m")
    tallies.record(draft, "fr")
    content = opened(world, tablet)
    assert (content.format, content.counted) == ("kiosk-tally/1", "hands_raised")
    assert (content.question, content.people, content.one_hand_each) == ("Un banc ici ?", 20, True)
    assert [(option.title, option.hands) for option in content.options] == [("Oui", 12), ("Non", 5)]
    assert content.remarks == "Trois personnes sont parties avant[31m"
    (line,) = tablet.vault.account()
    assert (line.consultation, line.activity, line.kind) == ("", TALLIES, "tally")
    assert line.cast == 1


def test_each_question_of_the_catalogue_that_hands_can_answer_is_offered(
    world: World, tablet: Tablet, tallies: Tallies
) -> None:
    assert tablet.index is not None
    asked = tallies.questions()
    kinds = {one.located.activity.kind for one in asked}
    assert kinds == {"ballot", "proposals", "survey", "debate"}
    for one in asked:
        draft = tallies.on(one, TR)
        assert draft.question
        assert all(draft.options)
        counted(draft, 9, *[0] * len(draft.options))
        tallies.record(draft, "fr")
    key = world.hub.contributions_open_key()
    for deposit in tablet.vault.deliverable(999):
        content = opened_contribution(deposit, world.mode, key)
        assert isinstance(content, TallyContent)
        assert broken_tally(content, deposit.activity, tablet.index) is None
        assert tablet.index.activities[content.activity].consultation_id == deposit.consultation
    assert {line.kind for line in tablet.vault.account()} == {DepositKind.TALLY}
    assert tablet.vault.waiting() == {}, "no ballot waits for company"


@pytest.mark.parametrize(
    ("people", "hands", "one_each", "reason"),
    [
        (0, (0, 0), True, "people_needed"),
        (20, (12, 9), True, "more_hands_than_people"),
        (20, (12, 8), True, None),
        (20, (20, 20), False, None),
        (20, (21, 0), False, "option_more_than_people"),
        (PEOPLE_MAX + 1, (0, 0), True, "number_too_large"),
    ],
)
def test_hands_against_people(
    people: int, hands: tuple[int, ...], one_each: bool, reason: str | None
) -> None:
    assert wrong_hands(people, hands, one_hand_each=one_each) == reason


def test_a_wrong_number_is_refused_and_a_right_one_may_follow(tallies: Tallies) -> None:
    draft = counted(typed(tallies), 20, 12)
    with pytest.raises(StaffError, match="more_hands_than_people"):
        draft.set_hands(1, "9")
    assert draft.hands == [12, None]
    draft.set_hands(1, "8")
    with pytest.raises(StaffError, match="more_hands_than_people"):
        draft.set_people("19")
    assert draft.people == 20
    draft.set_hands(0, "11")
    draft.set_people("19")
    assert (draft.people, draft.hands) == (19, [11, 8])


@pytest.mark.parametrize(
    ("number", "reason"),
    [("", "number_needed"), ("-1", "number_needed"), ("٣", "number_needed"), ("99999", "number_too_large")],
)
def test_what_is_no_number_is_refused(tallies: Tallies, number: str, reason: str) -> None:
    draft = typed(tallies)
    with pytest.raises(StaffError, match=reason):
        draft.set_people(number)
    assert draft.people is None


@pytest.mark.parametrize(
    ("question", "options", "reason"),
    [
        (" \u200b", ["Oui", "Non"], "question_needed"),
        ("Un banc ?", ["Oui", "  "], "answers_needed"),
        ("Un banc ?", ["Oui", "OUI"], "same_answer_twice"),
        ("Un banc ?", [f"n{n}" for n in range(OPTIONS_MAX + 1)], "too_many_answers"),
    ],
)
def test_what_makes_no_question_is_refused(
    tallies: Tallies, question: str, options: list[str], reason: str
) -> None:
    with pytest.raises(StaffError, match=reason):
        tallies.on_typed(question, options, one_hand_each=True)


def test_unfinished_or_recorded_already_it_is_not_recorded(tablet: Tablet, tallies: Tallies) -> None:
    draft = counted(typed(tallies), 20, 12)
    with pytest.raises(StaffError, match="number_needed"):
        tallies.record(draft, "fr")
    assert tablet.vault.undelivered() == 0
    draft.set_hands(1, "3")
    tallies.record(draft, "fr")
    with pytest.raises(StaffError, match="already_recorded"):
        tallies.record(draft, "fr")
    assert tablet.vault.undelivered() == 1


def test_a_closed_tablet_takes_none(tablet: Tablet, tallies: Tallies) -> None:
    draft = counted(typed(tallies), 20, 12, 3)
    at_status(tablet, Status.CLOSED)
    with pytest.raises(StaffError, match="not_in_this_state"):
        tallies.record(draft, "fr")
    assert tablet.vault.undelivered() == 0


def test_the_log_says_that_hands_were_counted_and_not_how_many(tablet: Tablet, tallies: Tallies) -> None:
    draft = counted(typed(tallies), 777, 555, 111)
    draft.set_remarks("x" * 2000)
    assert len(draft.remarks) <= REMARKS_MAX
    tallies.record(draft, "fr")
    _, name, detail = tablet.vault.events()[-1]
    assert (name, detail) == ("tally_recorded", "a-facilitator, facilitator: -")
