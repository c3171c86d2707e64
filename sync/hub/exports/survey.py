"""The table of a survey: one row a response, one variable a column, values as the codebook lists them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Literal

from kiosk.catalogue.activities import SurveyActivity
from kiosk.catalogue.questions import Matrix, MultipleChoice, Number, Option, SingleChoice, Sorting
from kiosk.contributions.content import SurveyContent
from kiosk.errors import UsageError
from kiosk.forms.rules import Answer, Answers, FormStep, asked, steps_of
from sync.hub.contributions import Read, Refused
from sync.hub.exports.crowd import Crowd
from sync.hub.exports.review import Review, Standing
from sync.hub.exports.scope import Scope, Source, Twice, source_of
from sync.hub.exports.table import Rows, Written, week
from sync.hub.exports.texts import address_steps, free_texts, survey_steps, written_steps
from sync.hub.store import HubStore

NOT_ASKED = "(not asked)"
"""The question's condition did not hold, or the question was not in that catalogue."""
LEFT_OUT = "(left out)"
"""An address was given; it is in no table."""
FIRST = {
    "reference": "what the resident holds as a receipt",
    "week": "ISO week it was answered in; the day is left out",
    "channel": "kiosk, or paper where staff keyed it in; withheld below ten alike",
    "language": "of the screens while it was answered; withheld below ten alike",
}
"""Columns before the variables, and what stands in them."""
_DESCRIBING = ("channel", "language")
_PERSONAL = frozenset(
    {
        "age",
        "age_band",
        "age-band",
        "tranche-age",
        "tranche_age",
        "quartier",
        "sexe",
        "sex",
        "genre",
        "gender",
    }
)
"""Ids of questions that describe the person who answers."""
Kind = Literal["single", "flag", "rank", "number", "text", "address"]


@dataclass(frozen=True)
class Variable:
    """One column."""

    name: str
    """Key of the step; ``question/row`` in a matrix, ``step:option`` for one option of several."""
    step: FormStep
    kind: Kind
    option: Option | None = None

    def value(self, answer: Answer) -> str:
        """What stands in the column for an answer that is not empty."""
        option = self.option.id if self.option else ""
        match self.kind:
            case "flag":
                return str(int(option in answer))
            case "rank":
                return str(answer.index(option) + 1) if option in answer else ""
            case "address":
                return LEFT_OUT
            case "text":
                return ""  # only what a review has seen is written
            case _:
                return answer[0]


def variables_of(steps: Collection[FormStep]) -> tuple[Variable, ...]:
    """The columns of a survey, in the order of its questions."""
    return tuple(variable for step in steps for variable in _of_step(step))


def _of_step(step: FormStep) -> Iterator[Variable]:
    question = step.question
    match question:
        case SingleChoice():
            yield Variable(step.key, step, "single")
        case Matrix() if question.max_choices == 1:
            yield Variable(step.key, step, "single")
        case MultipleChoice() | Matrix():
            for option in question.options:
                yield Variable(f"{step.key}:{option.id}", step, "flag", option)
        case Sorting():
            for option in question.options:
                yield Variable(f"{step.key}:{option.id}", step, "rank", option)
        case Number():
            yield Variable(step.key, step, "number")
        case _:
            yield Variable(step.key, step, "address" if step.key in address_steps([step]) else "text")


