"""Batches of paper: which one, how many, what can be done with it, and its end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.app import ComposeResult

from kiosk.errors import KioskError
from kiosk.i18n import Translator
from kiosk.ids import DepositKind
from kiosk.staff.batches import Batch, Void
from screens.staff import paper_words
from screens.staff.paper_step import (
    FigureScreen,
    PaperStep,
    next_screen,
    papers_at,
    show_next,
    whole,
)
from screens.staff.reason import ReasonScreen
from screens.staff.step import StaffStep
from screens.widgets.choice import Choice
from screens.widgets.row import Option
from screens.widgets.text import Plain

if TYPE_CHECKING:
    from screens.app import KioskApp

_OPEN, _BEGIN = "open:", "begin:"


class PapersScreen(StaffStep):
    """Batches that are open, and what can be begun."""

    def __init__(self, app: KioskApp) -> None:
        super().__init__(app, app.tr("Which paper do you key in?"))

    def compose_body(self) -> ComposeResult:
        """One row each."""
        tr, papers, index = self.tr, papers_at(self.kiosk), self.tablet.index
        options = [
            Option(
                f"{_OPEN}{batch.number}",
                tr("Go on: {title}", title=paper_words.batch_title(tr, index, batch)),
                paper_words.standing_words(tr, batch),
            )
            for batch in papers.open()
        ]
        options += [
            Option(
                f"{_BEGIN}{located.activity.id}",
                located.activity.title.within(tr.language),
                located.consultation.title.within(tr.language),
            )
            for located in papers.activities()
        ]
        if options:
            yield self.rows(options)
        else:
            yield Plain(tr("No vote and no survey is open now."), classes="words")

    def on_choice_tapped(self, event: Choice.Tapped) -> None:
        """Go on with a batch, or begin one."""
        event.stop()
        app, name = self.kiosk, event.project_id
        if name.startswith(_OPEN):
            app.staff.show(BatchScreen(app, int(name.removeprefix(_OPEN))))
            return
        activity = name.removeprefix(_BEGIN)
        found = self.tablet.index.ballots.get(activity) if self.tablet.index is not None else None
        if found is not None and found.activity.by_quartier:
            app.staff.show(ContestScreen(app, activity))
        else:
            app.staff.show(counting_screen(app, activity, ""))


class ContestScreen(StaffStep):
    """Of which quartier the ballots are."""

    def __init__(self, app: KioskApp, activity: str) -> None:
        super().__init__(app, app.tr("Of which quartier are these ballots?"))
        self._activity = activity

    def compose_body(self) -> ComposeResult:
        """One row a quartier."""
        index = self.tablet.index
        contests = index.ballots[self._activity].contests if index is not None else ()
        names = {contest: index.quartier_name(contest) for contest in contests} if index is not None else {}
        yield self.rows([Option(contest, name) for contest, name in names.items()])

    def on_choice_tapped(self, event: Choice.Tapped) -> None:
        """That one."""
        event.stop()
        self.kiosk.staff.show(counting_screen(self.kiosk, self._activity, event.project_id))

    def renewed(self) -> ContestScreen:
        """The same vote."""
        return ContestScreen(self.kiosk, self._activity)

    def above(self) -> StaffStep:
        """The list."""
        return PapersScreen(self.kiosk)


def counting_screen(app: KioskApp, activity: str, contest: str) -> FigureScreen:
    """How many papers there are, counted by hand; their mark must be the one that is said."""
    papers = papers_at(app)
    mark = papers.mark(activity, contest)
    began: list[Batch] = []

    def words(tr: Translator) -> tuple[str, str]:
        asked = tr("How many papers with the mark {mark}? Count them by hand first.", mark=mark)
        return asked, tr("Begin →")

    def begin(figures: str) -> None:
        began.append(papers.begin(activity, whole(figures), contest))

    return FigureScreen(app, None, words, begin, lambda: next_screen(app, began[-1]))


class BatchScreen(PaperStep):
    """One batch: how far it is, what comes next, what can be mended."""

    def __init__(self, app: KioskApp, number: int) -> None:
        tr, batch = app.tr, papers_at(app).batch(number)
        main = tr("Next paper →") if batch.missing > 0 else tr("Finish →")
        super().__init__(app, paper_words.batch_title(tr, app.tablet.index, batch), batch, main=main)

    def compose_body(self) -> ComposeResult:
        """Figures, then rows."""
        tr, batch = self.tr, self.paper_batch
        parts = [paper_words.standing_words(tr, batch)]
        if batch.missing < 0:
            parts.append(paper_words.difference_words(tr, batch))
        elif not self.tiny:
            parts.append(tr("The mark on each paper: {mark}", mark=batch.mark))
        yield Plain("\n".join(parts), id="paper-standing")
        options = [
            Option(
                "count", tr("Correct the number of papers"), tr("It is {n} now.", n=tr.number(batch.counted))
            ),
            Option("abandon", tr("Abandon this batch"), tr("What was keyed is erased; say why.")),
        ]
        if batch.keyed:
            options.insert(
                0, Option("withdraw", tr("Take a paper out"), tr("By its number, to key it again."))
            )
        yield self.rows(options)

    def on_choice_tapped(self, event: Choice.Tapped) -> None:
        """One of the rows."""
        event.stop()
        app, papers, batch = self.kiosk, self.papers, self.paper_batch
        back = lambda: BatchScreen(app, batch.number)  # noqa: E731
        if event.project_id == "withdraw":
            app.staff.show(
                FigureScreen(
                    app,
                    batch,
                    lambda tr: (tr("Which paper is taken out? Type its number."), tr("Take out →")),
                    lambda figures: papers.withdraw(batch, whole(figures)),
                    back,
                )
            )
        elif event.project_id == "count":
            app.staff.show(
                FigureScreen(
                    app,
                    batch,
                    lambda tr: (tr("How many papers are there? Count them again."), tr("Correct →")),
                    lambda figures: papers.correct(batch, whole(figures)),
                    back,
                )
            )
        else:
            app.staff.show(
                ReasonScreen(
                    app,
                    lambda tr: (tr("Why is this batch abandoned?"), tr("Abandon →")),
                    lambda reason: papers.abandon(batch, reason),
                    lambda: PapersScreen(app),
                )
            )

    def on_main(self) -> None:
        """Key the next paper, or finish."""
        app, papers, batch = self.kiosk, self.papers, self.paper_batch
        try:
            if batch.missing > 0:
                show_next(app, batch)
                return
            papers.check(batch)
        except KioskError as error:
            self.refuse(error)
            return
        if batch.is_ballot:
            app.staff.show(second_count(app, batch))
        else:
            self.work(
                lambda: papers.accept_forms(batch), lambda done: app.staff.show(AcceptedScreen(app, done))
            )

    def renewed(self) -> BatchScreen:
        """The same batch as it stands now."""
        return BatchScreen(self.kiosk, self.paper_batch.number)

    def above(self) -> StaffStep:
        """The list."""
        return PapersScreen(self.kiosk)


def second_count(app: KioskApp, batch: Batch) -> FigureScreen:
    """The second person counts."""
    counted: list[int] = []
    return FigureScreen(
        app,
        batch,
        lambda tr: (tr("A second person counts the papers. How many are there?"), tr("Continue →")),
        lambda figures: counted.append(whole(figures)),
        lambda: second_pin(app, batch, counted[-1]),
    )


class SecondPinScreen(FigureScreen):
    """The second person's PIN. A number that differs is counted again."""

    def refuse(self, error: KioskError) -> None:
        """Say it; after another number, count again."""
        if getattr(error, "reason", "") != "counts_differ":
            super().refuse(error)
            return
        screen = second_count(self.kiosk, self.paper_batch)
        self.kiosk.staff.show(screen)
        screen.call_after_refresh(screen.say, self.tr(paper_words.REASONS["counts_differ"]))


