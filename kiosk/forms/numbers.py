"""The numbers of questions, the same on paper and where paper is keyed in."""

from __future__ import annotations

from collections.abc import Sequence

from kiosk.catalogue.questions import Question, Section


def question_numbers(questions: Sequence[Question]) -> dict[str, int]:
    """By id, from 1; words between questions have none."""
    asked = [question.id for question in questions if not isinstance(question, Section)]
    return {name: number for number, name in enumerate(asked, 1)}