class SurveyTable:
    """The table of one survey: looked through at once, written as often as files are asked for."""

    def __init__(
        self,
        store: HubStore,
        scope: Scope,
        activity: SurveyActivity,
        describing: Collection[str] = (),
        source: Source | None = None,
    ) -> None:
        """Look through everything: what must be decided, and who would stand alone.

        Args:
            describing: questions that describe the person, besides those known by their id or options.

        Raises:
            ExportError: something that was found in a text is not decided.
            UsageError: `describing` names no question with one answer.
            VaultError: the contributions key is missing.
        """
        self.activity = activity
        self._source = source or source_of(store)
        self._steps = survey_steps(scope, activity.id)
        self._asked_in = {
            located_index.catalogue.version: steps_of(located.activity.questions)
            for located_index in (scope.index, *scope.older)
            if (located := located_index.activities.get(activity.id)) is not None
            and isinstance(located.activity, SurveyActivity)
        }
        self.variables = variables_of(self._steps.values())
        self.describing = (*_DESCRIBING, *_personal(self.variables, scope, describing))
        self._written = written_steps(self._steps.values())
        self._review = Review(store)
        self._twice = Twice()
        crowd, standing = Crowd(), Standing()
        self.figures = Written(kinds=Counter())
        for one in self._twice.first(self._found()):
            if isinstance(one, Refused):
                self.figures.refused[one.reason] += 1
                continue
            self.figures.rows += 1
            self.figures.kinds[one.content.kind] += 1
            crowd.add(self._describing(self._values(one)))
            for finding in self._review.findings(one, free_texts(one.content, self._written)):
                standing.add(finding)
        standing.check()
        self.figures.masked, self.figures.kept = standing.mask, standing.keep
        self._shown = crowd.shown()

    @property
    def columns(self) -> tuple[str, ...]:
        """In their order."""
        return (*FIRST, *(variable.name for variable in self.variables))

    @property
    def numbers(self) -> tuple[str, ...]:
        """Columns in which figures are numbers."""
        kinds = ("flag", "rank", "number")
        return tuple(variable.name for variable in self.variables if variable.kind in kinds)

    def write(self, *targets: Rows) -> None:
        """Write every row to all of `targets`. Raises `ExportError` when others arrived meanwhile."""
        for one in self._twice.again(self._found()):
            if isinstance(one, Refused):
                continue
            values = self._values(one)
            nothing = ("",) * len(self.describing)
            shown = self._shown.get(("", self._describing(values)), nothing)
            values |= dict(zip(self.describing, shown, strict=True))
            for key, text in free_texts(one.content, self._written).items():
                values[key] = self._review.reviewed(one.id, key, text)
            cells = [values.get(column, "") for column in self.columns]
            for target in targets:
                target.row(cells)

    def _found(self) -> Iterator[Read | Refused]:
        for one in self._source(self.activity.id):
            if isinstance(one, Refused) or isinstance(one.content, SurveyContent):
                yield one

    def _values(self, one: Read) -> dict[str, str]:
        content = one.content
        assert isinstance(content, SurveyContent)  # noqa: S101 - `_found` gives no other
        values = {
            "reference": str(one.receipt),
            "week": week(content.on),
            "channel": content.channel or "kiosk",
            "language": content.language,
        }
        shown = {step.key for step in asked(self._asked_in.get(one.catalogue, ()), _given(content.answers))}
        for variable in self.variables:
            answer = tuple(value for value in content.answers.get(variable.step.key, ()) if value.strip())
            if answer:
                values[variable.name] = variable.value(answer)
            elif variable.step.key not in shown:
                values[variable.name] = NOT_ASKED
            else:
                values[variable.name] = ""
        return values

    def _describing(self, values: dict[str, str]) -> tuple[str, ...]:
        return tuple(values[name] for name in self.describing)


def _given(answers: Answers) -> Answers:
    return {key: answer for key, answer in answers.items() if any(answer)}


def _personal(variables: tuple[Variable, ...], scope: Scope, named: Collection[str]) -> tuple[str, ...]:
    """Names of the variables that describe the person, in the order of the survey."""
    catalogue = scope.index.catalogue
    quartiers = {quartier.id for quartier in catalogue.quartiers}
    bands = {band.id for band in catalogue.farewell.age_bands} if catalogue.farewell else set()
    single = {variable.name: variable for variable in variables if variable.kind in ("single", "number")}
    for name in named:
        if name not in single:
            known = ", ".join(single) or "none"
            raise UsageError(f"No question with one answer is called {name}. There are: {known}.")

    def describes(variable: Variable) -> bool:
        options = {option.id for option in getattr(variable.step.question, "options", ())}
        return (
            variable.name in named
            or variable.step.question.id.casefold() in _PERSONAL
            or (len(options & quartiers) > 1)
            or (len(options & bands) > 1)
        )

    return tuple(name for name, variable in single.items() if describes(variable))
