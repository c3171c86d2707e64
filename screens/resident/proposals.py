"""Proposals to read, or a debate with what was answered; and the way to write one's own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.app import ComposeResult

from kiosk.catalogue.activities import DebateActivity, ProposalsActivity, PublishedProposal
from kiosk.catalogue.lookup import Openness
from kiosk.errors import KioskError, VisitError
from kiosk.ids import DepositKind
from screens.resident.step import ResidentStep
from screens.resident.voices import comment_lines
from screens.widgets.choice import Choice
from screens.widgets.entry import Entry
from screens.widgets.pages import ManyPages, PagerWords, Reader
from screens.widgets.row import Option

if TYPE_CHECKING:
    from screens.app import KioskApp


class _ListStep(ResidentStep):
    """A list with one thing to write at its end, while it is open."""

    kind: DepositKind

    def __init__(self, app: KioskApp, question: str, main: str, *, writing: bool) -> None:
        visit = app.visit
        here = visit.where.here if visit else None
        is_open = here is not None and app.tablet.openness(here) is Openness.OPEN
        super().__init__(app, question, main=main if writing and is_open else "")

    def on_main(self) -> None:
        """Write."""
        try:
            self.visit.begin(self.kind)
        except KioskError as error:
            self.refuse(error)
            return
        self.kiosk.show_visit()


class ProposalsScreen(_ListStep):
    """One row a proposal, the most supported first."""

    kind = DepositKind.PROPOSAL

    def __init__(self, app: KioskApp, activity: ProposalsActivity) -> None:
        tr = app.tr
        self._proposals = sorted(activity.proposals, key=lambda proposal: -proposal.supports)
        title = activity.title.within(tr.language)
        super().__init__(app, title, tr("Write a proposal →"), writing=activity.writing)

    def compose_body(self) -> ComposeResult:
        """The rows of one page at a time: there may be thousands."""
        tr = self.tr
        words = PagerWords(
            tr("▲ Previous"), lambda n: tr.plural("{n} more proposal ▼", "{n} more proposals ▼", n)
        )
        if self._proposals:
            proposals = self._proposals
            yield ManyPages(len(proposals), lambda place: Entry(self._option(proposals[place])), words)
        else:
            text = tr("Nobody has proposed anything yet. Be the first.") if self.bars.main else ""
            yield Reader(text or tr("Nobody has proposed anything."), words)

    def _option(self, proposal: PublishedProposal) -> Option:
        tr, index = self.tr, self.kiosk.tablet.index
        parts = [tr.plural("{n} support", "{n} supports", proposal.supports)]
        if index is not None and proposal.quartier:
            parts.append(index.quartier_name(proposal.quartier))
        if index is not None and proposal.theme and not self.tiny:
            parts.append(index.theme_title(proposal.theme, tr.language))
        return Option(proposal.id, proposal.title.within(tr.language), " · ".join(parts))

    def on_choice_tapped(self, event: Choice.Tapped) -> None:
        """Read it."""
        event.stop()
        here = self.visit.where.here
        try:
            self.visit.choose_proposal(here.activity.id if here else "", event.project_id)
        except KioskError as error:
            self.refuse(error)
            return
        self.kiosk.show_visit()


class DebateScreen(_ListStep):
    """The question, and what was answered."""

    kind = DepositKind.COMMENT

    def __init__(self, app: KioskApp, activity: DebateActivity) -> None:
        tr = app.tr
        self._activity = activity
        super().__init__(app, activity.title.within(tr.language), tr("Answer →"), writing=True)

    def compose_body(self) -> ComposeResult:
        """Everything in one text, in pages."""
        tr, language, activity = self.tr, self.tr.language, self._activity
        words = PagerWords(tr("▲ Previous"), lambda _lines: tr("Read on ▼"))
        parts = [
            "" if activity.question.has(language) else tr("This text exists only in another language."),
            activity.about.within(language),
            activity.question.within(language),
            tr.plural("{n} answer", "{n} answers", len(activity.comments)) if activity.comments else "",
            *comment_lines(tr, activity.comments),
        ]
        yield Reader("\n\n".join(part for part in parts if part), words)


def proposals_screen(app: KioskApp) -> ResidentStep:
    """The list of proposals, or the debate, that is looked at."""
    here = app.visit.where.here if app.visit else None
    match here.activity if here else None:
        case ProposalsActivity() as activity:
            return ProposalsScreen(app, activity)
        case DebateActivity() as activity:
            return DebateScreen(app, activity)
        case _:
            raise VisitError("not_now")
