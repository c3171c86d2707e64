"""The minutes as the paper reads them; `sync.hub.count.minutes` writes them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal

from pydantic import BaseModel, ValidationError

from kiosk.errors import FormatError


class Named(BaseModel):
    """A thing with an id and a title in the paper's language."""

    id: str
    title: str


class Activity(Named):
    """The vote and its rules, in the closed words of the catalogue."""

    method: str
    claim: str = ""
    doubles: str
    channels: str = ""
    """Which channel wins; empty where the other one is not looked at."""
    tie_break: list[str]


class Tablet(BaseModel):
    """One tablet's account of this vote."""

    tablet: str
    name: str
    cast: int
    received: int
    missing: int
    revoked: bool
    closed: bool
    reset: bool = False
    """Erased by its staff after its last statement."""


class Elsewhere(BaseModel):
    """Those who took part online or on paper, in numbers."""

    lists: int
    people: int
    set_aside: int
    """Ballots of the kiosk that are set aside for it."""
    to_strike: int
    """People whose ballot counts here and is to be struck there."""


class Reason(BaseModel):
    """How many were set aside for one reason."""

    reason: str
    number: int


class Project(Named):
    """One line of a result."""

    cost: Decimal
    score: int
    voters: int
    rank: int
    selected: bool


class Contest(BaseModel):
    """The result of one contest; the name is empty where it is for the whole city."""

    quartier: str
    name: str
    ballots: int
    blank: int
    budget: Decimal | None
    currency: str
    spent: Decimal
    projects: list[Project]


class Equation(BaseModel):
    """cast = counted + set aside + missing."""

    cast: int
    counted: int
    set_aside: int
    missing: int
    holds: bool


class Minutes(BaseModel):
    """Everything that is printed."""

    mode: str
    organiser: str
    consultation: Named
    activity: Activity
    catalogue_version: int
    closes: datetime
    accept_until: datetime
    claims_erased_on: date | None = None
    box_key: str
    register_key: str
    shares: list[int]
    tablets: list[Tablet]
    set_aside: list[Reason]
    elsewhere: Elsewhere | None = None
    contests: list[Contest]
    receipts_digest: str
    ballots_digest: str
    equation: Equation


def read_minutes(content: Mapping[str, object]) -> Minutes:
    """Read a mapping in the shape ``kiosk-minutes/1``; what is not printed is not looked at.

    Raises:
        FormatError: a part is missing or of another kind; names the first.
    """
    try:
        return Minutes.model_validate(content)
    except ValidationError as error:
        place = ".".join(str(part) for part in error.errors()[0]["loc"])
        raise FormatError(
            f"These minutes cannot be printed: {place} is missing or of another kind."
        ) from None
