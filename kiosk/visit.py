"""A visit: one resident's use of the tablet, on the map of `kiosk.visit_map`. Lives in memory only."""

from __future__ import annotations

from collections.abc import Callable

from kiosk.catalogue.activities import Project
from kiosk.status import ABANDONED
from kiosk.tablet import Tablet
from kiosk.visit_map import State, Step
from kiosk.visits.contributing import Contributing
from kiosk.visits.finding import Finding
from kiosk.visits.leaving import Leaving
from kiosk.visits.voting import Voting
from kiosk.visits.where import SYSTEM_RANDOM, Where


class Visit(Finding, Voting, Contributing, Leaving):
    """Everything that is known of the person in front; `end` drops it whole."""

    def __init__(
        self,
        tablet: Tablet,
        language: str,
        shuffle: Callable[[list[Project]], None] = SYSTEM_RANDOM.shuffle,
    ) -> None:
        super().__init__(tablet, language, shuffle)
        self._forget()

    def _forget(self) -> None:
        self._trail, self.kept = [], []
        self._forget_vote()
        self._forget_writing()
        self._forget_farewell()

    def back(self) -> None:
        """One step back. What was chosen or written stays until a step before it is taken back."""
        self._may(Step.BACK)
        match self.state:
            case State.HOME:
                self._go(Step.BACK, State.LANGUAGE)
            case State.REVIEW | State.BALLOT | State.QUARTIER | State.CLAIM:
                self._back_in_vote()
            case State.FORM | State.CHECK:
                self._back_in_form()
            case _:
                self._return()

    def end(self) -> None:
        """Reset: end, cancel or run out of time. Nothing of the person stays here."""
        if self.state is not State.ENDED:
            self._go(Step.END, State.ENDED, Where(State.ENDED))
            if self._counted and not self.kept:
                self._tablet.count(ABANDONED)
            self._forget()

    def _end(self) -> None:
        self.end()

    def _after_last_question(self) -> None:
        if self.where.here is None:
            self._end_farewell_form()
        else:
            super()._after_last_question()

    @property
    def unfinished_work(self) -> bool:
        """Whether a reset would lose choices that someone has made, or words that someone has written."""
        voting = self.draft is not None and bool(self.draft.choices or self.draft.blank)
        return voting or self._writing_begun
