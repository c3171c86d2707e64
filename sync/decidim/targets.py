"""Where the items of each activity go on the platform, and what its things are called there."""

from __future__ import annotations

import re
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

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
    pulled: bool = False
    """Whether the activity came from the platform: its proposals and projects are called the same there."""

    def locale_for(self, language: str) -> str:
        """The platform's locale for a language of ours; its default where it does not speak it."""
        plain = language.partition("_")[0]
        return plain if plain in self.locales else self.locales[0]

    def post_of(self, proposal: str) -> str:
        """The platform's id of a proposal that came from there; empty where nothing says it."""
        return self.posts.get(proposal) or self._same(proposal)

    def project_of(self, project: str) -> str:
        """The platform's id of a project; empty where nothing says it."""
        return self.projects.get(project) or self._same(project)

    def _same(self, id_: str) -> str:
        return id_ if self.pulled and id_.isascii() and id_.isdigit() else ""

    def classes_of(self, *ids: str) -> Class:
        """What Decidim calls these together."""
        known = [one for name in ids if (one := self.classes.get(name) or _named(name)) is not None]
        return Class(
            category=next((one.category for one in known if one.category), None),
            scope=next((one.scope for one in known if one.scope), None),
            taxonomies=tuple(dict.fromkeys(id_ for one in known for id_ in one.taxonomies)),
        )


class Targets(_Part):
    """Every activity that has a place on the platform."""

    format: Literal["kiosk-targets/1"] = "kiosk-targets/1"
    activities: dict[str, Target] = {}


def _named(id_: str) -> Class | None:
    """The class that a pulled theme is: its id says so."""
    found = re.fullmatch(r"(category|scope|taxonomy)-([0-9]{1,18})", id_)
    if found is None:
        return None
    if found[1] == "taxonomy":
        return Class(taxonomies=(found[2],))
    return Class(category=found[2]) if found[1] == "category" else Class(scope=found[2])
