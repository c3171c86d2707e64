"""A ballot while it is being made, tap by tap. A tap that a rule forbids is refused with its reason.

Nothing is ever deselected for the resident, with one exception that is what a list of single
choices means: in `choose_one`, touching another option moves the choice there.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal

from kiosk.ballots.ballot import Ballot
from kiosk.ballots.rules import UNFINISHED, BallotRules, Broken
from kiosk.errors import BallotError
from kiosk.ids import ProjectId


@dataclass(frozen=True)
class BallotDraft:
    """Immutable: each tap gives a new draft, or raises `BallotError` and leaves this one as it is."""

    rules: BallotRules
    choices: tuple[ProjectId, ...] = ()
    """In the order of tapping; a ranking's best first."""
    given: tuple[int, ...] = ()
    blank: bool = False
    """The resident said: I vote blank."""

    def ballot(self) -> Ballot:
        """What would be cast: in the catalogue's order unless the order is the vote."""
        if self.rules.method == "ranking":
            return Ballot(self.choices)
        order = {project: place for place, project in enumerate(self.rules.costs)}
        pairs = sorted(
            zip(self.choices, self.given or (0,) * len(self.choices), strict=True), key=lambda p: order[p[0]]
        )
        points = tuple(points for _, points in pairs) if self.rules.points is not None else ()
        return Ballot(tuple(project for project, _ in pairs), points)

    def unfinished(self) -> Broken | None:
        """Why Review is not open yet; None when the ballot may be reviewed and cast."""
        if not self.choices:
            return None if self.blank else Broken.TOO_FEW_CHOICES
        return next(self.rules.broken(self.ballot()), None)

    def tap(self, project: ProjectId) -> BallotDraft:
        """Choose a project, or take the choice back. In a ranking it becomes the next in order."""
        if self.rules.points is not None:
            return self.more(project) if project not in self.choices else self._without(project)
        if project in self.choices:
            return self._without(project)
        kept = () if self.rules.method == "choose_one" else self.choices
        return self._allowed(replace(self, choices=(*kept, project), blank=False))

    def more(self, project: ProjectId) -> BallotDraft:
        """Give one point more; the first touch gives the least a chosen project may have."""
        if self.rules.points is None:
            raise BallotError(Broken.POINTS_MISPLACED)
        if project not in self.choices:
            first = max(1, self.rules.min_per_project)
            return self._allowed(
                replace(self, choices=(*self.choices, project), given=(*self.given, first), blank=False)
            )
        return self._allowed(replace(self, given=self._changed(project, +1)))

    def fewer(self, project: ProjectId) -> BallotDraft:
        """Take one point back; below the least it may have, the project is not chosen any more."""
        if self.points_on(project) == 0:
            return self
        if self.points_on(project) - 1 < max(1, self.rules.min_per_project):
            return self._without(project)
        return replace(self, given=self._changed(project, -1))

    def move(self, project: ProjectId, places: int) -> BallotDraft:
        """Move a ranked project up (negative) or down; at the end of the list it stays."""
        if project not in self.choices:
            return self
        order = list(self.choices)
        target = min(max(order.index(project) + places, 0), len(order) - 1)
        order.remove(project)
        order.insert(target, project)
        return replace(self, choices=tuple(order))

    def vote_blank(self) -> BallotDraft:
        """Say "I vote blank"; again to take it back. Refused while something is chosen."""
        if not self.rules.blank:
            raise BallotError(Broken.BLANK_NOT_ALLOWED)
        if self.choices:
            raise BallotError(Broken.TOO_MANY_CHOICES)
        return replace(self, blank=not self.blank)

    def points_on(self, project: ProjectId) -> int:
        """Points on one project."""
        return dict(zip(self.choices, self.given, strict=False)).get(project, 0)

    @property
    def points_left(self) -> int:
        """Points not given yet; 0 where the method has none."""
        return (self.rules.points or 0) - sum(self.given)

    @property
    def spent(self) -> Decimal:
        """What the chosen projects cost."""
        return self.rules.cost(Ballot(self.choices))

    @property
    def money_left(self) -> Decimal | None:
        """What can still be spent; None where a ballot has no limit of cost."""
        return None if self.rules.max_cost is None else self.rules.max_cost - self.spent

    @property
    def choices_left(self) -> int:
        """How many more projects may be chosen."""
        return self.rules.max_choices - len(self.choices)

    def _without(self, project: ProjectId) -> BallotDraft:
        place = self.choices.index(project)
        given = self.given[:place] + self.given[place + 1 :] if self.given else ()
        return replace(self, choices=self.choices[:place] + self.choices[place + 1 :], given=given)

    def _changed(self, project: ProjectId, by: int) -> tuple[int, ...]:
        place = self.choices.index(project)
        return (*self.given[:place], self.given[place] + by, *self.given[place + 1 :])

    def _allowed(self, draft: BallotDraft) -> BallotDraft:
        for reason in self.rules.broken(draft.ballot() if not draft._unknown() else Ballot(draft.choices)):
            if reason not in UNFINISHED:
                raise BallotError(reason)
        return draft

    def _unknown(self) -> bool:
        return any(choice not in self.rules.costs for choice in self.choices)
