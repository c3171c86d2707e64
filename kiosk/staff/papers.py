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
from kiosk.casting import sealed_deposit
from kiosk.catalogue.activities import BallotActivity, SurveyActivity
from kiosk.catalogue.lookup import Openness
from kiosk.catalogue.model import Account, Role
from kiosk.contributions.content import SurveyContent
from kiosk.contributions.sealing import sealed_contribution
from kiosk.errors import ClaimError, ContributionError, StaffError, VaultError
from kiosk.forms.form import Form
from kiosk.forms.rules import Answers, first_wrong, steps_of
from kiosk.ids import DepositKind
from kiosk.paper.printable import printable
from kiosk.staff.acts import Act
from kiosk.staff.batches import Batch, Proof, Void
from kiosk.staff.desk import StaffDesk, accounts_of
from kiosk.staff.paper_batches import Batches
from kiosk.vault import papers as rows
from kiosk.vault.papers import Event, NotOpenError, StoredBatch
from kiosk.vault.store import Deposit

PAPERS_MAX = 500
"""Papers in one batch: what two people can count and key in an evening."""
_REASON_MAX = 120
_EVERY_ROLE = frozenset(Role)


class Papers(Batches):
    """The paper of a tablet, for one person at the desk."""

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
