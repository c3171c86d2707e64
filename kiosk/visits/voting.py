"""Voting: the claim, the quartier, the ballot, the last look, the cast."""

from __future__ import annotations

from kiosk.accounts import PinGate
from kiosk.ballots.draft import BallotDraft
from kiosk.ballots.rules import rules_for
from kiosk.catalogue.activities import Project
from kiosk.catalogue.lookup import Found
from kiosk.catalogue.model import Role
from kiosk.claims.claim import ClaimRule, ProvenClaim
from kiosk.errors import BallotError, ClaimError, VisitError
from kiosk.ids import DepositKind
from kiosk.proving import asks_quartier, proven_by_code, proven_by_declaring, quartiers_of
from kiosk.receipts import Receipt
from kiosk.visit_map import State, Step
from kiosk.visits.where import Walk

ATTENDING = frozenset({Role.FACILITATOR, Role.STAFF, Role.ADMINISTRATOR})


class Voting(Walk):
    """Steps of a ballot."""

    def _forget_vote(self) -> None:
        self.claim: ProvenClaim | None = None
        self.draft: BallotDraft | None = None
        self.options: tuple[Project, ...] = ()
        self._declared: tuple[str, bytes] | None = None

    def take_part(self) -> None:
        """Begin to take part.

        Raises:
            VisitError: why nobody can now: a `NotAccepting` reason, ``not_yet_open`` or ``closed``.
        """
        self._may(Step.TAKE_PART)
        found = self._found
        self._check_open()
        if found.activity.claim is ClaimRule.NONE:
            self._proven(Step.TAKE_PART, ProvenClaim(rule=ClaimRule.NONE))
        else:
            self._go(Step.TAKE_PART, State.CLAIM)

    def prove_by_code(self, typed: str) -> None:
        """Show a voting code, typed or scanned.

        Raises:
            ClaimError: ``code_incomplete``, ``code_mistyped``, ``code_unknown``, ``code_spent_here``.
        """
        self._may_prove(ClaimRule.CODE)
        claim = proven_by_code(self._found, self._index, self._tablet.vault, typed)
        self._proven(Step.PROVE, claim)

    def prove_by_declaring(self, first_name: str, last_name: str, birth_date: str) -> None:
        """Declare who one is.

        Raises:
            ClaimError: what is missing or unreadable, or ``declared_here`` when this person took part here.
        """
        self._may_prove(ClaimRule.DECLARED)
        typed, today = (first_name, last_name, birth_date), self._tablet.clock().date()
        claim, mark = proven_by_declaring(self._found, self._tablet.opening_key, typed, today)
        if self._tablet.took_part_here(mark):
            raise ClaimError("declared_here")
        self._declared = mark
        self._proven(Step.PROVE, claim)

    def prove_by_attendance(self, pin: str) -> None:
        """A facilitator opens the visit with a PIN. Raises `ClaimError` ``pin_wrong`` or ``pin_wait``."""
        self._may_prove(ClaimRule.ATTENDED)
        accounts = self._index.catalogue.accounts
        account = PinGate(self._tablet.vault).enter(pin, accounts, ATTENDING, self._tablet.clock())
        self._proven(Step.PROVE, ProvenClaim(rule=ClaimRule.ATTENDED, attended_by=account.id))

    def prove_by_desk(self, account: str) -> None:
        """A member of the staff opened this visit at the desk (`kiosk.staff.attending`): no PIN again."""
        self._may_prove(ClaimRule.ATTENDED)
        self._proven(Step.PROVE, ProvenClaim(rule=ClaimRule.ATTENDED, attended_by=account))

    def choose_quartier(self, quartier: str) -> None:
        """Say where one lives. Raises `ClaimError` ``wrong_quartier`` when that part does not vote here."""
        self._may(Step.QUARTIER)
        if quartier not in self.quartiers_voting():
            raise ClaimError("wrong_quartier")
        claim = self.claim
        if claim is None:
            raise VisitError("not_now")
        self.claim = claim.model_copy(update={"quartier": quartier})
        self._begin_ballot(Step.QUARTIER)

    def review(self) -> None:
        """Look at the ballot again before it is cast. Raises `BallotError` while it is unfinished."""
        self._may(Step.REVIEW)
        unfinished = self._draft.unfinished()
        if unfinished is not None:
            raise BallotError(unfinished)
        self._go(Step.REVIEW, State.REVIEW)

    def cast(self) -> Receipt:
        """Record the ballot. When this returns, it is on disk; when it raises, nothing was recorded.

        Raises:
            VisitError: closed or paused since; ClaimError: the code was used meanwhile;
            BallotError: a rule is broken; VaultError: the disk refused.
        """
        self._may(Step.CAST)
        self._check_open()
        claim = self.claim
        if claim is None:
            raise VisitError("not_now")
        if self._declared is not None and self._tablet.took_part_here(self._declared):
            raise ClaimError("declared_here")
        draft = self._draft
        receipt = self._caster().cast(self._found, draft.rules, draft.ballot(), claim)
        if self._declared is not None:
            self._tablet.declared_here.add(self._declared)
        self._keep(DepositKind.BALLOT, receipt)
        # The vote is sealed away: nothing of it stays with the visit while the receipt is shown.
        self._forget_vote()
        self._go(Step.CAST, State.RECORDED)
        return receipt

    # -- questions ----------------------------------------------------------------------------------

    def quartiers_voting(self) -> tuple[str, ...]:
        """Quartiers that may vote in the chosen activity."""
        return quartiers_of(self._found, self._index)

    @property
    def contest(self) -> str:
        """The quartier whose ballot is filled in; empty for the whole city."""
        by_quartier = self.found is not None and self.found.activity.by_quartier
        return self.claim.quartier if self.claim is not None and by_quartier else ""

    # -- inside -------------------------------------------------------------------------------------

    def _back_in_vote(self) -> None:
        match self.state:
            case State.REVIEW:
                self._go(Step.BACK, State.BALLOT)
            case State.BALLOT if self._asks_quartier():
                self.draft, self.options = None, ()
                self._go(Step.BACK, State.QUARTIER)
            case State.BALLOT | State.QUARTIER:
                self._forget_vote()
                proves = self._found.activity.claim is not ClaimRule.NONE
                self._go(Step.BACK, State.CLAIM if proves else State.ABOUT)
            case _:
                self._forget_vote()
                self._go(Step.BACK, State.ABOUT)

    @property
    def _found(self) -> Found:
        if self.found is None:
            raise VisitError("not_now")
        return self.found

    @property
    def _draft(self) -> BallotDraft:
        if self.draft is None:
            raise VisitError("not_now")
        return self.draft

    def _may_prove(self, rule: ClaimRule) -> None:
        self._may(Step.PROVE)
        if self._found.activity.claim is not rule:
            raise VisitError("not_now")

    def _asks_quartier(self) -> bool:
        return asks_quartier(self._found, self._index)

    def _proven(self, step: Step, claim: ProvenClaim) -> None:
        self.claim = claim
        if self._asks_quartier():
            self._go(step, State.QUARTIER)
        else:
            self._begin_ballot(step)

    def _begin_ballot(self, step: Step) -> None:
        found = self._found
        rules = rules_for(found, self.contest)
        options = list(found.projects(self.contest))
        if found.activity.order == "random":
            self._shuffle(options)
        self.draft, self.options = BallotDraft(rules), tuple(options)
        self._go(step, State.BALLOT)
