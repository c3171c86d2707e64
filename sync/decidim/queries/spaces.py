"""Participatory processes with their steps, components and files."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from sync.decidim.document import (
    NOTHING,
    WORDS,
    Answer,
    Attachment,
    Day,
    Document,
    Moment,
    MomentOrDay,
    Named,
    NoNulls,
    Words,
)


class Step(Named):
    """A dated step; Decidim gives days up to 0.30 and times since."""

    position: int | None = None
    active: bool | None = None
    startDate: MomentOrDay | None = None
    endDate: MomentOrDay | None = None
    title: Words = NOTHING
    description: Words = NOTHING


class Component(Named):
    """What can be done in a process. Its settings are not exposed."""

    kind: str = Field(alias="__typename")
    weight: int = 0
    name: Words = NOTHING


class Process(Named):
    """A participatory process."""

    slug: str
    title: Words = NOTHING
    subtitle: Words = NOTHING
    shortDescription: Words = NOTHING
    description: Words = NOTHING
    startDate: Day | None = None
    endDate: Day | None = None
    publishedAt: Moment | None = None
    updatedAt: Moment | None = None
    reference: str | None = None
    heroImage: str | None = None
    steps: Annotated[tuple[Step, ...], NoNulls] = ()
    components: Annotated[tuple[Component, ...], NoNulls] = ()
    attachments: Annotated[tuple[Attachment, ...], NoNulls] = ()


class Processes(Answer):
    """All that are published; Decidim does not page them."""

    participatoryProcesses: Annotated[tuple[Process, ...], NoNulls]


def _text(attachment: str, name: str) -> str:
    return f"""query {name} {{
  participatoryProcesses(order: {{id: "asc"}}) {{
    id slug reference startDate endDate publishedAt updatedAt heroImage
    title {WORDS} subtitle {WORDS} shortDescription {WORDS} description {WORDS}
    steps {{ id position active startDate endDate title {WORDS} description {WORDS} }}
    components {{ __typename id weight name {WORDS} }}
    attachments {{ url type thumbnail {attachment} }}
  }}
}}"""


PROCESSES_0_27 = Document("KioskProcesses", _text("", "KioskProcesses"), Processes, versions=("0.27",))
PROCESSES = Document(
    "KioskProcesses", _text(f"title {WORDS}", "KioskProcesses"), Processes, versions=("0.31", "0.32")
)

DOCUMENTS = (PROCESSES_0_27, PROCESSES)
