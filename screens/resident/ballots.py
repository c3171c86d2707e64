"""The ballot: one design a method, with what is left always in sight. Rules live in the draft."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from textual.app import ComposeResult

from kiosk.ballots.draft import BallotDraft
from kiosk.ballots.rules import BallotRules, Broken
from kiosk.errors import BallotError, KioskError
from kiosk.i18n import Translator
from kiosk.ids import ProjectId
from screens.resident.step import ResidentStep
from screens.widgets.choice import Choice
from screens.widgets.meter import Meter
from screens.widgets.pages import Pages
from screens.widgets.points import PointsRow
from screens.widgets.rank import RankRow
from screens.widgets.row import Option, Row
from screens.words import amount, pager_words, reason

if TYPE_CHECKING:
    from screens.app import KioskApp

BLANK = ""
"""Stands for the row "I vote blank"."""


class BallotScreen(ResidentStep):
    """What all methods share: options, what is left, the blank vote, the way to the review."""

    confidential = True

    def __init__(self, app: KioskApp, question: str) -> None:
        tr = app.tr
        super().__init__(app, question, number=3, main=tr("Review my vote →"), main_short=tr("Review →"))
        self.meter = Meter()

    @property
    def draft(self) -> BallotDraft:
        """What is chosen so far; it lives in the visit."""
        draft = self.visit.draft
        if draft is None:
            raise BallotError("not_now")
        return draft

    def rows(self, options: Sequence[Option]) -> list[Row]:
        """One row an option."""
        raise NotImplementedError

    def show(self) -> None:
        """Bring rows and meter up to date with the draft."""
        raise NotImplementedError

    def compose_body(self) -> ComposeResult:
        """The rows in pages, and what is left below them."""
        tr = self.tr
        rows = self.rows([self._option(place) for place in range(len(self.visit.options))])
        if self.draft.rules.blank:
            blank = Option(BLANK, tr("I vote blank"), tr("None of these; my vote is counted."))
            self.blank_row: Choice | None = Choice(blank, chosen_word=tr("chosen"), kind="one")
            rows.append(self.blank_row)
        else:
            self.blank_row = None
        words = pager_words(tr)
        yield Pages(rows, words, beside=self.meter)

    def on_mount(self) -> None:
        """Show what was chosen before, when one comes back."""
        self._show_all()

    def _option(self, place: int) -> Option:
        project = self.visit.options[place]
        found, index = self.visit.found, self.kiosk.tablet.index
        currency = found.activity.currency if found else "EUR"
        # Where each quartier votes apart, its name on every row would say nothing.
        city_wide = found is not None and not found.activity.by_quartier
        named = city_wide and index is not None and project.quartier
        quartier = index.quartier_name(project.quartier) if named and index and project.quartier else ""
        title = project.title.within(self.tr.language)
        return Option(project.id, title, quartier, amount(self.tr, project.cost, currency))

    def change(self, draft: BallotDraft) -> None:
        """Keep a new draft and show it."""
        self.visit.draft = draft
        self._show_all()

    def _show_all(self) -> None:
        if self.blank_row is not None:
            self.blank_row.show_chosen(self.draft.blank)
        self.show()
        self.set_main(
            self.tr("Review my vote →"),
            short=self.tr("Review →"),
            ready=self.draft.unfinished() is None,
        )

    def tap_blank(self) -> None:
        """Vote blank, or not any more."""
        if self.draft.choices:
            self.say(self.tr("Take your choices back first, then vote blank."))
            return
        self.attempt(self.draft.vote_blank)

    def attempt(self, change: Callable[[], BallotDraft]) -> None:
        """Make a change, or say which rule forbids it. Nothing is ever deselected for the resident."""
        try:
            draft = change()
        except BallotError as error:
            self.say(self.limit_in_words(error.reason))
            return
        self.change(draft)

    def limit_in_words(self, name: str) -> str:  # noqa: PLR0911 - a table of sentences
        """Why this touch, or the review, is not possible."""
        tr, rules, draft = self.tr, self.draft.rules, self.draft
        found = self.visit.found
        currency = found.activity.currency if found else "EUR"
        match name:
            case Broken.TOO_MANY_CHOICES:
                return tr.plural(
                    "You can choose {n} option at most. Take one back to choose another.",
                    "You can choose {n} options at most. Take one back to choose another.",
                    rules.max_choices,
                )
            case Broken.OVER_BUDGET:
                left = tr.money(draft.money_left or 0 * rules.min_cost, currency)
                return tr("This costs more than the {amount} that are left.", amount=left)
            case Broken.TOO_MANY_POINTS:
                return tr("All your points are given. Take one back to give it elsewhere.")
            case Broken.TOO_MANY_ON_ONE:
                return tr.plural(
                    "You can give {n} point at most to one project.",
                    "You can give {n} points at most to one project.",
                    rules.max_per_project,
                )
            case Broken.TOO_FEW_CHOICES if rules.min_choices > 1 and draft.choices:
                return tr.plural(
                    "Choose at least {n} option to go on.",
                    "Choose at least {n} options to go on.",
                    rules.min_choices,
                )
            case Broken.TOO_FEW_CHOICES if rules.blank:
                return tr("Choose at least one option, or vote blank.")
            case Broken.TOO_FEW_CHOICES:
                return tr("Choose at least one option to go on.")
            case Broken.UNDER_MINIMUM_COST:
                least = tr.money(rules.min_cost, currency)
                return tr("Choose projects for {amount} at least.", amount=least)
            case Broken.TOO_FEW_POINTS:
                return tr.plural(
                    "Give at least {n} point to go on.",
                    "Give at least {n} points to go on.",
                    rules.min_points,
                )
            case Broken.TOO_FEW_ON_ONE:
                return tr.plural(
                    "Give each chosen project at least {n} point.",
                    "Give each chosen project at least {n} points.",
                    rules.min_per_project,
                )
            case _:
                return reason(tr, name)

    def on_main(self) -> None:
        """Look at it again before it is cast."""
        try:
            self.visit.review()
        except BallotError as error:
            self.say(self.limit_in_words(error.reason))
        except KioskError as error:
            self.refuse(error)
        else:
            self.kiosk.show_visit()

    def on_choice_tapped(self, event: Choice.Tapped) -> None:
        """A row was touched."""
        event.stop()
        if event.project_id == BLANK:
            self.tap_blank()
        else:
            self.attempt(lambda: self.draft.tap(ProjectId(event.project_id)))


class ChoiceBallot(BallotScreen):
    """choose_one, approval, knapsack: touch to choose, touch again to take back."""

    def rows(self, options: Sequence[Option]) -> list[Row]:
        """One row an option, with a mark."""
        kind = "one" if self.draft.rules.method == "choose_one" else "many"
        word = self.tr("chosen")
        self.choices = [Choice(option, chosen_word=word, kind=kind) for option in options]
        return list(self.choices)

    def show(self) -> None:
        """Marks, and what is left."""
        draft, tr = self.draft, self.tr
        for row in self.choices:
            row.show_chosen(row.option.project_id in draft.choices)
        found = self.visit.found
        if draft.rules.max_cost is not None and draft.money_left is not None:
            left = tr.money(draft.money_left, found.activity.currency if found else "EUR")
            words = tr("{amount} left to spend", amount=left)
            self.meter.show(words, int(draft.spent), int(draft.rules.max_cost))
        elif draft.rules.method == "choose_one":
            self.meter.show(tr("One choice, which you can change"), len(draft.choices), 0)
        else:
            words = tr.plural("{n} more choice possible", "{n} more choices possible", draft.choices_left)
            self.meter.show(words, len(draft.choices), draft.rules.max_choices)


class PointsBallot(BallotScreen):
    """cumulative: fewer and more on each project."""

    def rows(self, options: Sequence[Option]) -> list[Row]:
        """One row a project, with its points."""
        tr = self.tr
        self.points = [
            PointsRow(option, at_most=self.draft.rules.max_per_project, fewer=tr("less"), more=tr("more"))
            for option in options
        ]
        return list(self.points)

    def show(self) -> None:
        """Points on each project, and what is left."""
        draft, tr = self.draft, self.tr
        for row in self.points:
            number = draft.points_on(ProjectId(row.option.project_id))
            row.show_points(number, tr.plural("{n} point", "{n} points", number) if number else "")
        words = tr.plural("{n} point left", "{n} points left", draft.points_left)
        self.meter.show(words, sum(draft.given), draft.rules.points or 0)

    def on_points_row_more(self, event: PointsRow.More) -> None:
        """One more."""
        event.stop()
        self.attempt(lambda: self.draft.more(ProjectId(event.project_id)))

    def on_points_row_fewer(self, event: PointsRow.Fewer) -> None:
        """One less."""
        event.stop()
        self.attempt(lambda: self.draft.fewer(ProjectId(event.project_id)))


class RankBallot(BallotScreen):
    """ranking: touch in the order of preference, then move up and down."""

    def rows(self, options: Sequence[Option]) -> list[Row]:
        """One row a project, with its place."""
        tr = self.tr
        self.ranks = [
            RankRow(option, chosen_word=tr("ranked"), up=tr("up"), down=tr("down")) for option in options
        ]
        return list(self.ranks)

    def show(self) -> None:
        """Places, and how many more may be ranked."""
        draft, tr = self.draft, self.tr
        places = {project: place for place, project in enumerate(draft.choices, 1)}
        for row in self.ranks:
            row.show_position(places.get(ProjectId(row.option.project_id), 0))
        words = tr.plural("{n} more choice possible", "{n} more choices possible", draft.choices_left)
        self.meter.show(words, len(draft.choices), draft.rules.max_choices)

    def on_rank_row_tapped(self, event: RankRow.Tapped) -> None:
        """Add to the end of the order, or take away."""
        event.stop()
        self.attempt(lambda: self.draft.tap(ProjectId(event.project_id)))

    def on_rank_row_raised(self, event: RankRow.Raised) -> None:
        """One place up."""
        event.stop()
        self.change(self.draft.move(ProjectId(event.project_id), -1))

    def on_rank_row_lowered(self, event: RankRow.Lowered) -> None:
        """One place down."""
        event.stop()
        self.change(self.draft.move(ProjectId(event.project_id), +1))


def ballot_screen(app: KioskApp) -> BallotScreen:
    """The ballot of the visit's method."""
    visit, tr = app.visit, app.tr
    draft = visit.draft if visit else None
    if visit is None or draft is None:
        raise BallotError("not_now")
    found, index = visit.found, app.tablet.index
    question = _question(tr, draft.rules, found.activity.currency if found else "EUR")
    if visit.contest and index is not None:
        # Whoever votes apart sees where: the wrong quartier is noticed before anything is chosen.
        question = f"{index.quartier_name(visit.contest)}. {question}"
    match draft.rules.method:
        case "cumulative":
            return PointsBallot(app, question)
        case "ranking":
            return RankBallot(app, question)
        case _:
            return ChoiceBallot(app, question)


def _question(tr: Translator, rules: BallotRules, currency: str) -> str:
    match rules.method:
        case "choose_one":
            return tr("Choose one option.")
        case "approval":
            return tr.plural(
                "Choose your project. {n} at most.", "Choose your projects. {n} at most.", rules.max_choices
            )
        case "knapsack":
            limit = tr.money(rules.max_cost, currency) if rules.max_cost is not None else ""
            return tr("Choose projects for {amount} at most.", amount=limit)
        case "cumulative":
            question = tr.plural("Spread your {n} point.", "Spread your {n} points.", rules.points or 0)
            if rules.max_per_project < (rules.points or 0):
                question += " " + tr.plural(
                    "{n} at most on one project.", "{n} at most on one project.", rules.max_per_project
                )
            return question
        case "ranking":
            return tr("Touch the projects in the order you prefer.")
