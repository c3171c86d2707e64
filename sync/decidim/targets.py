"""Where the items of each activity go on the platform, and what its things are called there.

One JSON file in the hub's folder (``decidim-targets.json``), so that staff can read and mend it::

    {"format": "kiosk-targets/1", "activities": {"canal-idees": {"component": "12", "posts": {"p1": "345"}}}}
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from kiosk.errors import FormatError

FILE = "decidim-targets.json"
RemoteId = Annotated[str, StringConstraints(pattern=r"^[0-9]{1,18}$")]
"""Decidim's ids are whole numbers."""
Locale = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}(-[A-Za-z]{2,8})?$")]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Class(_Part):
    """What Decidim calls a theme or a quartier: a category and a scope to 0.29, taxonomies from 0.30."""

    category: RemoteId | None = None
    scope: RemoteId | None = None
    taxonomies: tuple[RemoteId, ...] = ()


class Target(_Part):
    """The component of one activity, with those of its settings that the interface does not expose."""

    component: RemoteId
    locales: Annotated[tuple[Locale, ...], Field(min_length=1)] = ("fr",)
    """The platform's languages, its default first."""
    proposal_length: Annotated[int, Field(ge=15, le=100_000)] = 500
    comment_length: Annotated[int, Field(ge=1, le=100_000)] = 1000
    classes: dict[str, Class] = {}
    """By the catalogue's id of a theme or a quartier."""
    posts: dict[str, RemoteId] = {}
    """Proposals that came from the platform, by the catalogue's id."""
    debate: RemoteId | None = None
    """The debate that comments of this activity answer."""
    projects: dict[str, RemoteId] = {}
    """Projects of a vote, by the catalogue's id."""
    votes: Literal["deltas", "absolute"] = "deltas"
    """Whether figures of votes are added to earlier ones, or put in their place."""

    def locale_for(self, language: str) -> str:
        """The platform's locale for a language of ours; its default where it does not speak it."""
        plain = language.partition("_")[0]
        return plain if plain in self.locales else self.locales[0]

    def classes_of(self, *ids: str) -> Class:
        """What Decidim calls these together."""
        known = [self.classes[name] for name in ids if name in self.classes]
        return Class(
            category=next((one.category for one in known if one.category), None),
            scope=next((one.scope for one in known if one.scope), None),
            taxonomies=tuple(dict.fromkeys(id_ for one in known for id_ in one.taxonomies)),
        )


class Targets(_Part):
    """Every activity that has a place on the platform."""

    format: Literal["kiosk-targets/1"] = "kiosk-targets/1"
    activities: dict[str, Target] = {}


def load_targets(path: Path) -> Targets:
    """Read the file.

    Raises:
        FormatError: it is missing or malformed; names the place.
    """
    try:
        return Targets.model_validate_json(path.read_bytes())
    except OSError:
        raise FormatError(
            f"{path} is missing: it says which component of the platform each activity goes to."
        ) from None
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False, include_input=False)[0]
        place = ".".join(str(step) for step in first["loc"]) or "the start"
        raise FormatError(f"{path}: {first['msg']}, at {place}.") from None
