"""The shape of a catalogue. `check` says what must also hold between its parts."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, RootModel, StringConstraints

from kiosk.catalogue.methods import Amount, Method
from kiosk.claims.claim import ClaimRule
from kiosk.ids import Mode

Slug = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$")]
"""Ids of consultations, phases, activities: safe in file names, addresses and contexts."""
ProjectSlug = Annotated[str, StringConstraints(min_length=1, max_length=64, pattern=r"^[^\s,;]+$")]
"""Project ids come from other systems: anything without space, comma or semicolon."""
Base64 = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9+/]*={0,2}$")]


class Part(BaseModel):
    """Parts of a catalogue do not change and say nothing unknown."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Text(RootModel[dict[Annotated[str, StringConstraints(pattern=r"^[a-z]{2}(_[a-z]+)?$")], str]]):
    """One text in several languages."""

    model_config = ConfigDict(frozen=True)

    def within(self, language: str) -> str:
        """The text in `language`, or in the first language it has."""
        return self.root.get(language) or next(iter(self.root.values()), "")

    def has(self, language: str) -> bool:
        """Whether the text exists in `language`, so that a screen can say that it does not."""
        return bool(self.root.get(language))


class Quartier(Part):
    """A part of the city."""

    id: Slug
    name: str


class Project(Part):
    """One option of a vote."""

    id: ProjectSlug
    title: Text
    description: Text = Text({})
    cost: Amount | None = None
    quartier: Slug | None = None


class TieBreak(StrEnum):
    """What decides between equal scores, in the order the catalogue lists; the lottery always ends it."""

    VOTERS = "voters"
    """More voters first."""
    COST = "cost"
    """The cheaper first."""
    LOTTERY = "lottery"
    """Smallest SHA-256 of consultation, activity and project id: anyone can repeat it."""


class DoublesRule(StrEnum):
    """What happens when one right was used twice. No order exists between tablets."""

    KEEP_ONE = "keep_one"
    """The smallest SHA-256 of the draw (a digest over all deposit ids) and the deposit id is counted."""
    SET_ALL_ASIDE = "set_all_aside"


class BallotActivity(Part):
    """A vote."""

    kind: Literal["ballot"] = "ballot"
    id: Slug
    title: Text
    about: Text = Text({})
    method: Method
    projects: tuple[Project, ...]
    currency: Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")] = "EUR"
    budget: Amount | None = None
    """What the winners may cost together; None: nothing is selected, scores are published."""
    quartier_budgets: dict[Slug, Amount] = {}
    """Not empty: each person votes among the projects of one quartier, with that budget."""
    claim: ClaimRule
    doubles: DoublesRule = DoublesRule.KEEP_ONE
    order: Literal["random", "fixed"] = "random"
    tie_break: tuple[TieBreak, ...] = (TieBreak.VOTERS, TieBreak.COST)

    @property
    def by_quartier(self) -> bool:
        """Whether there is one contest in each quartier instead of one for the city."""
        return bool(self.quartier_budgets)


class PageActivity(Part):
    """Something to read."""

    kind: Literal["page"] = "page"
    id: Slug
    title: Text
    text: Text


Activity = Annotated[BallotActivity | PageActivity, Field(discriminator="kind")]


class Phase(Part):
    """A dated step; says which activities are open in it."""

    id: Slug
    title: Text
    opens: AwareDatetime
    closes: AwareDatetime
    activities: tuple[Slug, ...] = ()


class Consultation(Part):
    """One démarche."""

    id: Slug
    nature: Literal["participatory_budget", "consultation", "workshop"]
    """The kiosk refuses to be set up for a political election: there is no word for one here."""
    title: Text
    summary: Text = Text({})
    description: Text = Text({})
    quartiers: tuple[Slug, ...] = ()
    """Empty: the whole city."""
    phases: tuple[Phase, ...]
    activities: tuple[Activity, ...]
    accept_until: AwareDatetime
    """End of the window in which the hub takes deposits that were cast before closing."""
    claims_erased_on: date
    """When the register forgets who took part. Shown to residents."""


class Role(StrEnum):
    """Who may do what on the staff side."""

    FACILITATOR = "facilitator"
    STAFF = "staff"
    ADMINISTRATOR = "administrator"


class Account(Part):
    """A person of the staff; works offline."""

    id: Slug
    name: str
    role: Role
    pin: str
    """argon2id, in its usual text form."""


class Keys(Part):
    """Public keys, base64."""

    register_: Annotated[Base64, Field(alias="register")]
    box: Base64

    model_config = ConfigDict(frozen=True, extra="forbid", validate_by_name=True, validate_by_alias=True)


class CodeList(Part):
    """Digests of the codes of one activity, in one quartier where it votes by quartier."""

    activity: Slug
    quartier: Slug | None = None
    digests: Base64
    """16 bytes each, one after another, sorted."""


class Catalogue(Part):
    """The whole snapshot."""

    format: Literal["kiosk-catalogue/1"] = "kiosk-catalogue/1"
    version: Annotated[int, Field(ge=1)]
    mode: Mode
    organiser: Text
    """Who asks: the city's name, as it stands on the attract screen and in the privacy notice."""
    issued: AwareDatetime
    valid_until: AwareDatetime
    keys: Keys
    quartiers: tuple[Quartier, ...] = ()
    consultations: tuple[Consultation, ...]
    codes: tuple[CodeList, ...] = ()
    accounts: tuple[Account, ...] = ()
