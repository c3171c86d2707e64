"""Hands raised on a question: what can be asked, and which numbers are possible.

A tally is no ballot: nobody proved a right, and everybody saw it. It is a deposit of a kind of its own,
under a name that no activity can have: whatever counts, publishes or erases what an activity received
never meets it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kiosk.catalogue.activities import (
    AnyActivity,
    BallotActivity,
    DebateActivity,
    ProposalsActivity,
    SurveyActivity,
)
from kiosk.catalogue.lookup import CatalogueIndex, Located
from kiosk.catalogue.methods import ChooseOne
from kiosk.catalogue.parts import NO_TEXT, Text
from kiosk.catalogue.questions import MultipleChoice, SingleChoice
from kiosk.contributions.content import TallyContent
from kiosk.contributions.contribution import ALIGNMENTS
from kiosk.ids import ActivityId

TALLIES = ActivityId("+tallies")
"""In place of an activity. The ids of a catalogue begin with a letter or a figure."""
OPTIONS_MIN, OPTIONS_MAX = 2, 60
PEOPLE_MAX = 9_999
"""More do not fit into any hall of the city; a longer number is a finger that slipped."""


@dataclass(frozen=True)
class Asked:
    """A question of the catalogue to which hands can be raised."""

    located: Located[AnyActivity]
    key: str
    """Which of the activity's; empty where there is one."""
    title: Text
    options: tuple[tuple[str, Text], ...]
    """(id, words); without words: an alignment, for which screens have some."""
    one_hand_each: bool


def questions_in(located: Located[AnyActivity]) -> Iterator[Asked]:
    """The questions of an activity, in its order; none where nothing can be answered by a hand."""
    match activity := located.activity:
        case BallotActivity():
            # As on paper: choosing one is one hand, every other way of voting is a hand for each.
            one = isinstance(activity.method, ChooseOne)
            for contest in activity.quartier_budgets or ("",):
                options = tuple((p.id, p.title) for p in activity.projects if contest in ("", p.quartier))
                yield Asked(located, contest, activity.title, options, one)
        case ProposalsActivity():
            options = tuple((proposal.id, proposal.title) for proposal in activity.proposals)
            yield Asked(located, "", activity.title, options, one_hand_each=False)
        case DebateActivity():
            alignments = tuple((name, NO_TEXT) for name in ALIGNMENTS)
            yield Asked(located, "", activity.question, alignments, one_hand_each=True)
        case SurveyActivity():
            for question in activity.questions:
                if isinstance(question, SingleChoice | MultipleChoice):
                    options = tuple((option.id, option.title) for option in question.options)
                    one = isinstance(question, SingleChoice)
                    yield Asked(located, question.id, question.title, options, one)


def can_be_asked(asked: Asked) -> bool:
    """Whether a room can answer it by hands: two answers at least, and not more than anyone would read."""
    return OPTIONS_MIN <= len(asked.options) <= OPTIONS_MAX


def wrong_hands(people: int, hands: Sequence[int], *, one_hand_each: bool) -> str | None:
    """Why these numbers cannot be: ``people_needed``, ``number_too_large``, ``option_more_than_people``,
    ``more_hands_than_people``; None when they can.
    """
    if people < 1:
        return "people_needed"
    if max(people, *hands, 0) > PEOPLE_MAX:
        return "number_too_large"
    if any(number > people for number in hands):
        return "option_more_than_people"
    return "more_hands_than_people" if one_hand_each and sum(hands) > people else None


def broken_tally(content: TallyContent, activity: str, index: CatalogueIndex) -> str | None:
    """The first rule that a tally breaks, looked at again after it was opened; None when it breaks none."""
    hands = [option.hands for option in content.options]
    if activity != TALLIES or not OPTIONS_MIN <= len(hands) <= OPTIONS_MAX:
        return "not_possible_here"
    if content.activity:
        located = index.activities.get(content.activity)
        ids = tuple(option.id for option in content.options)
        known = questions_in(located) if located is not None else ()
        if not any(
            asked.key == content.key and tuple(name for name, _ in asked.options) == ids for asked in known
        ):
            return "not_possible_here"
    return wrong_hands(content.people, hands, one_hand_each=content.one_hand_each)
