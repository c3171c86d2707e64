"""The states of a visit and the steps between them, as one table.

Screens show the state and offer its steps; nothing else moves a visit.
"""

from __future__ import annotations

from enum import StrEnum


class State(StrEnum):
    """Where a visit is."""

    LANGUAGE = "language"
    HOME = "home"
    BROWSE = "browse"
    """By theme, by quartier, on the map, by words: a list of what was found."""
    CONSULTATION = "consultation"
    READING = "reading"
    """A page, a document, the timeline, results, the progress of a project."""
    ABOUT = "about"
    """What an activity is about, before anything is asked."""
    PROPOSALS = "proposals"
    """The list of proposals, or the answers of a debate."""
    PROPOSAL = "proposal"
    CHARTER = "charter"
    FORM = "form"
    CHECK = "check"
    """All answers of a form again, before they are sent."""
    CLAIM = "claim"
    QUARTIER = "quartier"
    BALLOT = "ballot"
    REVIEW = "review"
    RECORDED = "recorded"
    FAREWELL = "farewell"
    """Satisfaction, a word about the kiosk, keep me informed: once, at the end."""
    SHEET = "sheet"
    """All receipts of the visit."""
    ENDED = "ended"


class Step(StrEnum):
    """What moves it."""

    LANGUAGE = "choose a language"
    BROWSE = "look for something"
    CONSULTATION = "choose a consultation"
    ACTIVITY = "choose an activity"
    READ = "read"
    PROPOSAL = "choose a proposal"
    TAKE_PART = "take part"
    BEGIN = "begin a contribution"
    ACCEPT = "accept the charter"
    ANSWER = "answer"
    SEND = "send"
    PROVE = "prove the right"
    QUARTIER = "choose a quartier"
    REVIEW = "look at the ballot again"
    CAST = "cast"
    MORE = "do something else"
    FINISH = "finish"
    TELL = "say in one touch how it went"
    BACK = "go back"
    END = "end, cancel or run out of time"


_LISTS = (State.HOME, State.BROWSE, State.CONSULTATION)
_ACTIVITIES = (State.ABOUT, State.READING, State.PROPOSALS)
_WRITE = (State.CHARTER, State.FORM, State.CHECK)
_LEAVE = (State.FAREWELL, State.SHEET, State.ENDED)
_FIND = {
    Step.BROWSE: (State.BROWSE,),
    Step.CONSULTATION: (State.CONSULTATION, *_ACTIVITIES),
    Step.ACTIVITY: _ACTIVITIES,
    Step.PROPOSAL: (State.PROPOSAL,),
    Step.FINISH: _LEAVE,
}

TABLE: dict[State, dict[Step, tuple[State, ...]]] = {
    State.LANGUAGE: {Step.LANGUAGE: (State.HOME,)},
    State.HOME: {**_FIND, Step.BACK: (State.LANGUAGE,)},
    State.BROWSE: {**_FIND, Step.BACK: (State.HOME, State.BROWSE)},
    State.CONSULTATION: {
        Step.ACTIVITY: _ACTIVITIES,
        Step.READ: (State.READING,),
        Step.BACK: (State.HOME, State.BROWSE),
    },
    State.READING: {Step.READ: (State.READING,), Step.BACK: (*_LISTS, *_ACTIVITIES)},
    State.ABOUT: {
        Step.TAKE_PART: (State.CLAIM, State.QUARTIER, State.BALLOT),
        Step.BEGIN: _WRITE,
        Step.READ: (State.READING,),
        Step.BACK: _LISTS,
    },
    State.PROPOSALS: {
        Step.PROPOSAL: (State.PROPOSAL,),
        Step.BEGIN: _WRITE,
        Step.READ: (State.READING,),
        Step.BACK: _LISTS,
    },
    State.PROPOSAL: {
        Step.BEGIN: _WRITE,
        Step.BACK: (State.PROPOSALS, State.BROWSE, State.HOME, State.FORM),
    },
    State.CHARTER: {
        Step.ACCEPT: (State.FORM, State.CHECK),
        Step.BACK: (State.ABOUT, State.PROPOSALS, State.PROPOSAL),
    },
    State.FORM: {
        Step.ANSWER: (State.FORM, State.CHECK, State.FAREWELL),
        Step.PROPOSAL: (State.PROPOSAL,),
        Step.BACK: (State.FORM, State.ABOUT, State.PROPOSALS, State.PROPOSAL, State.FAREWELL),
    },
    State.CHECK: {
        Step.SEND: (State.RECORDED,),
        Step.ANSWER: (State.FORM,),
        Step.BACK: (State.FORM, State.PROPOSAL),
    },
    State.CLAIM: {Step.PROVE: (State.QUARTIER, State.BALLOT), Step.BACK: (State.ABOUT,)},
    State.QUARTIER: {Step.QUARTIER: (State.BALLOT,), Step.BACK: (State.CLAIM, State.ABOUT)},
    State.BALLOT: {Step.REVIEW: (State.REVIEW,), Step.BACK: (State.QUARTIER, State.CLAIM, State.ABOUT)},
    State.REVIEW: {Step.CAST: (State.RECORDED,), Step.BACK: (State.BALLOT,)},
    State.RECORDED: {Step.MORE: (State.HOME, State.PROPOSALS), Step.FINISH: _LEAVE},
    State.FAREWELL: {
        Step.TELL: (State.FAREWELL,),
        Step.BEGIN: (State.FORM,),
        Step.FINISH: (State.SHEET, State.ENDED),
    },
    State.SHEET: {Step.FINISH: (State.ENDED,)},
    State.ENDED: {},
}
for _state, _steps in TABLE.items():
    if _state is not State.ENDED:
        _steps[Step.END] = (State.ENDED,)
