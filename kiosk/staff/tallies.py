"""Group tallies: hands raised on a question, counted by the staff, corrected freely until recorded."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from kiosk.catalogue.lookup import Openness
from kiosk.contributions.content import TallyContent, TallyOption
from kiosk.contributions.sealing import sealed_contribution
from kiosk.contributions.tally import TALLIES, Asked, can_be_asked, questions_in
from kiosk.errors import StaffError
from kiosk.ids import ConsultationId
from kiosk.paper.printable import printable
from kiosk.receipts import Receipt, receipt_of
from kiosk.staff.acts import Act
from kiosk.staff.tally_draft import TallyDraft, are_enough, kept_question, with_answer
from kiosk.staff.words import ALIGNMENTS

if TYPE_CHECKING:
    from kiosk.i18n import Translator
    from kiosk.staff.desk import StaffDesk

_TITLE_MAX = 200


class Tallies:
    """The tallies of a tablet, for one person at the desk."""

    def __init__(self, desk: StaffDesk) -> None:
        self._desk, self._tablet = desk, desk.tablet

    def questions(self) -> tuple[Asked, ...]:
        """What the catalogue asks now and hands can answer."""
        index = self._tablet.index
        located = index.activities.values() if index is not None else ()
        return tuple(
            asked
            for one in located
            if self._tablet.openness(one) is Openness.OPEN
            for asked in questions_in(one)
            if can_be_asked(asked)
        )

    def on(self, asked: Asked, tr: Translator) -> TallyDraft:
        """Begin a tally on a question of the catalogue, in the words of `tr`."""
        self._desk.may(Act.TALLY)
        index, located = self._tablet.index, asked.located
        title = asked.title.within(tr.language)
        quartiers = {q.id: q.name for q in index.catalogue.quartiers} if index is not None else {}
        if asked.key in quartiers:
            title = f"{title} · {quartiers[asked.key]}"
        words = [
            tr(ALIGNMENTS[name]) if text.empty else text.within(tr.language) for name, text in asked.options
        ]
        return TallyDraft(
            question=printable(title, _TITLE_MAX),
            options=[printable(option, _TITLE_MAX) for option in words],
            one_hand_each=asked.one_hand_each,
            ids=tuple(name for name, _ in asked.options),
            consultation=located.consultation.id,
            activity=located.activity.id,
            key=asked.key,
        )

    def on_typed(self, question: str, options: Sequence[str], *, one_hand_each: bool) -> TallyDraft:
        """Begin a tally on a question that somebody typed; it belongs to no consultation.

        Raises:
            StaffError: ``question_needed``, ``answers_needed``, ``too_many_answers``, ``same_answer_twice``,
                or what `StaffDesk.may` says.
        """
        self._desk.may(Act.TALLY)
        asked = kept_question(question)
        answers: tuple[str, ...] = ()
        for option in options:
            answers = with_answer(answers, option)
        if not are_enough(answers):
            raise StaffError("answers_needed")
        return TallyDraft(question=asked, options=list(answers), one_hand_each=one_hand_each)

    def record(self, draft: TallyDraft, language: str) -> Receipt:
        """Record a tally for good. When this returns, it is on disk; when it raises, nothing was recorded.

        Args:
            draft: with every number.
            language: of the screens while it was taken.

        Raises:
            StaffError: what `TallyDraft.check` and `StaffDesk.may` say, or ``no_catalogue``.
            VaultError: the disk refused.
        """
        self._desk.may(Act.TALLY)
        draft.check()
        index = self._tablet.index
        if index is None:
            raise StaffError("no_catalogue")
        counted = zip(draft.ids or [""] * len(draft.options), draft.options, draft.hands, strict=True)
        content = TallyContent(
            language=language,
            on=self._tablet.clock().date(),
            question=draft.question,
            activity=draft.activity,
            key=draft.key,
            options=tuple(
                TallyOption(id=name, title=title, hands=hands or 0) for name, title, hands in counted
            ),
            people=draft.people or 0,
            one_hand_each=draft.one_hand_each,
            remarks=draft.remarks,
        )
        where = (ConsultationId(draft.consultation), TALLIES)
        deposit = sealed_contribution(index, where, content, self._tablet.random_bytes)
        self._tablet.vault.cast(deposit)
        draft.recorded = True
        # Which question it was, and no number: those are in the deposit, sealed.
        self._desk.log("tally_recorded", draft.activity or "-")
        return receipt_of(deposit.id)
