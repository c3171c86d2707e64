"""Finding: languages, lists, consultations, and everything that is only read."""

from __future__ import annotations

from kiosk.catalogue.activities import (
    AnyActivity,
    DebateActivity,
    FollowUpActivity,
    PageActivity,
    ProposalsActivity,
)
from kiosk.catalogue.lookup import Located
from kiosk.catalogue.model import Consultation
from kiosk.errors import VisitError
from kiosk.visit_map import State, Step
from kiosk.visits.browsing import Browsing
from kiosk.visits.where import Walk, Where


class Finding(Walk):
    """Steps that leave nothing behind."""

    def choose_language(self, language: str) -> None:
        """Speak this language. Possible at any time: it keeps everything else."""
        if self.state is State.ENDED:
            raise VisitError("visit_ended")
        self.language = language
        if self.state is State.LANGUAGE:
            self._go(Step.LANGUAGE, State.HOME)

    def browse(self, browsing: Browsing) -> None:
        """Look for something: in a list of themes or quartiers, or by words.

        Raises:
            VisitError: ``unknown_place`` for a theme or a quartier that the catalogue does not have.
        """
        self._may(Step.BROWSE)
        catalogue = self._index.catalogue
        known = {
            "theme": {theme.id for theme in catalogue.themes},
            "quartier": {quartier.id for quartier in catalogue.quartiers},
        }
        if browsing.by in known and browsing.value not in known[browsing.by]:
            raise VisitError("unknown_place")
        typing = self.where.browsing is not None and self.where.browsing.by == browsing.by == "search"
        # What is typed is kept in the same place, so that Back from what was found leads to it.
        self._go(Step.BROWSE, State.BROWSE, Where(State.BROWSE, browsing=browsing), leaving=not typing)

    def choose_consultation(self, consultation: str) -> None:
        """Look at a consultation; one with a single activity and nothing else to read opens that.

        Raises:
            VisitError: ``unknown_activity`` when the catalogue does not have it.
        """
        self._may(Step.CONSULTATION)
        found = self._index.consultations.get(consultation)
        if found is None:
            raise VisitError("unknown_activity")
        if len(found.activities) == 1 and not has_more_to_read(found):
            self._to_activity(Step.CONSULTATION, self._index.within(found)[0])
        else:
            where = Where(State.CONSULTATION, consultation=found)
            self._go(Step.CONSULTATION, State.CONSULTATION, where, leaving=True)

    def choose_activity(self, activity: str) -> None:
        """Look at an activity. Raises `VisitError` ``unknown_activity``."""
        self._may(Step.ACTIVITY)
        located = self._index.activities.get(activity)
        if located is None:
            raise VisitError("unknown_activity")
        self._to_activity(Step.ACTIVITY, located)

    def begin_at(self, activity: str, language: str) -> None:
        """Begin at an activity, in a language. Back leads to what else there is.

        Raises:
            VisitError: ``unknown_activity``; the visit stands at the list then.
        """
        self.choose_language(language)
        self.choose_activity(activity)

    def _to_activity(self, step: Step, located: Located[AnyActivity]) -> None:
        match located.activity:
            case PageActivity() | FollowUpActivity():
                state = State.READING
            case ProposalsActivity() | DebateActivity():
                state = State.PROPOSALS
            case _:
                state = State.ABOUT
        where = Where(state, consultation=located.consultation, here=located)
        self._go(step, state, where, leaving=True)

    def read(self, what: str) -> None:
        """Read something of the consultation or activity (`Where.reading`)."""
        self._may(Step.READ)
        where = Where(State.READING, consultation=self.where.consultation, here=self.where.here, reading=what)
        self._go(Step.READ, State.READING, where, leaving=True)

    def choose_proposal(self, activity: str, proposal: str) -> None:
        """Read a proposal. Raises `VisitError` ``unknown_proposal``."""
        self._may(Step.PROPOSAL)
        located = self._index.activities.get(activity)
        if located is None or not isinstance(located.activity, ProposalsActivity):
            raise VisitError("unknown_proposal")
        found = next((known for known in located.activity.proposals if known.id == proposal), None)
        if found is None:
            raise VisitError("unknown_proposal")
        where = Where(State.PROPOSAL, consultation=located.consultation, here=located, proposal=found)
        self._go(Step.PROPOSAL, State.PROPOSAL, where, leaving=True)


def has_more_to_read(consultation: Consultation) -> bool:
    """Whether a consultation has a page of its own besides its activities."""
    return bool(
        consultation.documents
        or consultation.decisions
        or consultation.picture
        or not consultation.synthesis.empty
        or len(consultation.phases) > 1
    )
