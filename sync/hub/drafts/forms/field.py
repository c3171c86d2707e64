"""What a field of a form is. Forms are tables of these; one way of reading and of showing serves all."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """How a field is filled in."""

    TEXTS = "texts"
    """A text in each language."""
    LINE = "line"
    WHOLE = "whole"
    """A whole number."""
    AMOUNT = "amount"
    """Money, written as people do."""
    MOMENT = "moment"
    """A day and an hour, in the time zone of the hub."""
    DAY = "day"
    YES_NO = "yes_no"
    CHOICE = "choice"
    SEVERAL = "several"
    ORDER = "order"
    """A list that is chosen as a whole; its members are joined by a plus sign."""
    BUDGETS = "budgets"
    """An amount for each quartier, or none."""
    PIN = "pin"
    """Typed once, kept as its hash only; left empty it stays as it is."""
    ROWS = "rows"
    """Parts of one kind, one after another."""


class Source(StrEnum):
    """Where the options of a field come from that a table cannot know."""

    QUARTIERS = "quartiers"
    THEMES = "themes"
    ACTIVITIES = "activities"
    QUESTIONS_BEFORE = "questions_before"
    ANSWERS_BEFORE = "answers_before"


@dataclass(frozen=True)
class Field:
    """One field."""

    name: str
    """Where the value is in the content: names joined by dots."""
    label: str
    """An English sentence to be translated."""
    kind: Kind = Kind.TEXTS
    help: str = ""
    long: bool = False
    """Whether the text has paragraphs."""
    required: bool = False
    options: tuple[tuple[str, str], ...] = ()
    """(value, label) of what can be chosen."""
    source: Source | None = None
    fields: tuple[Field, ...] = ()
    """Of one row."""
    keyed: bool = True
    """Whether a row has an id."""
    group: str = ""
    """The heading it stands under; fields of one group follow each other."""
    only_for: tuple[str, ...] = ()
    """The values of the form's leading choice that it belongs to; empty: all."""
