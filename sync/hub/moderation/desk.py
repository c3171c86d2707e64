"""Deciding on contributions: every act is checked against what its author has seen, and can be undone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from kiosk.errors import ModerationError
from kiosk.ids import DepositId
from sync.hub.moderation.decision import Act, HideReason, Status, state_of
from sync.hub.moderation.journal import MEANWHILE, NewDecision
from sync.hub.moderation.listed import Listed, Viewer
from sync.hub.moderation.reading import Reading
from sync.hub.moderation.redaction import redacted_parts
from sync.hub.readable import readable

SENTENCE_MAX = 300
"""Letters of the sentence that goes with a reason."""


class Desk(Reading):
    """The moderation of one hub."""

    def publish(self, viewer: Viewer, deposit: DepositId, seen: int) -> None:
        """Show it to everybody.

        Args:
            viewer: who decides.
            deposit: on what.
            seen: how many acts on it the moderator has seen (`State.steps`); so for every act.

        Raises:
            ModerationError: ``unknown``, ``decided_meanwhile``, ``already``, ``is_merged``.
        """
        one = self._may(viewer, deposit, seen)
        if one.state.status is Status.PUBLISHED:
            raise ModerationError("already", "This contribution is published already.")
        self._not_merged(one)
        self._add(viewer, one, Act.PUBLISH)

    def publish_all(self, viewer: Viewer, chosen: Iterable[tuple[DepositId, int]]) -> tuple[int, int]:
        """Publish those of `chosen` that wait and in which nothing is to be looked at.

        Returns:
            How many were published, and how many were left: decided upon meanwhile, flagged, or gone.
        """
        done = left = 0
        for deposit, seen in chosen:
            try:
                one = self._may(viewer, deposit, seen)
                if one.state.status is not Status.WAITING or one.flagged:
                    left += 1
                    continue
                self._add(viewer, one, Act.PUBLISH)
                done += 1
            except ModerationError:
                left += 1
        return done, left

    def hide(self, viewer: Viewer, deposit: DepositId, seen: int, reason: str, sentence: str) -> None:
        """Show it to nobody, for a reason of the closed list and a sentence.

        Raises:
            ModerationError: as `publish`; ``reason_needed``, ``sentence_needed``, ``holds_others``.
        """
        one = self._may(viewer, deposit, seen)
        if reason not in set(HideReason):
            raise ModerationError("reason_needed", "Choose a reason of the list.")
        said = readable(sentence).strip()
        if not said or len(said) > SENTENCE_MAX:
            raise ModerationError(
                "sentence_needed", f"Say in one sentence why, in {SENTENCE_MAX} letters at most."
            )
        if one.state.status is Status.HIDDEN:
            raise ModerationError("already", "This contribution is hidden already.")
        self._not_merged(one)
        self._holds_none(one)
        self._add(viewer, one, Act.HIDE, reason=reason, sentence=said)

    def edit(self, viewer: Viewer, deposit: DepositId, seen: int, texts: Mapping[str, str]) -> None:
        """Take personal data out: `texts` by part, with words left out or replaced by ``[…]``.

        What can be taken out is of the original: an edit replaces the one before it.

        Raises:
            ModerationError: as `publish`; ``word_added``, ``nothing_taken_out``, ``nothing_left``.
        """
        one = self._may(viewer, deposit, seen)
        self._not_merged(one)
        parts = redacted_parts(one.item.parts, texts)
        if parts == one.state.parts:
            raise ModerationError("already", "The text stands like this already.")
        self._add(viewer, one, Act.EDIT, parts=parts)

    def merge(self, viewer: Viewer, deposit: DepositId, seen: int, into: DepositId, into_seen: int) -> None:
        """Let `into` stand for this one. Both are written down, so that both can be looked up and undone.

        Raises:
            ModerationError: as `publish`; ``not_the_same_kind``, ``holds_others``, ``is_hidden``.
        """
        one = self._may(viewer, deposit, seen)
        kept = self._may(viewer, into, into_seen)
        same = (one.item.consultation, one.item.activity, one.item.kind, one.item.proposal)
        if deposit == into or same != (
            kept.item.consultation,
            kept.item.activity,
            kept.item.kind,
            kept.item.proposal,
        ):
            raise ModerationError(
                "not_the_same_kind", "Two contributions of one kind, in one activity, can be merged."
            )
        for side in (one, kept):
            self._not_merged(side)
            if side.state.status is Status.HIDDEN:
                raise ModerationError("is_hidden", "One of the two is hidden. Undo that first.")
        self._holds_none(one)
        self.journal.add(
            viewer.account,
            (one.item.consultation, one.item.activity),
            (
                NewDecision(deposit, seen, Act.MERGE, {"other": into.hex()}),
                NewDecision(into, into_seen, Act.ABSORB, {"other": deposit.hex()}),
            ),
        )

    def undo(self, viewer: Viewer, deposit: DepositId, seen: int) -> Act:
        """Take back the newest act that still holds; gives which one it was.

        Raises:
            ModerationError: ``unknown``, ``decided_meanwhile``, ``nothing_to_undo``, ``holds_others``.
        """
        one = self._may(viewer, deposit, seen)
        act = one.state.undoable
        if act is None:
            raise ModerationError("nothing_to_undo", "Nothing was decided that could be undone.")
        if act.act is Act.PUBLISH:
            self._holds_none(one)
        new = [NewDecision(deposit, seen, Act.UNDO, {"undone": act.step})]
        if act.act is Act.MERGE and act.other is not None:
            kept = self.journal.of_deposit(act.other, self._key())
            new.append(NewDecision(act.other, state_of(kept).steps, Act.RELEASE, {"other": deposit.hex()}))
        self.journal.add(viewer.account, (one.item.consultation, one.item.activity), new)
        return act.act

    def _may(self, viewer: Viewer, deposit: DepositId, seen: int) -> Listed:
        one = self.one(viewer, deposit)
        if one.state.steps != seen:
            last = one.state.last
            raise ModerationError(
                "decided_meanwhile",
                MEANWHILE,
                account=last.account if last else "",
                act=last.act.value if last else "",
            )
        return one

    @staticmethod
    def _not_merged(one: Listed) -> None:
        if one.state.status is Status.MERGED:
            raise ModerationError("is_merged", "This contribution is merged into another. Undo that first.")

    @staticmethod
    def _holds_none(one: Listed) -> None:
        if one.state.absorbed:
            raise ModerationError(
                "holds_others", "Others were merged into this contribution. Undo that first."
            )

    def _add(self, viewer: Viewer, one: Listed, act: Act, **detail: object) -> None:
        where = (one.item.consultation, one.item.activity)
        self.journal.add(
            viewer.account, where, [NewDecision(one.item.id, one.state.steps, act, dict(detail))]
        )
