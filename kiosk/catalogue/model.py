"""The shape of a catalogue. `check` says what must also hold between its parts."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import AwareDatetime, ConfigDict, Field

from kiosk.catalogue.activities import Activity
from kiosk.catalogue.parts import (
    NO_TEXT,
    Base64,
    Decision,
    Document,
    Part,
    Picture,
    Quartier,
    Slug,
    Text,
    Theme,
)
from kiosk.catalogue.questions import Option
from kiosk.ids import Mode


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
    summary: Text = NO_TEXT
    description: Text = NO_TEXT
    quartiers: tuple[Slug, ...] = ()
    """Empty: the whole city."""
    themes: tuple[Slug, ...] = ()
    picture: Picture | None = None
    documents: tuple[Document, ...] = ()
    decisions: tuple[Decision, ...] = ()
    synthesis: Text = NO_TEXT
    """What came out of it, in one text."""
    phases: tuple[Phase, ...]
    activities: tuple[Activity, ...]
    accept_until: AwareDatetime
    """End of the window in which the hub takes deposits that were cast before closing."""
    claims_erased_on: date
    """When the register forgets who took part. Shown to residents."""
    contributions_erased_on: date | None = None
    """When the hub forgets what was contributed besides ballots; None: somebody erases it by hand."""


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
    contributions: Base64 = ""
    """Seals everything but ballots and what says who somebody is; empty where there are only votes."""

    model_config = ConfigDict(frozen=True, extra="forbid", validate_by_name=True, validate_by_alias=True)


class CodeList(Part):
    """Digests of the codes of one activity, in one quartier where it votes by quartier."""

    activity: Slug
    quartier: Slug | None = None
    digests: Base64
    """16 bytes each, one after another, sorted."""


class Charter(Part):
    """What everyone accepts before the first contribution."""

    version: Annotated[int, Field(ge=1)]
    text: Text


class OptIn(Part):
    """What somebody agrees to who wants to be kept informed."""

    version: Annotated[int, Field(ge=1)]
    text: Text


class Farewell(Part):
    """What is asked once, at the end of a visit; all of it can be passed over."""

    satisfaction: bool = True
    opt_in: OptIn | None = None
    age_bands: tuple[Option, ...] = ()
    """Empty: nobody is asked for an age. Kept apart from everything else of the visit."""
    kept_days: Annotated[int, Field(ge=1, le=3660)] | None = None
    """Days after which the hub erases addresses and feedback, as the consent text says; None: by hand."""


class Silence(Part):
    """The months before an election in which the city may not speak of its results."""

    opens: AwareDatetime
    closes: AwareDatetime
    reason: Text


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
    themes: tuple[Theme, ...] = ()
    charter: Charter | None = None
    privacy: Text = NO_TEXT
    """The privacy notice, one touch away on every screen."""
    farewell: Farewell | None = None
    silence: Silence | None = None
    consultations: tuple[Consultation, ...]
    codes: tuple[CodeList, ...] = ()
    accounts: tuple[Account, ...] = ()
