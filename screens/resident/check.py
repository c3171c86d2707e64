"""All answers again, before anything is sent."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from textual.app import ComposeResult

from kiosk.catalogue.questions import Section
from kiosk.errors import KioskError, VaultError, VisitError
from kiosk.ids import DepositKind
from screens.resident.form_words import answer_words, question_words
from screens.resident.step import ResidentStep
from screens.widgets.choice import Choice
from screens.widgets.entry import Entry
from screens.widgets.pages import Pages
from screens.widgets.row import Option
from screens.widgets.text import Plain
from screens.words import pager_words

if TYPE_CHECKING:
    from screens.app import KioskApp


class CheckScreen(ResidentStep):
    """One row an answer; touching it leads back there. Sending is the one thing that records."""

    confidential = True
    weighty = True

    def __init__(self, app: KioskApp) -> None:
        visit, tr = app.visit, app.tr
        contribution = visit.where.contribution if visit else None
        if visit is None or contribution is None:
            raise VisitError("not_now")
        self.contribution = contribution
        supports = contribution.kind is DepositKind.SUPPORT
        question = (
            tr("Support this proposal?") if supports else tr("Check, then send. Nothing is recorded yet.")
        )
        super().__init__(app, question, main=self._send_words(app), main_short=tr("Send →"))
        self.busy = False
        """Whether it is being recorded: nothing may move the visit meanwhile."""

    @staticmethod
    def _send_words(app: KioskApp) -> str:
        return app.tr("Send →")

    def compose_body(self) -> ComposeResult:
        """The answers, in pages."""
        tr = self.tr
        proposal = self.visit.where.proposal
        if self.contribution.kind is DepositKind.SUPPORT and proposal is not None:
            yield Plain(proposal.title.within(tr.language), classes="check-title")
            yield Plain(tr("Your support is counted with the others. You are not asked who you are."))
            return
        form = self.contribution.form
        rows = [
            Entry(
                Option(
                    step.key,
                    answer_words(tr, step.question, form.answer_to(step)),
                    question_words(tr, self.contribution.kind, step),
                    below_first=True,
                    private=getattr(step.question, "address", False),
                )
            )
            for step in form.steps
            if not isinstance(step.question, Section)
        ]
        words = pager_words(tr)
        yield Pages(rows, words)

    def on_choice_tapped(self, event: Choice.Tapped) -> None:
        """Change this answer."""
        event.stop()
        if self.busy:
            return
        try:
            self.visit.change_answer(event.project_id)
        except KioskError as error:
            self.refuse(error)
            return
        self.kiosk.show_visit()

    def on_main(self) -> None:
        """Send, once, however often the button is touched."""
        if not self.busy:
            self.busy = True
            self.set_main(self.tr("Recording…"), ready=False)
            self.run_worker(self._send(), exclusive=True)

    def on_back(self) -> None:
        """Change something; not while it is being recorded."""
        if not self.busy:
            super().on_back()

    async def _send(self) -> None:
        # The disk is waited for in a thread; the thanks come only after it has answered.
        visit = self.visit
        try:
            await asyncio.to_thread(visit.send)
        except KioskError as error:
            self.busy = False
            self.set_main(self.tr("Send →"))
            if isinstance(error, VaultError):
                self.say(self.tr("This could not be recorded. Nothing is sent. Try again, or ask the staff."))
            else:
                self.refuse(error)
            return
        self.busy = False
        self.kiosk.show_visit()
