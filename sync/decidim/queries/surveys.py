"""Surveys and their questions."""

from __future__ import annotations

from typing import Annotated

from pydantic import AliasChoices, Field

from sync.decidim.document import (
    NOTHING,
    WORDS,
    Document,
    Moment,
    Named,
    NoNulls,
    Words,
)
from sync.decidim.queries.paging import PAGE, ComponentPage


class AnswerOption(Named):
    """One possible answer."""

    body: Words = NOTHING
    freeText: bool = False


class MatrixRow(Named):
    """One row of a matrix."""

    position: int | None = None
    body: Words = NOTHING


class Question(Named):
    """A question, in Decidim's kinds."""

    position: int | None = None
    mandatory: bool = False
    questionType: str | None = None
    maxChoices: int | None = None
    maxCharacters: int = 0
    """0: no limit."""
    body: Words = NOTHING
    description: Words = NOTHING
    options: Annotated[tuple[AnswerOption, ...], NoNulls] = Field(
        default=(), validation_alias=AliasChoices("responseOptions", "answerOptions", "options")
    )
    matrixRows: Annotated[tuple[MatrixRow, ...], NoNulls] = ()
    """Since 0.31: before, rows are not exposed."""


class Questionnaire(Named):
    """The questions with what stands before them."""

    title: Words = NOTHING
    description: Words = NOTHING
    tos: Words = NOTHING
    questions: Annotated[tuple[Question, ...], NoNulls] = ()


class Survey(Named):
    """One survey of a component."""

    updatedAt: Moment | None = None
    startsAt: Moment | None = None
    endsAt: Moment | None = None
    allowResponses: bool | None = None
    questionnaire: Questionnaire | None = None


SurveyPage = ComponentPage[Survey]


def _text(of_survey: str, options: str) -> str:
    return f"""query KioskSurveys($component: ID!, $after: String) {{
  component(id: $component) {{
    ... on Surveys {{
      page: surveys(first: {PAGE}, after: $after) {{
        pageInfo {{ hasNextPage endCursor }}
        nodes {{
          id updatedAt {of_survey}
          questionnaire {{
            id title {WORDS} description {WORDS} tos {WORDS}
            questions {{
              id position mandatory questionType maxChoices maxCharacters
              body {WORDS} description {WORDS}
              {options}
            }}
          }}
        }}
      }}
    }}
  }}
}}"""


SURVEYS_0_27 = Document(
    "KioskSurveys",
    _text("", f"answerOptions {{ id freeText body {WORDS} }}"),
    SurveyPage,
    versions=("0.27",),
)
SURVEYS = Document(
    "KioskSurveys",
    _text(
        "startsAt endsAt allowResponses",
        f"responseOptions {{ id freeText body {WORDS} }} matrixRows {{ id position body {WORDS} }}",
    ),
    SurveyPage,
    versions=("0.31", "0.32"),
)

DOCUMENTS = (SURVEYS_0_27, SURVEYS)
