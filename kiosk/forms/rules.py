"""What an answer must be: checked while answering, before sending and again at the hub."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from kiosk.catalogue.questions import (
    Condition,
    LongText,
    Matrix,
    MultipleChoice,
    Number,
    Option,
    Question,
    Section,
    ShortText,
    SingleChoice,
    Sorting,
)
from kiosk.forms.etiquette import broken_manner

Answer = tuple[str, ...]
"""Ids of the options, in order where the order counts; one text; one number in figures; empty: none."""
Answers = Mapping[str, Answer]
"""By the key of a step."""
_FIGURES_MAX = 12
_EMAIL = re.compile(r"[^\s@<>,;]{1,64}@[^\s@<>,;.]+(\.[^\s@<>,;.]+)+")
_PHONE_SIGNS = re.compile(r"^\+|[ .()/-]")


class Wrong(StrEnum):
    """Why an answer is refused. `kiosk.forms.etiquette.Manner` holds further reasons."""

    MISSING = "answer_missing"
    UNKNOWN_OPTION = "unknown_option"
    TOO_MANY = "too_many_options"
    NOT_ALL_SORTED = "not_all_sorted"
    TOO_SHORT = "too_short"
    TOO_LONG = "too_long"
    NO_ADDRESS = "no_address"
    NO_NUMBER = "no_number"
    TOO_SMALL = "number_too_small"
    TOO_LARGE = "number_too_large"


@dataclass(frozen=True)
class FormStep:
    """What one screen asks: a question, or one row of a matrix."""

    key: str
    question: Question
    row: Option | None = None


def steps_of(questions: Sequence[Question]) -> tuple[FormStep, ...]:
    """Every step a form can have; a matrix is one a row."""
    return tuple(_steps_of(questions))


def _steps_of(questions: Sequence[Question]) -> Iterator[FormStep]:
    for question in questions:
        if isinstance(question, Matrix):
            yield from (FormStep(f"{question.id}/{row.id}", question, row) for row in question.rows)
        else:
            yield FormStep(question.id, question)


def asked(steps: Sequence[FormStep], answers: Answers) -> tuple[FormStep, ...]:
    """The steps that these answers lead to. A question that was not asked shows nothing that hangs on it."""
    shown: dict[str, bool] = {}
    kept = []
    for step in steps:
        question = step.question
        if question.id not in shown:
            shown[question.id] = _holds(question.shown_if, answers, shown)
        if shown[question.id]:
            kept.append(step)
    return tuple(kept)


def _holds(condition: Condition | None, answers: Answers, shown: Mapping[str, bool]) -> bool:
    if condition is None:
        return True
    if not shown.get(condition.question, False):
        return False
    given = {
        value
        for key, answer in answers.items()
        if key.partition("/")[0] == condition.question
        for value in answer
    }
    return bool(given & set(condition.any_of)) if condition.any_of else bool(given)


def wrong_with(step: FormStep, answer: Answer) -> str | None:
    """The first rule of the question that an answer breaks: a reason that screens turn into words."""
    question = step.question
    if not answer or answer == ("",):
        return Wrong.MISSING if question.mandatory else None
    match question:
        case Section():
            return Wrong.UNKNOWN_OPTION
        case SingleChoice() | MultipleChoice() | Sorting() | Matrix():
            return _wrong_choice(question, answer)
        case ShortText() | LongText():
            return _wrong_text(question, answer[0]) if len(answer) == 1 else Wrong.TOO_LONG
        case Number():
            return _wrong_number(question, answer[0]) if len(answer) == 1 else Wrong.NO_NUMBER


def _wrong_choice(question: SingleChoice | MultipleChoice | Sorting | Matrix, answer: Answer) -> str | None:
    known = {option.id for option in question.options}
    if len(set(answer)) != len(answer) or not known.issuperset(answer):
        return Wrong.UNKNOWN_OPTION
    if isinstance(question, Sorting):
        return None if len(answer) == len(known) else Wrong.NOT_ALL_SORTED
    return Wrong.TOO_MANY if len(answer) > most_options(question) else None


def most_options(question: SingleChoice | MultipleChoice | Matrix) -> int:
    """How many options may be chosen."""
    match question:
        case SingleChoice():
            return 1
        case Matrix():
            return question.max_choices
        case MultipleChoice():
            return question.max_choices or len(question.options)


def _wrong_text(question: ShortText | LongText, text: str) -> str | None:
    written = text.strip()
    if not written:
        return Wrong.MISSING if question.mandatory else None
    if len(written) < question.min_characters:
        return Wrong.TOO_SHORT
    if len(text) > question.max_characters:
        return Wrong.TOO_LONG
    if isinstance(question, ShortText) and question.address and not is_address(written):
        return Wrong.NO_ADDRESS
    return broken_manner(written) if question.etiquette else None


def is_address(text: str) -> bool:
    """Whether somebody can be reached there: an e-mail address, or a number of 9 to 15 figures (E.164)."""
    if _EMAIL.fullmatch(text):
        return True
    figures = _PHONE_SIGNS.sub("", text)
    return figures.isascii() and figures.isdigit() and 9 <= len(figures) <= 15


def _wrong_number(question: Number, text: str) -> str | None:
    figures = text.removeprefix("-")
    if not figures.isascii() or not figures.isdigit() or len(figures) > _FIGURES_MAX:
        return Wrong.NO_NUMBER
    if int(text) < question.minimum:
        return Wrong.TOO_SMALL
    return Wrong.TOO_LARGE if int(text) > question.maximum else None


def first_wrong(steps: Sequence[FormStep], answers: Answers) -> tuple[FormStep, str] | None:
    """The first step of a whole form that is not right; answers to what is not asked are wrong too."""
    shown = asked(steps, answers)
    for step in shown:
        reason = wrong_with(step, answers.get(step.key, ()))
        if reason is not None:
            return step, reason
    extra = set(answers) - {step.key for step in shown}
    if extra and shown:
        return shown[-1], Wrong.UNKNOWN_OPTION
    return None
