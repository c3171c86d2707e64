"""Casting a file's votes through `Visit`, tap by tap, as a screen does."""

from __future__ import annotations

from kiosk.ballots.draft import BallotDraft
from kiosk.claims.codes import Code
from kiosk.errors import BallotError
from kiosk.pabulib.model import PabulibVote
from kiosk.tablet import Tablet
from kiosk.visit import Visit
from sync.replay.election import ACTIVITY, Election

_TOUCHES_AT_MOST = 100


def cast_vote(tablet: Tablet, election: Election, vote: PabulibVote, code: Code) -> None:
    """One visit, from the first touch to the reset.

    Raises:
        BallotError: the file's rules forbid this ballot; nothing was cast.
        ClaimError: the code is not accepted here.
    """
    visit = Visit(tablet, "en", shuffle=lambda _projects: None)
    try:
        visit.choose_language("en")
        visit.choose_activity(ACTIVITY)
        visit.take_part()
        visit.prove_by_code(code)
        if vote.problem:
            raise BallotError("unreadable", vote.problem)
        if visit.draft is not None:
            visit.draft = _filled(visit.draft, election, vote)
        visit.review()
        visit.cast()
    finally:
        visit.end()


def _filled(draft: BallotDraft, election: Election, vote: PabulibVote) -> BallotDraft:
    choices = [election.ours[choice] for choice in vote.choices]
    if not choices:
        return draft.vote_blank()
    if len(set(choices)) != len(choices):
        raise BallotError("repeated_project")
    if draft.rules.points is None:
        for choice in choices:
            if draft.rules.method == "choose_one" and draft.choices:
                # On the screen a second touch moves the choice; in a file two choices are one too many.
                raise BallotError("too_many_choices")
            draft = draft.tap(choice)
        return draft
    for choice, points in zip(choices, vote.points, strict=True):
        if points < max(1, draft.rules.min_per_project) or points > _TOUCHES_AT_MOST:
            # No touch gives a chosen project less, and nobody touches so often; the rules decide.
            draft = BallotDraft(draft.rules, (*draft.choices, choice), (*draft.given, points))
            continue
        while draft.points_on(choice) < points:
            draft = draft.more(choice)
    return draft
