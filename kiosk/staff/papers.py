"""Paper ballots and forms that staff key in: batches, checked by two people, accepted whole or not at all.

What is keyed is sealed at once and waits in the vault; nobody reads it back, not even who keyed it. A paper
is therefore *sealed* or *void* and nothing else: whether a ballot is blank is a choice, and stands in the
envelope alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

from kiosk.accounts import PinGate
from kiosk.ballots.ballot import Ballot
from kiosk.ballots.numbering import ballot_mark, form_mark
from kiosk.ballots.rules import BallotRules, rules_for
from kiosk.casting import sealed_deposit
from kiosk.catalogue.activities import BallotActivity, SurveyActivity
from kiosk.catalogue.lookup import CatalogueIndex, Found, Located, Openness
from kiosk.catalogue.model import Account, Role
from kiosk.claims.claim import ClaimRule, ProvenClaim
from kiosk.contributions.content import SurveyContent
from kiosk.contributions.sealing import sealed_contribution
from kiosk.errors import ClaimError, ContributionError, StaffError, VaultError
from kiosk.forms.form import Form
from kiosk.forms.rules import Answers, first_wrong, steps_of
from kiosk.ids import DepositKind
from kiosk.paper.printable import printable
from kiosk.proving import asks_quartier, proven_by_code, proven_by_declaring, quartiers_of
from kiosk.staff.acts import Act
from kiosk.staff.batches import Batch, Proof, Void
from kiosk.staff.desk import StaffDesk, accounts_of
from kiosk.vault import papers as rows
from kiosk.vault.papers import Event, NotOpenError, StoredBatch
from kiosk.vault.store import Deposit

PAPERS_MAX = 500
"""Papers in one batch: what two people can count and key in an evening."""
_REASON_MAX = 120
_EVERY_ROLE = frozenset(Role)


class Papers:
    """The paper of a tablet, for one person at the desk."""

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

    # -- keying

    def begin(self, activity: str, counted: int, contest: str = "") -> Batch:
        """Begin a batch; its papers were counted by hand.

        Raises:
            StaffError: ``no_such_paper`` for what has none, ``paper_not_open``, ``unknown_quartier``,
                ``count_impossible``, ``batch_open``, or what `StaffDesk.may` says.
        """
        self._desk.may(Act.KEY_PAPER)
        located = self._index.activities.get(activity)
        if located is None or not isinstance(located.activity, BallotActivity | SurveyActivity):
            raise StaffError("no_such_paper")
        if self._tablet.openness(located) is not Openness.OPEN:
            raise StaffError("paper_not_open")
        mark = self.mark(activity, contest)
        _check_counted(counted)
        ballot = isinstance(located.activity, BallotActivity)
        now = self._tablet.clock()
        row = StoredBatch(
            number=0,
            consultation=located.consultation.id,
            activity=activity,
            kind=(DepositKind.BALLOT if ballot else DepositKind.SURVEY_RESPONSE).value,
            contest=contest,
            mark=mark,
            counted=counted,
            keyed_by=self._desk.account.id,
            state=rows.OPEN,
            begun_at=now,
            newest=0,
            sealed=0,
            void=0,
            ended_at=None,
            ended_by="",
            signed_by="",
            reason="",
        )
        where = " ".join(filter(None, (activity, contest)))
        detail = self._desk.signed(f"{{batch}}, {where}, {counted} papers")
        number = rows.begin(self._vault, row, Event(now, "paper_begun", detail))
        if number is None:
            raise StaffError("batch_open")
        return self.batch(number)

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

    def key_ballot(self, batch: Batch, ballot: Ballot, proof: Proof) -> int:
        """Seal a paper ballot; gives its number. When this returns, it is on disk and cannot be read back.

        Raises:
            BallotError: it breaks a rule; ClaimError: its right was used meanwhile;
            StaffError: ``all_keyed``, ``paper_changed``, ``paper_not_open``, ``no_batch``, or what
                `StaffDesk.may` says.
        """
        found = self.found(batch)
        if proof.claim.rule is not found.activity.claim:
            raise StaffError("not_in_this_state")
        if proof.mark is not None and self._tablet.took_part_here(proof.mark):
            raise ClaimError("declared_here")

        def sealed() -> Deposit:
            rules, random_bytes = self.rules(batch), self._tablet.random_bytes
            return sealed_deposit(self._index, found, rules, ballot, proof.claim, random_bytes)

        number = self._key(batch, sealed, bytes.fromhex(proof.claim.code))
        if proof.mark is not None:
            self._tablet.declared_on_paper[batch.number, number] = proof.mark
        return number

    def key_form(self, batch: Batch, answers: Answers, language: str) -> int:
        """Seal a paper form; gives its number. Raises `ContributionError`, and as `key_ballot` does."""
        located = self.survey(batch)

        def sealed() -> Deposit:
            wrong = first_wrong(steps_of(located.activity.questions), answers)
            if wrong is not None:
                raise ContributionError(wrong[1])
            if not answers:
                raise ContributionError("answer_missing")
            content = SurveyContent(
                language=language, on=self._tablet.clock().date(), answers=dict(answers), channel="paper"
            )
            where = (located.consultation_id, located.activity_id)
            return sealed_contribution(self._index, where, content, self._tablet.random_bytes)

        return self._key(batch, sealed)

    def form(self, batch: Batch) -> Form:
        """An empty form to key one paper into."""
        return Form(self.survey(batch).activity.questions)

    def key_void(self, batch: Batch, why: str) -> int:
        """Count a paper as void; gives its number. Raises ``unknown_kind``, and as `key_ballot` does."""
        if why not in set(Void):
            raise StaffError("unknown_kind")
        return self._key(batch, None, void=why)

    def undo(self, batch: Batch) -> int:
        """Take the newest paper out, to key it again; gives its number. Raises `StaffError` ``no_paper``."""
        newest = self.batch(batch.number).newest
        if not newest:
            raise StaffError("no_paper")
        self.withdraw(batch, newest)
        return newest

    def withdraw(self, batch: Batch, number: int) -> None:
        """Take a paper out by its number: it is keyed again as the next one. Logged with what it was.

        Raises:
            StaffError: ``no_paper``, ``no_batch``, or what `StaffDesk.may` says.
        """
        self._desk.may(Act.KEY_PAPER)
        void = rows.void_of(self._vault, batch.number).get(number)
        if void is None:
            raise StaffError("no_paper")
        was = "void" if void else "sealed"
        event = self._event("paper_withdrawn", f"{batch.number}, paper {number}, it was {was}")
        with _while_open():
            if not rows.take_out(self._vault, batch.number, number, event):
                raise StaffError("no_paper")
        self._tablet.declared_on_paper.pop((batch.number, number), None)

    def correct(self, batch: Batch, counted: int) -> None:
        """Set the number of papers after another count. Raises `StaffError` ``count_impossible``."""
        self._desk.may(Act.KEY_PAPER)
        _check_counted(counted)
        old = self.batch(batch.number).counted
        event = self._event("paper_corrected", f"{batch.number}, {old} papers, now {counted}")
        with _while_open():
            rows.correct(self._vault, batch.number, counted, event)

    # -- the end of a batch

    def check(self, batch: Batch) -> Batch:
        """The batch as it stands now. Raises `StaffError` ``papers_missing`` or ``papers_too_many``."""
        now = self.batch(batch.number)
        if now.state != rows.OPEN:
            raise StaffError("no_batch")
        if now.missing:
            self._desk.log("paper_differs", f"{now.number}, {now.counted} papers, {now.keyed} keyed")
            raise StaffError("papers_missing" if now.missing > 0 else "papers_too_many")
        return now

    def accept_forms(self, batch: Batch) -> Batch:
        """Make deposits of a batch of forms.

        Raises:
            StaffError: ``two_people`` for ballots; the totals differ; or what `StaffDesk.may` says.
        """
        self._desk.may(Act.KEY_PAPER)
        if batch.is_ballot:
            raise StaffError("two_people")
        return self._accept(self.check(batch), self._desk, "")

    def countersign(self, batch: Batch, counted: int, pin: str) -> Batch:
        """Make deposits of a batch of ballots, after somebody else has counted its papers.

        Args:
            batch: the batch.
            counted: the papers as the second person counted them.
            pin: the second person's.

        Raises:
            StaffError: ``same_person`` for who keyed in it, ``counts_differ``, the totals differ, or what
                `StaffDesk.may` says of the second person.
            ClaimError: ``pin_wrong``, ``pin_wait``, ``pin_locked``.
        """
        tablet = self._tablet
        now = self.check(batch)
        account: Account = PinGate(self._vault).enter(pin, accounts_of(tablet), _EVERY_ROLE, tablet.clock())
        second = StaffDesk(tablet, account)
        second.may(Act.COUNTERSIGN)
        if account.id in now.keyers:
            second.log("refused", f"{Act.COUNTERSIGN}: same_person")
            raise StaffError("same_person")
        if counted != now.counted:
            second.log("paper_differs", f"{now.number}, {now.counted} papers, {counted} counted again")
            raise StaffError("counts_differ")
        return self._accept(now, second, account.id)

    def abandon(self, batch: Batch, reason: str) -> None:
        """Erase what was keyed; the papers stay, and can be keyed in another batch.

        Raises:
            StaffError: ``reason_needed``, ``no_batch``, or what `StaffDesk.may` says.
        """
        self._desk.may(Act.KEY_PAPER)
        why = printable(reason, _REASON_MAX).strip()
        if not why:
            raise StaffError("reason_needed")
        now = self.batch(batch.number)
        event = self._event("paper_abandoned", f"{now.number}, {now.keyed} of {now.counted} keyed: {why}")
        stored = next(row for row in rows.stored(self._vault) if row.number == now.number)
        with _while_open():
            rows.abandon(self._vault, stored, ended_by=self._desk.account.id, reason=why, event=event)
        self._forget_marks(now.number)

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

    def _key(
        self, batch: Batch, sealed: Callable[[], Deposit] | None, spends: bytes = b"", void: str = ""
    ) -> int:
        self._desk.may(Act.KEY_PAPER)
        now = self.batch(batch.number)
        if now.state != rows.OPEN:
            raise StaffError("no_batch")
        if self.mark(now.activity, now.contest) != now.mark:
            raise StaffError("paper_changed")
        if self._tablet.openness(self._index.activities[now.activity]) is not Openness.OPEN:
            raise StaffError("paper_not_open")
        number = self.next_number(now)
        if not number:
            raise StaffError("all_keyed")
        deposit = sealed() if sealed is not None else None
        who = self._desk.account.id
        with _while_open():
            rows.add(self._vault, now.number, number, who, deposit=deposit, spends=spends, void=void)
        return number

    def _accept(self, batch: Batch, signer: StaffDesk, signed_by: str) -> Batch:
        stored = next(row for row in rows.stored(self._vault) if row.number == batch.number)
        figures = f"{batch.number}, {batch.counted} papers, {batch.sealed} sealed, {batch.void} void"
        event = Event(self._tablet.clock(), "paper_accepted", signer.signed(figures))
        with _while_open():
            rows.accept(self._vault, stored, ended_by=self._desk.account.id, signed_by=signed_by, event=event)
        self._forget_marks(batch.number, took_part=True)
        # It is done. Where the papers lay in the order of keying, nothing is left after this.
        with suppress(VaultError):
            self._vault.settle()
        return self.batch(batch.number)

    def _forget_marks(self, batch: int, *, took_part: bool = False) -> None:
        waiting = self._tablet.declared_on_paper
        for place in [place for place in waiting if place[0] == batch]:
            mark = waiting.pop(place)
            if took_part:
                self._tablet.declared_here.add(mark)

    def _event(self, name: str, detail: str) -> Event:
        return Event(self._tablet.clock(), name, self._desk.signed(detail))


@contextmanager
def _while_open() -> Iterator[None]:
    try:
        yield
    except NotOpenError:
        raise StaffError("no_batch") from None


def _check_counted(counted: int) -> None:
    if not 1 <= counted <= PAPERS_MAX:
        raise StaffError("count_impossible")


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
