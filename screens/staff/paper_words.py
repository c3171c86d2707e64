"""Paper as the staff read of it: why something is refused, how a line is read, where a batch stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk.ballots.line import Reading, Wrong
from kiosk.i18n import N_, Translator
from kiosk.staff.batches import Batch, Void

if TYPE_CHECKING:
    from kiosk.catalogue.activities import Project
    from kiosk.catalogue.lookup import CatalogueIndex

REASONS = {
    "batch_open": N_("Paper is keyed in and not accepted yet. Finish the batch, or abandon it."),
    "no_batch": N_("This batch is not open any more. Go back to the list."),
    "no_such_paper": N_("There is no paper for this."),
    "paper_not_open": N_("This is not open now: no more paper can be keyed in."),
    "paper_changed": N_("The catalogue has changed its numbers. Finish this batch, then begin another."),
    "count_impossible": N_("Type a number from 1 to 500."),
    "all_keyed": N_("All papers of this batch are keyed. Finish it, or correct their number."),
    "no_paper": N_("There is no keyed paper of that number."),
    "same_person": N_("Who keyed in this batch cannot confirm it. Ask somebody else."),
    "counts_differ": N_("This is not the number of the batch. Count the papers again, both of you."),
    "two_people": N_("Ballots need a second person."),
    "wrong_quartier": N_("This code is for another quartier. The paper is void here."),
    "code_spent_here": N_("This code has been used here. The paper is void."),
    "code_unknown": N_("This code is not known. Check it, or mark the paper as void."),
    "code_mistyped": N_("A letter or figure is wrong. Compare it with the slip."),
    "declared_here": N_("This person has taken part here. The paper is void."),
    "answer_missing": N_("This question needs an answer. Without one the form is void."),
    "unknown_option": N_("There is no answer of that number."),
    "too_many_options": N_("Too many answers. Key what the form allows, or mark it as void."),
}
VOIDS = {
    Void.UNREADABLE: N_("It cannot be read"),
    Void.RULE_BROKEN: N_("It breaks a rule: too much, or too little"),
    Void.MARKED: N_("A name or a sign is on it"),
    Void.NO_RIGHT: N_("No code, a wrong one or a used one"),
    Void.OTHER_PAPER: N_("Paper of another vote or quartier"),
    Void.INCOMPLETE: N_("An answer is missing"),
}
_WRONG = {
    "line_unreadable": N_("“{part}” is no number."),
    "no_such_number": N_("There is no number {part} on this paper."),
    "points_not_here": N_("“{part}”: no points are given here."),
    "points_missing": N_("“{part}”: how many points?"),
    "blank_and_more": N_("0 is for a blank ballot, alone."),
    "blank_not_allowed": N_("A blank vote is not possible here."),
    "repeated_project": N_("{part} stands there twice."),
    "too_many_choices": N_("With {part} these are too many."),
    "over_budget": N_("With {part} it costs too much."),
    "too_many_points": N_("With {part} these are too many points."),
    "too_many_points_on_one_project": N_("“{part}”: too many points on one project."),
    "too_few_choices": N_("More projects are needed."),
    "under_minimum_cost": N_("It costs too little."),
    "too_few_points": N_("More points are needed."),
    "too_few_points_on_one_project": N_("More points are needed on each project."),
    "nothing_keyed": N_("Type the numbers of the paper. 0 is a blank ballot."),
}


def wrong_words(tr: Translator, wrong: Wrong) -> str:
    """What is wrong with a line, and where."""
    sentence = tr(_WRONG.get(wrong.reason, N_("“{part}” is not possible here.")))
    return sentence.replace("{part}", wrong.part)


def reading_words(tr: Translator, reading: Reading, currency: str) -> list[str]:
    """What a line is understood as: one project a line, as on the paper."""
    draft = reading.draft
    if draft.blank:
        return [tr("Blank ballot")]
    numbers = {project.id: number for number, project in enumerate(draft.rules.projects, 1)}
    projects: dict[str, Project] = {project.id: project for project in draft.rules.projects}
    lines = []
    for place, choice in enumerate(draft.choices, 1):
        # What was keyed comes first: where a line is cut, the title is.
        words = f"{numbers[choice]} · "
        if draft.rules.points is not None:
            words += tr.plural("{n} point", "{n} points", draft.given[place - 1]) + " · "
        elif draft.rules.method == "ranking":
            words = f"{place}. → {words}"
        elif draft.rules.method == "knapsack":
            words += tr.money(draft.rules.costs[choice], currency) + " · "
        words += projects[choice].title.within(tr.language)
        lines.append(words)
    return lines


def rest_words(tr: Translator, reading: Reading, currency: str) -> str:
    """What is left of points, money or choices."""
    draft = reading.draft
    if draft.blank:
        return ""
    if draft.rules.points is not None:
        return tr.plural("{n} point left", "{n} points left", draft.points_left)
    if draft.rules.method == "knapsack" and draft.money_left is not None:
        return tr("{money} left", money=tr.money(draft.money_left, currency))
    return tr.plural("{n} more choice possible", "{n} more choices possible", draft.choices_left)


def paper_words(tr: Translator, number: int, batch: Batch) -> str:
    """Which paper this is."""
    return tr("Paper {n} of {total}", n=tr.number(number), total=tr.number(batch.counted))


def batch_title(tr: Translator, index: CatalogueIndex | None, batch: Batch) -> str:
    """What the papers of a batch are."""
    located = index.activities.get(batch.activity) if index is not None else None
    title = located.activity.title.within(tr.language) if located is not None else batch.activity
    quartier = index.quartier_name(batch.contest) if index is not None and batch.contest else batch.contest
    return " · ".join(filter(None, (title, quartier)))


def standing_words(tr: Translator, batch: Batch) -> str:
    """How far a batch is."""
    keyed = tr("{n} of {total} papers keyed", n=tr.number(batch.keyed), total=tr.number(batch.counted))
    void = tr.plural("{n} void", "{n} void ones", batch.void) if batch.void else ""
    return " · ".join(filter(None, (keyed, void)))


def difference_words(tr: Translator, batch: Batch) -> str:
    """Papers and keyed papers differ: by how many, and what to do."""
    if batch.missing > 0:
        return tr.plural(
            "{n} paper is not keyed yet. Look for it, or correct the number of papers.",
            "{n} papers are not keyed yet. Look for them, or correct the number of papers.",
            batch.missing,
        )
    return tr.plural(
        "{n} paper is keyed and was not counted. Count again, or take one out.",
        "{n} papers are keyed and were not counted. Count again, or take some out.",
        -batch.missing,
    )
