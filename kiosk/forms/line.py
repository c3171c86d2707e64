"""An answer on a paper form as a line: the numbers of the options, or the text that was written."""

from __future__ import annotations

import re

from kiosk.catalogue.questions import Matrix, MultipleChoice, SingleChoice, Sorting
from kiosk.errors import ContributionError
from kiosk.forms.rules import Answer, FormStep, Wrong

_BETWEEN = re.compile(r"[\s,;.]+")


def is_numbered(step: FormStep) -> bool:
    """Whether the answer is one of numbered options, or several."""
    return isinstance(step.question, SingleChoice | MultipleChoice | Matrix | Sorting)


def answer_of(step: FormStep, text: str) -> Answer:
    """What a line says. Judged by `kiosk.forms.rules` like any other answer.

    Raises:
        ContributionError: ``unknown_option`` for what is no number of an option.
    """
    question = step.question
    if not isinstance(question, SingleChoice | MultipleChoice | Matrix | Sorting):
        return (text.strip(),) if text.strip() else ()
    numbers = [part for part in _BETWEEN.split(text) if part]
    answer = []
    for part in numbers:
        if not (part.isascii() and part.isdigit()) or not 1 <= int(part[:4]) <= len(question.options):
            raise ContributionError(Wrong.UNKNOWN_OPTION, part)
        answer.append(question.options[int(part[:4]) - 1].id)
    return tuple(answer)
