"""Questions that are answered by touching: one, some, an order, proposals that are near."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult

from kiosk.catalogue.questions import Matrix, MultipleChoice, SingleChoice, Sorting
from kiosk.errors import ContributionError, KioskError
from kiosk.forms.rules import most_options
from screens.resident.form import FormScreen
from screens.resident.form_words import option_words
from screens.widgets.choice import Choice
from screens.widgets.entry import Entry
from screens.widgets.meter import Meter
from screens.widgets.pages import Pages
from screens.widgets.rank import RankRow
from screens.widgets.row import Option, Row
from screens.widgets.text import Plain
from screens.words import pager_words

if TYPE_CHECKING:
    from screens.app import KioskApp


class _Touched(FormScreen):
    """Rows in pages, with what is left below them."""

    classes_of_meter: ClassVar[str] = ""

    def __init__(self, app: KioskApp) -> None:
        super().__init__(app)
        self.meter = Meter()

    def rows(self) -> list[Row]:
        """One row an option."""
        raise NotImplementedError

    def show(self) -> None:
        """Bring rows and meter up to date."""
        raise NotImplementedError

    def compose_body(self) -> ComposeResult:
        """The help, the rows, the meter."""
        tr = self.tr
        if self.help_words and not self.tiny:
            yield Plain(self.help_words, classes="form-help")
        words = pager_words(tr)
        yield Pages(self.rows(), words, beside=self.meter)

    def on_mount(self) -> None:
        """Show what was answered before."""
        self.show()

    @property
    def options(self) -> list[Option]:
        """The options in words."""
        question = self.asked.question
        if not isinstance(question, SingleChoice | MultipleChoice | Matrix | Sorting):
            return []
        return [Option(option.id, option_words(self.tr, option)) for option in question.options]

    def tap(self, option: str) -> None:
        """Choose, or take back; or say why not."""
        try:
            self.form.tap(option)
        except ContributionError as error:
            self.say(self.reason_in_words(error.reason))
            return
        self.show()
        self.show_way_on()


class ChoiceScreen(_Touched):
    """One of several, some of several, or one row of a matrix."""

    @property
    def most(self) -> int:
        """How many may be chosen."""
        question = self.asked.question
        return most_options(question) if isinstance(question, SingleChoice | MultipleChoice | Matrix) else 1

    def rows(self) -> list[Row]:
        """One row an option, with a mark."""
        kind = "one" if self.most == 1 else "many"
        self.choices = [Choice(option, chosen_word=self.tr("chosen"), kind=kind) for option in self.options]
        return list(self.choices)

    def show(self) -> None:
        """Marks, and how many more."""
        chosen, tr = self.form.answer_to(self.asked), self.tr
        for row in self.choices:
            row.show_chosen(row.option.project_id in chosen)
        if self.most == 1:
            words = tr("One answer, which you can change")
            self.meter.show(words, 0, 0)
        else:
            left = self.most - len(chosen)
            words = tr.plural("{n} more answer possible", "{n} more answers possible", left)
            self.meter.show(words, len(chosen), self.most)

    def on_choice_tapped(self, event: Choice.Tapped) -> None:
        """A row was touched."""
        event.stop()
        self.tap(event.project_id)


class SortingScreen(_Touched):
    """Touched in the order of preference, then moved up and down."""

    def rows(self) -> list[Row]:
        """One row an option, with its place."""
        tr = self.tr
        self.ranks = [
            RankRow(option, chosen_word=tr("ranked"), up=tr("up"), down=tr("down")) for option in self.options
        ]
        return list(self.ranks)

    def show(self) -> None:
        """Places, and how many are left."""
        order, tr = self.form.answer_to(self.asked), self.tr
        places = {option: place for place, option in enumerate(order, 1)}
        for row in self.ranks:
            row.show_position(places.get(row.option.project_id, 0))
        left = len(self.ranks) - len(order)
        words = tr.plural("{n} more to put in order", "{n} more to put in order", left)
        self.meter.show(words, len(order), len(self.ranks))

    def on_rank_row_tapped(self, event: RankRow.Tapped) -> None:
        """Add to the end of the order, or take away."""
        event.stop()
        self.tap(event.project_id)

    def on_rank_row_raised(self, event: RankRow.Raised) -> None:
        """One place up."""
        event.stop()
        self.form.move(event.project_id, -1)
        self.show()

    def on_rank_row_lowered(self, event: RankRow.Lowered) -> None:
        """One place down."""
        event.stop()
        self.form.move(event.project_id, +1)
        self.show()


class SimilarScreen(FormScreen):
    """Proposals that are near the one being written: perhaps a support is all that is needed."""

    def compose_body(self) -> ComposeResult:
        """One row a proposal."""
        tr, language = self.tr, self.tr.language
        contribution = self.visit.where.contribution
        near = contribution.similar() if contribution is not None else ()
        rows = [
            Entry(
                Option(
                    proposal.id,
                    proposal.title.within(language),
                    tr.plural("{n} support", "{n} supports", proposal.supports),
                )
            )
            for proposal in near
        ]
        words = pager_words(tr)
        yield Pages(rows, words)

    def show_way_on(self) -> None:
        """Go on with one's own."""
        self.set_main(self.tr("My idea is another one →"), short=self.tr("Go on →"))

    def on_choice_tapped(self, event: Choice.Tapped) -> None:
        """Read it; Back leads here again."""
        event.stop()
        here = self.visit.where.here
        if here is None:
            return
        try:
            self.visit.choose_proposal(here.activity.id, event.project_id)
        except KioskError as error:
            self.refuse(error)
            return
        self.kiosk.show_visit()
