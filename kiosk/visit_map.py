"""The states of a visit and the steps between them, as one table.

Screens show the state and offer its steps; nothing else moves a visit.
"""

from __future__ import annotations

from enum import StrEnum


class State(StrEnum):
    """Where a visit is."""

    LANGUAGE = "language"
    HOME = "home"
    ABOUT = "about"
    CLAIM = "claim"
    QUARTIER = "quartier"
    BALLOT = "ballot"
    REVIEW = "review"
    RECORDED = "recorded"
    ENDED = "ended"


class Step(StrEnum):
    """What moves it."""

    LANGUAGE = "choose a language"
    ACTIVITY = "choose an activity"
    TAKE_PART = "take part"
    PROVE = "prove the right"
    QUARTIER = "choose a quartier"
    REVIEW = "look at the ballot again"
    CAST = "cast"
    BACK = "go back"
    END = "end, cancel or run out of time"


TABLE: dict[State, dict[Step, tuple[State, ...]]] = {
    State.LANGUAGE: {Step.LANGUAGE: (State.HOME,), Step.END: (State.ENDED,)},
    State.HOME: {
        Step.ACTIVITY: (State.ABOUT,),
        Step.BACK: (State.LANGUAGE,),
        Step.END: (State.ENDED,),
    },
    State.ABOUT: {
        Step.TAKE_PART: (State.CLAIM, State.QUARTIER, State.BALLOT),
        Step.BACK: (State.HOME,),
        Step.END: (State.ENDED,),
    },
    State.CLAIM: {
        Step.PROVE: (State.QUARTIER, State.BALLOT),
        Step.BACK: (State.ABOUT,),
        Step.END: (State.ENDED,),
    },
    State.QUARTIER: {
        Step.QUARTIER: (State.BALLOT,),
        Step.BACK: (State.CLAIM, State.ABOUT),
        Step.END: (State.ENDED,),
    },
    State.BALLOT: {
        Step.REVIEW: (State.REVIEW,),
        Step.BACK: (State.QUARTIER, State.CLAIM, State.ABOUT),
        Step.END: (State.ENDED,),
    },
    State.REVIEW: {
        Step.CAST: (State.RECORDED,),
        Step.BACK: (State.BALLOT,),
        Step.END: (State.ENDED,),
    },
    State.RECORDED: {Step.END: (State.ENDED,)},
    State.ENDED: {},
}