def second_pin(app: KioskApp, batch: Batch, counted: int) -> FigureScreen:
    """Who counted says who they are."""
    papers = papers_at(app)
    done: list[Batch] = []
    return SecondPinScreen(
        app,
        batch,
        lambda tr: (tr("The second person types their PIN."), tr("Accept →")),
        lambda pin: done.append(papers.countersign(batch, counted, pin)),
        lambda: AcceptedScreen(app, done[-1]),
        secret=True,
    )


class AcceptedScreen(StaffStep):
    """All of a batch became deposits."""

    def __init__(self, app: KioskApp, batch: Batch) -> None:
        super().__init__(app, app.tr("✔ The batch is accepted."), back="", main=app.tr("Board →"))
        self._batch = batch

    def compose_body(self) -> ComposeResult:
        """The totals."""
        tr, batch = self.tr, self._batch
        lines = [
            paper_words.batch_title(tr, self.tablet.index, batch),
            "",
            tr("Papers: {n}", n=tr.number(batch.counted)),
            tr("Deposits: {n}", n=tr.number(batch.sealed)),
            tr("Void: {n}", n=tr.number(batch.void)),
            "",
            tr("Keep the papers apart and locked away: they can be counted again.")
            if batch.kind is DepositKind.BALLOT
            else tr("Keep the papers locked away, or destroy them as your service says."),
        ]
        yield self.reader("\n".join(lines))

    def renewed(self) -> AcceptedScreen:
        """The same batch."""
        return AcceptedScreen(self.kiosk, self._batch)

    def on_main(self) -> None:
        """To the board."""
        from screens.staff.board import BoardScreen

        self.kiosk.staff.show(BoardScreen(self.kiosk))


class VoidScreen(PaperStep):
    """Why a paper is void."""

    def __init__(self, app: KioskApp, batch: Batch, number: int) -> None:
        tr = app.tr
        asked = tr("{paper}: why is it void?", paper=paper_words.paper_words(tr, number, batch))
        super().__init__(app, asked, batch)
        self._number = number

    def compose_body(self) -> ComposeResult:
        """One row a reason."""
        kinds = [why for why in Void if _concerns(why, self.paper_batch)]
        yield self.rows([Option(why.value, self.tr(paper_words.VOIDS[why])) for why in kinds])

    def on_choice_tapped(self, event: Choice.Tapped) -> None:
        """That is why; the next paper."""
        event.stop()
        try:
            self.papers.key_void(self.paper_batch, event.project_id)
        except KioskError as error:
            self.refuse(error)
            return
        show_next(self.kiosk, self.paper_batch)

    def renewed(self) -> VoidScreen:
        """The same paper."""
        return VoidScreen(self.kiosk, self.paper_batch, self._number)

    def above(self) -> StaffStep:
        """The paper that is being keyed."""
        return next_screen(self.kiosk, self.paper_batch)


def _concerns(why: Void, batch: Batch) -> bool:
    """Whether papers of a batch can be void for that."""
    ballots_only = (Void.RULE_BROKEN, Void.NO_RIGHT)
    return why not in ballots_only if not batch.is_ballot else why is not Void.INCOMPLETE
