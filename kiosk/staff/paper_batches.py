"""What is known of keyed paper: its batches, their votes and rules, and what proves the right of a paper."""

from __future__ import annotations

from kiosk.ballots.numbering import ballot_mark, form_mark
from kiosk.ballots.rules import BallotRules, rules_for
from kiosk.catalogue.activities import BallotActivity, SurveyActivity
from kiosk.catalogue.lookup import CatalogueIndex, Found, Located, Openness
from kiosk.claims.claim import ClaimRule, ProvenClaim
from kiosk.errors import ClaimError, StaffError
from kiosk.ids import DepositKind
from kiosk.proving import asks_quartier, proven_by_code, proven_by_declaring, quartiers_of
from kiosk.staff.acts import Act
from kiosk.staff.batches import Batch, Proof
from kiosk.staff.desk import StaffDesk
from kiosk.vault import papers as rows
from kiosk.vault.papers import StoredBatch


class Batches:
    """The batches of a tablet, as one person at the desk sees them. Changes nothing."""

    def __init__(self, desk: StaffDesk) -> None:
        self._desk = desk
        self._tablet = desk.tablet
        self._vault = desk.tablet.vault

    # -- questions

    def activities(self) -> tuple[Located[BallotActivity] | Located[SurveyActivity], ...]:
        """Votes and surveys that are open now."""
        index = self._index
        kept = (BallotActivity, SurveyActivity)
        return tuple(
            located  # type: ignore[misc]
            for located in index.activities.values()
            if isinstance(located.activity, kept) and self._tablet.openness(located) is Openness.OPEN
        )

    def open(self) -> tuple[Batch, ...]:
        """Batches that are neither accepted nor abandoned."""
        return tuple(map(_read, rows.open_batches(self._vault)))

    def all(self) -> tuple[Batch, ...]:
        """Every batch of this tablet, the oldest first."""
        return tuple(map(_read, rows.stored(self._vault)))

    def batch(self, number: int) -> Batch:
        """One batch. Raises `StaffError` ``no_batch``."""
        found = next((batch for batch in self.all() if batch.number == number), None)
        if found is None:
            raise StaffError("no_batch")
        return found

    def next_number(self, batch: Batch) -> int:
        """The number of the paper that is keyed next: the first that is free; 0 when all are keyed."""
        taken = rows.void_of(self._vault, batch.number)
        return next((n for n in range(1, batch.counted + 1) if n not in taken), 0)

    def keyed(self, batch: Batch) -> tuple[int, ...]:
        """The numbers of the papers that are keyed."""
        return tuple(rows.void_of(self._vault, batch.number))

    def found(self, batch: Batch) -> Found:
        """The vote of a batch. Raises `StaffError` ``no_batch`` when the catalogue no longer has it."""
        found = self._index.ballots.get(batch.activity)
        if found is None:
            raise StaffError("no_batch")
        return found

    def survey(self, batch: Batch) -> Located[SurveyActivity]:
        """The survey of a batch. Raises `StaffError` ``no_batch``."""
        return self._survey(batch.activity)

    def rules(self, batch: Batch) -> BallotRules:
        """The rules of its ballots."""
        return rules_for(self.found(batch), batch.contest)

    def mark(self, activity: str, contest: str = "") -> str:
        """What stands on the paper of an activity as the catalogue is now. Raises `StaffError`."""
        found = self._index.ballots.get(activity)
        if found is None:
            return form_mark(self._survey(activity))
        if contest not in found.contests:
            raise StaffError("unknown_quartier")
        return ballot_mark(found, contest)

    # -- the right of a paper

    def prove_by_code(self, batch: Batch, typed: str) -> Proof:
        """The code of the outer envelope. Raises `ClaimError` as a visit does."""
        found = self.found(batch)
        self._claims(found, ClaimRule.CODE)
        claim = proven_by_code(found, self._index, self._vault, typed)
        if found.activity.by_quartier and claim.quartier != batch.contest:
            raise ClaimError("wrong_quartier")
        return Proof(claim)

    def prove_by_declaring(
        self, batch: Batch, first_name: str, last_name: str, birth_date: str, quartier: str = ""
    ) -> Proof:
        """What is declared on the outer envelope. Raises `ClaimError` as a visit does."""
        found = self.found(batch)
        self._claims(found, ClaimRule.DECLARED)
        typed, today = (first_name, last_name, birth_date), self._tablet.clock().date()
        claim, mark = proven_by_declaring(found, self._tablet.opening_key, typed, today)
        if self._tablet.took_part_here(mark):
            raise ClaimError("declared_here")
        return Proof(self._living(found, batch, claim, quartier), mark)

    def prove_by_nothing(self, batch: Batch) -> Proof:
        """For a vote that asks for nothing, or whose voters this account has seen: it attests."""
        found = self.found(batch)
        self._claims(found, ClaimRule.NONE, ClaimRule.ATTENDED)
        rule = found.activity.claim
        by = self._desk.account.id if rule is ClaimRule.ATTENDED else ""
        return Proof(self._living(found, batch, ProvenClaim(rule=rule, attended_by=by), ""))

    def asks_quartier(self, batch: Batch) -> tuple[str, ...]:
        """The quartiers to choose from for each paper; empty where the batch or the code says it."""
        found = self.found(batch)
        if found.activity.by_quartier or not asks_quartier(found, self._index):
            return ()
        return quartiers_of(found, self._index)

    # -- inside

    @property
    def _index(self) -> CatalogueIndex:
        index = self._tablet.index
        if index is None:
            raise StaffError("no_catalogue")
        return index

    def _survey(self, activity: str) -> Located[SurveyActivity]:
        located = self._index.activities.get(activity)
        if located is None or not isinstance(located.activity, SurveyActivity):
            raise StaffError("no_such_paper")
        return located  # type: ignore[return-value]

    def _claims(self, found: Found, *rules: ClaimRule) -> None:
        self._desk.may(Act.KEY_PAPER)
        if found.activity.claim not in rules:
            raise StaffError("not_in_this_state")

    def _living(self, found: Found, batch: Batch, claim: ProvenClaim, quartier: str) -> ProvenClaim:
        """The claim with where its person votes."""
        if found.activity.by_quartier:
            quartier = batch.contest
        elif not asks_quartier(found, self._index):
            return claim
        if quartier not in quartiers_of(found, self._index):
            raise ClaimError("wrong_quartier")
        return claim.model_copy(update={"quartier": quartier})


def _read(row: StoredBatch) -> Batch:
    return Batch(
        number=row.number,
        activity=row.activity,
        kind=DepositKind(row.kind),
        contest=row.contest,
        mark=row.mark,
        counted=row.counted,
        sealed=row.sealed,
        void=row.void,
        newest=row.newest,
        keyers=tuple(row.keyed_by.split("\n")),
        state=row.state,
        begun_at=row.begun_at,
        ended_at=row.ended_at,
        signed_by=row.signed_by,
        reason=row.reason,
    )
