"""The codebook of a survey's table: every variable and value, with the words of every language."""

from __future__ import annotations

from collections.abc import Iterator

from kiosk.catalogue.parts import NO_TEXT, Text
from kiosk.catalogue.questions import (
    Condition,
    LongText,
    Matrix,
    MultipleChoice,
    Number,
    Option,
    ShortText,
    SingleChoice,
)
from kiosk.forms.rules import most_options
from sync.hub.exports.crowd import WITHHELD
from sync.hub.exports.survey import FIRST, LEFT_OUT, NOT_ASKED, SurveyTable, Variable

_START = ("variable", "entry", "value", "kind", "mandatory", "condition", "limits", "notes")
_KINDS = {
    "single": "one value",
    "flag": "1 chosen, 0 not chosen",
    "rank": "place in the order of preference, 1 the first",
    "number": "whole number",
    "text": "words, reviewed",
    "address": "an address, left out",
}
_WITHHELD_NOTE = "describes the person: withheld below ten responses alike"


class Codebook:
    """Rows that say what stands in a survey's table.

    ``entry`` is ``variable``, ``value`` (one possible value of it) or ``missing`` (a value for none).
    """

    def __init__(self, table: SurveyTable) -> None:
        self._table = table
        self.languages = _languages(table)
        self.columns = (*_START, *(f"label_{language}" for language in self.languages))

    def rows(self) -> Iterator[list[str]]:
        """In the order of the table's columns; what holds for all of them comes last."""
        for name, notes in FIRST.items():
            yield self._row(NO_TEXT, variable=name, entry="variable", notes=notes)
        for variable in self._table.variables:
            yield from self._of(variable)
        for value, notes in (
            ("", "the question was asked and not answered"),
            (NOT_ASKED, "the condition of the question did not hold, or it was not asked at that time"),
            (WITHHELD, _WITHHELD_NOTE),
            (LEFT_OUT, "an address was given; no table holds addresses"),
        ):
            yield self._row(NO_TEXT, entry="missing", value=value, notes=notes)

    def _of(self, variable: Variable) -> Iterator[list[str]]:
        question = variable.step.question
        yield self._row(
            question.title,
            *(([variable.step.row.title]) if variable.step.row else []),
            *(([variable.option.title]) if variable.option else []),
            variable=variable.name,
            entry="variable",
            kind=_KINDS[variable.kind],
            mandatory="yes" if question.mandatory else "no",
            condition=_condition(question.shown_if),
            limits=_limits(variable),
            notes=_WITHHELD_NOTE if variable.name in self._table.describing else "",
        )
        if variable.kind == "single":
            options: tuple[Option, ...] = getattr(question, "options", ())
            for option in options:
                yield self._row(option.title, variable=variable.name, entry="value", value=option.id)

    def _row(self, *titles: Text, **cells: str) -> list[str]:
        labels = [
            " · ".join(title.within(language) for title in titles if not title.empty)
            for language in self.languages
        ]
        return [*(cells.get(name, "") for name in _START), *labels]


def _condition(condition: Condition | None) -> str:
    if condition is None:
        return ""
    if not condition.any_of:
        return f"{condition.question} answered"
    return f"{condition.question} in ({', '.join(condition.any_of)})"


def _limits(variable: Variable) -> str:
    match variable.step.question:
        case Number() as number:
            return f"{number.minimum} to {number.maximum}"
        case ShortText() | LongText() as text:
            return f"{text.min_characters} to {text.max_characters} characters"
        case MultipleChoice() | Matrix() | SingleChoice() as choice:
            return f"at most {most_options(choice)} of {len(choice.options)}"
        case _:
            return "all or none"


def _languages(table: SurveyTable) -> tuple[str, ...]:
    """Every language that any question or option has, French first."""
    found: set[str] = set()
    for variable in table.variables:
        question = variable.step.question
        titles = [question.title, *(option.title for option in getattr(question, "options", ()))]
        titles += [row.title for row in getattr(question, "rows", ())]
        found |= {language for title in titles for language in title.root}
    return tuple(sorted(found, key=lambda language: (language != "fr", language)))
