"""What was answered to a survey: counts by option, and nothing about fewer than ten people."""

from __future__ import annotations

import statistics
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

from kiosk.catalogue.questions import (
    Condition,
    LongText,
    Matrix,
    MultipleChoice,
    Number,
    ShortText,
    SingleChoice,
    Sorting,
)
from kiosk.contributions.content import SurveyContent
from kiosk.forms.rules import Answer, FormStep, asked
from sync.hub.figures import SMALL_CELL, both_sides
from sync.hub.results.breakdowns import several, split
from sync.hub.results.model import Breakdown, Question

NO_ANSWER = "no_answer"
_KINDS = {ShortText: "text", LongText: "text"}


def questions(
    steps: Sequence[FormStep],
    responses: Sequence[SurveyContent],
    published: Mapping[str, Sequence[str]],
    language: str,
) -> tuple[Question, ...]:
    """Every question with its figures.

    Args:
        steps: what the survey asks, without sections.
        responses: all of them.
        published: by the key of a step, the texts that moderators have published.
        language: of the catalogue's words.
    """
    put: Counter[str] = Counter()
    answers: dict[str, list[Answer]] = {step.key: [] for step in steps}
    for response in responses:
        for step in asked(steps, response.answers):
            put[step.key] += 1
            answer = response.answers.get(step.key, ())
            if answer:
                answers[step.key].append(answer)
    whole: dict[str, bool] = {}
    found = []
    for step in steps:
        condition = step.question.shown_if
        may_show = condition is None or (
            whole.get(condition.question, False) and condition_is_plain(condition, steps)
        )
        question = _question(step, put[step.key], len(responses), answers[step.key], language, may_show)
        shown = question.breakdown is None or not question.breakdown.withheld
        counted = question.asked is not None and question.answered is not None
        # All rows of a matrix are one question to whatever hangs on it.
        whole[step.question.id] = whole.get(step.question.id, True) and shown and counted
        texts = tuple(published.get(step.key, ()))
        found.append(replace(question, texts=texts))
    return tuple(found)


def condition_is_plain(condition: Condition, steps: Sequence[FormStep]) -> bool:
    """Whether the number of those asked adds up from cells that are shown.

    Not where somebody may meet it in two ways, by two options of several or two rows of a matrix: how many
    did both would follow from it, and may be few.
    """
    parents = [step.question for step in steps if step.question.id == condition.question]
    in_two_ways = any(isinstance(parent, MultipleChoice | Matrix) for parent in parents)
    return not in_two_ways or (len(parents) == 1 and len(condition.any_of) == 1)


def _question(
    step: FormStep, put: int, responses: int, answers: Sequence[Answer], language: str, may_show: bool
) -> Question:
    question = step.question
    title = question.title.within(language)
    if step.row is not None:
        title = f"{title} {step.row.title.within(language)}"
    kind = _KINDS.get(type(question), question.kind)
    to = both_sides(put, responses) if may_show else None
    if to is None:
        return Question(step.key, title, kind, None, None, depends=True)
    answered = both_sides(len(answers), to)
    if isinstance(question, Number):
        mean, median = _middle(answers) if answered else (None, None)
        return Question(step.key, title, kind, to, answered, mean=mean, median=median)
    return Question(step.key, title, kind, to, answered, _breakdown(step, to, answers, language))


def _breakdown(step: FormStep, to: int, answers: Sequence[Answer], language: str) -> Breakdown | None:
    question = step.question
    if not isinstance(question, SingleChoice | MultipleChoice | Matrix | Sorting):
        return None
    labels = {option.id: option.title.within(language) for option in question.options}
    limit = question.max_choices if isinstance(question, MultipleChoice | Matrix) else 1
    if limit == 1:
        # Of an order, the one that was put first.
        counts = Counter(answer[0] for answer in answers)
        numbers = {name: counts[name] for name in labels} | {NO_ANSWER: to - len(answers)}
        return split(step.key, numbers, labels)
    chosen = Counter(name for answer in answers for name in set(answer))
    return several(step.key, to, {name: chosen[name] for name in labels}, labels)


def _middle(answers: Sequence[Answer]) -> tuple[float | None, float | None]:
    numbers = [int(answer[0]) for answer in answers]
    if len(numbers) < SMALL_CELL:
        return None, None
    return statistics.fmean(numbers), float(statistics.median(numbers))
