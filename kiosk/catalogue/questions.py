"""The questions of a survey, and of every form: kinds and limits after Decidim's questionnaires."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from kiosk.catalogue.parts import NO_TEXT, Part, Slug, Text


class Option(Part):
    """One possible answer, or one row of a matrix."""

    id: Slug
    title: Text


class Condition(Part):
    """When a question is asked: another one was answered so."""

    question: Slug
    any_of: tuple[Slug, ...] = ()
    """Options of which one was chosen; empty: whatever was answered."""


class _Question(Part):
    id: Slug
    title: Text = NO_TEXT
    help: Text = NO_TEXT
    mandatory: bool = False
    shown_if: Condition | None = None


class SingleChoice(_Question):
    """One of several."""

    kind: Literal["single"] = "single"
    options: tuple[Option, ...]


class MultipleChoice(_Question):
    """Some of several."""

    kind: Literal["multiple"] = "multiple"
    options: tuple[Option, ...]
    max_choices: Annotated[int, Field(ge=1)] | None = None


class Sorting(_Question):
    """All of several, in an order of preference: all or none."""

    kind: Literal["sorting"] = "sorting"
    options: tuple[Option, ...]


class Matrix(_Question):
    """The same choice for each row."""

    kind: Literal["matrix"] = "matrix"
    rows: tuple[Option, ...]
    options: tuple[Option, ...]
    max_choices: Annotated[int, Field(ge=1)] = 1
    """In one row."""


class ShortText(_Question):
    """A line."""

    kind: Literal["short_text"] = "short_text"
    min_characters: Annotated[int, Field(ge=0)] = 0
    max_characters: Annotated[int, Field(ge=1, le=1000)] = 150
    etiquette: bool = False
    """Whether Decidim's etiquette is asked of it (`kiosk.forms.etiquette`)."""
    address: bool = False
    """Whether it must be an e-mail address or a telephone number."""


class LongText(_Question):
    """Some paragraphs."""

    kind: Literal["long_text"] = "long_text"
    min_characters: Annotated[int, Field(ge=0)] = 0
    max_characters: Annotated[int, Field(ge=1, le=4000)] = 1000
    etiquette: bool = False


class Number(_Question):
    """A whole number."""

    kind: Literal["number"] = "number"
    minimum: int = 0
    maximum: int = 999_999_999


class Section(_Question):
    """Words between questions; nothing to answer."""

    kind: Literal["section"] = "section"


Question = Annotated[
    SingleChoice | MultipleChoice | Sorting | Matrix | ShortText | LongText | Number | Section,
    Field(discriminator="kind"),
]
