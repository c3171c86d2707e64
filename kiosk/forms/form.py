"""A form that somebody fills in: one step at a time, back and forth without loss."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from kiosk.catalogue.questions import Matrix, MultipleChoice, Question, Sorting
from kiosk.errors import ContributionError
from kiosk.forms.rules import Answer, Answers, FormStep, Wrong, asked, most_options, steps_of, wrong_with


def _nothing_hidden(_step: FormStep, _answers: Answers) -> bool:
    return False


class Form:
    """Questions with the answers so far and the step that is shown."""

    def __init__(
        self,
        questions: Sequence[Question],
        hidden: Callable[[FormStep, Answers], bool] = _nothing_hidden,
    ) -> None:
        """Args:
        questions: in the order of asking.
        hidden: steps to pass over besides those whose condition does not hold.
        """
        self._steps = steps_of(questions)
        self._hidden = hidden
        self._answers: dict[str, Answer] = {}
        self._at = ""

    # -- where

    @property
    def steps(self) -> tuple[FormStep, ...]:
        """What is asked, given the answers so far."""
        answers = self._answers
        return tuple(step for step in asked(self._steps, answers) if not self._hidden(step, answers))

    @property
    def step(self) -> FormStep:
        """What is asked now. Raises `ContributionError` ``nothing_asked`` when nothing is."""
        steps = self.steps
        if not steps:
            raise ContributionError("nothing_asked")
        return next((step for step in steps if step.key == self._at), steps[0])

    @property
    def number(self) -> int:
        """Which step this is, from 1."""
        return self.steps.index(self.step) + 1

    def next(self) -> bool:
        """Go on; False after the last step. Raises `ContributionError` while the answer is not right."""
        step, steps = self.step, self.steps
        reason = wrong_with(step, self.answer_to(step))
        if reason is not None:
            raise ContributionError(reason)
        place = steps.index(step) + 1
        if place == len(steps):
            return False
        self._at = steps[place].key
        return True

    def back(self) -> bool:
        """Go back; False on the first step. Answers stay."""
        place = self.steps.index(self.step)
        if place:
            self._at = self.steps[place - 1].key
        return place > 0

    def go_to(self, key: str) -> None:
        """Show a step, to change its answer."""
        if all(step.key != key for step in self.steps):
            raise ContributionError("nothing_asked")
        self._at = key

    # -- answers

    def answer_to(self, step: FormStep) -> Answer:
        """What was answered so far; empty for nothing."""
        return self._answers.get(step.key, ())

    def answer(self, *values: str) -> None:
        """Set the answer to the present step; nothing takes it back. Judged by `next`."""
        key = self.step.key
        if any(value.strip() for value in values):
            self._answers[key] = values
        else:
            self._answers.pop(key, None)

    def tap(self, option: str) -> None:
        """Choose an option of the present step, or take it back.

        Raises:
            ContributionError: ``too_many_options``; nothing is ever deselected for the resident.
        """
        step = self.step
        question, chosen = step.question, self.answer_to(step)
        if option in chosen:
            self.answer(*(value for value in chosen if value != option))
            return
        if isinstance(question, Sorting):
            self.answer(*chosen, option)
            return
        if isinstance(question, MultipleChoice | Matrix) and most_options(question) > 1:
            if len(chosen) >= most_options(question):
                raise ContributionError(Wrong.TOO_MANY)
            self.answer(*chosen, option)
            return
        # One of several: a touch elsewhere is a change of mind, as on paper.
        self.answer(option)

    def move(self, option: str, places: int) -> None:
        """Move an option of a sorting up (negative) or down; one that was just taken out stays out."""
        order = list(self.answer_to(self.step))
        if option not in order:
            return
        at = order.index(option)
        to = min(max(0, at + places), len(order) - 1)
        order.insert(to, order.pop(at))
        self.answer(*order)

    @property
    def answers(self) -> dict[str, Answer]:
        """The answers to what is asked; what is hidden by a later change of mind is left out."""
        keys = {step.key for step in self.steps}
        return {key: answer for key, answer in self._answers.items() if key in keys}

    @property
    def begun(self) -> bool:
        """Whether a reset would lose something."""
        return bool(self._answers)
