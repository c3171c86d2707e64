"""A named GraphQL document: its text, the versions it claims to fit, and the shape of its answer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Annotated, Generic, Literal, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, StringConstraints

Version = Literal["0.27", "0.31", "0.32"]
EVERY_VERSION: tuple[Version, ...] = ("0.27", "0.31", "0.32")


class Answer(BaseModel):
    """A part of an answer. Types are strict: a number where a text belongs is another shape."""

    model_config = ConfigDict(frozen=True, extra="ignore", strict=True)


A = TypeVar("A", bound=Answer)


@dataclass(frozen=True)
class Document(Generic[A]):
    """One query or mutation."""

    name: str
    """The operation's name, as it stands in the text."""
    text: str
    answer: type[A]
    versions: tuple[Version, ...] = EVERY_VERSION
    """The versions whose schema it fits; a test validates it against each."""
    writes: tuple[str, ...] = ()
    """For a mutation: the path in ``data`` to what was written, such as component, createProposal."""


class LocalText(Answer):
    """A text in one language."""

    locale: str
    text: str | None = None
    machineTranslated: bool = False


class Translated(Answer):
    """A text in several languages. It may be HTML."""

    translations: list[LocalText | None] = []

    def by_language(self, languages: tuple[str, ...]) -> dict[str, str]:
        """The texts that are there, of `languages` alone; a machine's only where people wrote none at all."""
        written = [t for t in self.translations if t is not None and (t.text or "").strip()]
        human = [t for t in written if not t.machineTranslated] or written
        return {t.locale: t.text or "" for t in human if t.locale in languages}

    @property
    def first(self) -> str:
        """The text in whichever language comes first; empty where there is none."""
        return next((t.text or "" for t in self.translations if t is not None and t.text), "")


NOTHING = Translated()


def _empty_if_null(value: object) -> object:
    return {"translations": []} if value is None else value


def _without_null(value: object) -> object:
    """A list without its null items, or nothing for no list at all: GraphQL allows both."""
    if value is None:
        return ()
    return tuple(item for item in value if item is not None) if isinstance(value, list) else value


Words = Annotated[Translated, BeforeValidator(_empty_if_null)]
"""A text that may be null."""
NoNulls = BeforeValidator(_without_null)
"""For ``[Thing]``: the list or its items may be null."""


def _moment(value: object) -> datetime:
    if not isinstance(value, str):
        raise ValueError("a time is a text")
    at = datetime.fromisoformat(value)
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def _day(value: object) -> date:
    if not isinstance(value, str):
        raise ValueError("a day is a text")
    return (
        date.fromisoformat(value) if len(value) == len("2027-03-01") else datetime.fromisoformat(value).date()
    )


def _moment_or_day(value: object) -> datetime | date:
    return _day(value) if isinstance(value, str) and len(value) == len("2027-03-01") else _moment(value)


# Written out, because after a validator of ours pydantic's strictness knows Python's types alone.
Moment = Annotated[datetime, BeforeValidator(_moment)]
"""ISO 8601, aware."""
Day = Annotated[date, BeforeValidator(_day)]
"""ISO 8601, the day of a time where it is one."""
MomentOrDay = Annotated[datetime | date, BeforeValidator(_moment_or_day)]

WORDS = "{ translations { locale text machineTranslated } }"
"""The selection that `Translated` reads."""


class PageInfo(Answer):
    """Where the next page starts."""

    hasNextPage: bool
    endCursor: str | None = None


Id = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{1,40}$")]
"""Numbers, in fact; they become parts of the catalogue's ids and of file names."""


class Named(Answer):
    """Something with an id."""

    id: Id


class Author(Answer):
    """Who wrote it, under the name they chose to show."""

    name: str = ""


class Attachment(Answer):
    """A file that lies beside."""

    url: str
    type: str = ""
    thumbnail: str | None = None
    title: Words = NOTHING


class Coordinates(Answer):
    """A place, in degrees (WGS 84)."""

    latitude: float
    longitude: float
