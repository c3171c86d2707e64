"""A paper ballot as a line of numbers: ``3 7 12``, ``3=2 7=1``, or ``3 3 7`` where points are given.

The numbers are those of the paper (`kiosk.ballots.numbering`). A ballot that is read so is judged by
the same `BallotRules` as one that was touched.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from kiosk.ballots.ballot import Ballot
from kiosk.ballots.draft import BallotDraft
from kiosk.ballots.rules import UNFINISHED, BallotRules
from kiosk.ids import ProjectId

LINE_MAX = 400
"""Characters of a line."""
_BETWEEN = re.compile(r"[\s,;.]+")
_TOKEN = re.compile(r"([0-9]{1,4})(?:[=:]([0-9]{1,4})?)?")
_BLANK = "0"


@dataclass(frozen=True)
class Wrong:
    """What is wrong with a line, and where."""

    reason: str
    """A `Broken`, or ``line_unreadable``, ``no_such_number``, ``points_not_here``, ``points_missing``,
    ``blank_and_more``, ``nothing_keyed``."""
    part: str = ""
    """The part of the line, as typed; empty for the whole."""


@dataclass(frozen=True)
class Reading:
    """How a line is understood so far."""

    draft: BallotDraft
    """As far as the line could be read."""
    wrong: Wrong | None = None
    """The first thing that is wrong; None: it may be deposited."""

    @property
    def unfinished(self) -> bool:
        """Whether more numbers can mend what is wrong: no error yet for who is still typing."""
        return self.wrong is not None and self.wrong.reason in (
            *UNFINISHED,
            "nothing_keyed",
            "points_missing",
        )


def read_line(rules: BallotRules, text: str) -> Reading:
    """Understand a line. ``0`` alone is a blank ballot."""
    parts = [part for part in _BETWEEN.split(text[:LINE_MAX]) if part]
    draft = BallotDraft(rules)
    if parts == [_BLANK]:
        draft = BallotDraft(rules, blank=True)
        return Reading(draft, None if rules.blank else Wrong("blank_not_allowed", _BLANK))
    for part in parts:
        step = _with(draft, part)
        if isinstance(step, Wrong):
            return Reading(draft, step)
        draft = step
    if not parts:
        return Reading(draft, Wrong("nothing_keyed"))
    unfinished = draft.unfinished()
    return Reading(draft, Wrong(unfinished) if unfinished is not None else None)


def _with(draft: BallotDraft, part: str) -> BallotDraft | Wrong:
    """The draft with one part more, or why not."""
    rules = draft.rules
    read = _number_and_points(rules, part)
    if isinstance(read, Wrong):
        return read
    number, points = read
    project = ProjectId(rules.projects[number - 1].id)
    if rules.points is None:
        return _allowed(BallotDraft(rules, (*draft.choices, project)), part)
    given = dict(zip(draft.choices, draft.given, strict=True))
    if points is not None and project in given:
        return Wrong("repeated_project", part)
    given[project] = given.get(project, 0) + (1 if points is None else points)
    return _allowed(BallotDraft(rules, tuple(given), tuple(given.values())), part)


def _number_and_points(rules: BallotRules, part: str) -> tuple[int, int | None] | Wrong:
    """``3`` or ``3=2``; None for points: the number alone, which gives one."""
    found = _TOKEN.fullmatch(part)
    reason = ""
    if found is None:
        reason = "line_unreadable"
    elif part == _BLANK:
        reason = "blank_and_more"
    elif not 1 <= int(found[1]) <= len(rules.projects):
        reason = "no_such_number"
    elif part != found[1]:
        # A sign for points stands behind the number, with or without them.
        if rules.points is None:
            reason = "points_not_here"
        elif not int(found[2] or 0):
            reason = "points_missing"
    if found is None or reason:
        return Wrong(reason, part)
    return int(found[1]), int(found[2]) if found[2] else None


def _allowed(draft: BallotDraft, part: str) -> BallotDraft | Wrong:
    ballot = Ballot(draft.choices, draft.given)
    broken = next((reason for reason in draft.rules.broken(ballot) if reason not in UNFINISHED), None)
    return draft if broken is None else Wrong(broken, part)
