"""One proposal: what it says, what the city answered, what others think; support it or comment on it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from textual.app import ComposeResult

from kiosk.catalogue.activities import ProposalsActivity
from kiosk.catalogue.lookup import Openness
from kiosk.errors import KioskError, VisitError
from kiosk.ids import DepositKind
from screens.resident.step import ResidentStep
from screens.resident.voices import comment_lines, signature
from screens.widgets.action import Action
from screens.widgets.pages import PagerWords, Reader

if TYPE_CHECKING:
    from screens.app import KioskApp


class ProposalScreen(ResidentStep):
    """The main action is the support; a comment is the other thing one can do."""

    def __init__(self, app: KioskApp) -> None:
        visit, tr = app.visit, app.tr
        where = visit.where if visit else None
        if visit is None or where is None or where.proposal is None or where.here is None:
            raise VisitError("not_now")
        self.proposal, activity = where.proposal, where.here.activity
        open_now = app.tablet.openness(where.here) is Openness.OPEN
        proposals = activity if isinstance(activity, ProposalsActivity) and open_now else None
        self._comments = proposals is not None and proposals.commenting
        supports = proposals is not None and proposals.supporting
        supported = visit.supported(self.proposal.id)
        main = (tr("✔ Supported") if supported else tr("Support →")) if supports else ""
        super().__init__(app, self.proposal.title.within(tr.language), main=main)

    def compose_body(self) -> ComposeResult:
        """Everything in one text, in pages; the comment below it."""
        tr = self.tr
        words = PagerWords(tr("▲ Previous"), lambda _lines: tr("Read on ▼"))
        yield Reader("\n\n".join(part for part in self._parts() if part), words)

    def beside(self) -> Iterator[Action]:
        """Comment, beside supporting."""
        if self._comments:
            yield Action(self.tr("Write a comment"), id="comment")

    def _parts(self) -> list[str]:
        tr, language, proposal = self.tr, self.tr.language, self.proposal
        index = self.kiosk.tablet.index
        about = [tr.plural("{n} support", "{n} supports", proposal.supports)]
        if index is not None and proposal.quartier:
            about.append(index.quartier_name(proposal.quartier))
        if index is not None and proposal.theme:
            about.append(index.theme_title(proposal.theme, language))
        answer = proposal.answer.within(language)
        return [
            "" if proposal.title.has(language) else tr("This text exists only in another language."),
            " · ".join(about),
            proposal.body.within(language),
            signature(tr, proposal.author, tr.day(proposal.on)),
            tr("The city answers: {answer}", answer=answer) if answer else "",
            tr.plural("{n} comment", "{n} comments", len(proposal.comments)) if proposal.comments else "",
            *comment_lines(tr, proposal.comments),
        ]

    def on_main(self) -> None:
        """Support it."""
        self._begin(DepositKind.SUPPORT)

    def on_action_pressed(self, event: Action.Pressed) -> None:
        """Comment on it."""
        if event.action.id == "comment":
            event.stop()
            self._begin(DepositKind.COMMENT)

    def _begin(self, kind: DepositKind) -> None:
        try:
            self.visit.begin(kind)
        except KioskError as error:
            self.refuse(error)
            return
        self.kiosk.show_visit()
