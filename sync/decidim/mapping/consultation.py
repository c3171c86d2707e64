"""A whole process as the draft of a catalogue with one consultation."""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import unquote, urljoin, urlsplit

from kiosk.i18n import N_
from sync.decidim.document import Attachment, Translated
from sync.decidim.mapping.around import Around, Piece, first_words, slug_of
from sync.decidim.mapping.ballots import ballots
from sync.decidim.mapping.classes import Classes
from sync.decidim.mapping.follow_up import follow_up
from sync.decidim.mapping.phases import Phases, ends
from sync.decidim.mapping.surveys import surveys
from sync.decidim.mapping.voices import debates, proposals
from sync.decidim.queries.budgets import Budget
from sync.decidim.queries.debates import Debate
from sync.decidim.queries.pages import Page
from sync.decidim.queries.proposals import Proposal, Sorted
from sync.decidim.queries.results import Result
from sync.decidim.queries.spaces import Component
from sync.decidim.queries.surveys import Survey
from sync.decidim.reading import READ_KINDS, Reading, Space
from sync.decidim.wording import SUMMARY_MAX, from_text

ADDRESS_MAX = 110
"""Letters of a document's address: more does not fit the QR (`kiosk.catalogue.parts.Document`)."""


def consultation_id(space: Space) -> str:
    """The id of the consultation of a process: its slug, as far as ids may be long."""
    slug = space.process.slug
    plain = slug if slug.isascii() and slug.replace("-", "").replace("_", "").isalnum() else ""
    return plain[:64].strip("-_") or slug_of(slug, f"process-{space.process.id}")


def draft(around: Around, reading: Reading, space: Space) -> Piece:
    """The unsigned catalogue content; parts that wait for an answer are missing in it."""
    process = space.process
    classes = Classes(around)
    things = list(_sorted(space))
    classes.take_categories(space.categories)
    classes.take_scopes(things)
    classes.take_taxonomies(reading.taxonomies, frozenset(c for thing in things for c in thing.classes))
    phases = Phases(around, process)
    activities: list[Piece] = []
    for component in sorted(process.components, key=lambda one: (one.weight, one.id)):
        for activity in _activities(_Place(around, classes, phases, component), space):
            activities.append(activity)
            around.origins[activity["id"]] = {"component": component.id, "kind": component.kind}
    title = around.title(process.title, process.slug)
    name = first_words(title)
    votes = any(activity["kind"] == "ballot" for activity in activities)
    consultation: Piece = {
        "id": consultation_id(space),
        "nature": "participatory_budget" if votes else "consultation",
        "title": title,
        "summary": around.text(process.shortDescription, name, SUMMARY_MAX),
        "description": around.joined(around.title(process.subtitle), around.text(process.description, name)),
        "documents": list(_documents(around, process.attachments, process.slug)),
        "phases": phases.pieces,
        "activities": activities,
    } | ends(around, process, phases)
    picture = _picture(around, process.heroImage, process.attachments, title)
    if picture is not None:
        consultation["picture"] = picture
    used = {theme for activity in activities for theme in _themes(activity)}
    return {
        "organiser": _organiser(around, reading),
        "quartiers": [around.new_quartiers[name] for name in sorted(around.new_quartiers)],
        "themes": [theme for name, theme in around.themes.items() if name in used],
        "consultations": [consultation],
    }


@dataclass(frozen=True)
class _Place:
    """Where a component's activities are made."""

    around: Around
    classes: Classes
    phases: Phases
    component: Component


def _activities(place: _Place, space: Space) -> Iterator[Piece]:
    """What a component becomes; its steps or dates are set on the way."""
    around, component = place.around, place.component
    found = space.contents.get(component.id)
    name = first_words(around.title(component.name), component.id)
    if component.kind not in READ_KINDS:
        around.note(
            N_("“{component}” ({kind}) has no counterpart on a tablet."), component=name, kind=component.kind
        )
    elif component.id in space.skipped:
        around.note(N_("“{component}” was left out because somebody asked for it."), component=name)
    elif found is None:
        around.note(N_("“{component}” was listed and then not shown by the platform."), component=name)
    elif not found and component.kind != "Proposals":
        around.note(_EMPTY, component=name, kind=component.kind)
    else:
        yield from _MADE[component.kind](place, found)


_EMPTY = N_("“{component}” ({kind}) is empty and was left out.")


def _of_proposals(place: _Place, found: tuple[Proposal, ...]) -> Iterator[Piece]:
    made = proposals(place.around, place.classes, place.component, found)
    place.phases.open(made["id"], place.component)
    yield made


def _of_budgets(place: _Place, found: tuple[Budget, ...]) -> Iterator[Piece]:
    for vote in ballots(place.around, place.classes, place.component, found):
        place.phases.open(vote["id"], place.component)
        yield vote


def _of_surveys(place: _Place, found: tuple[Survey, ...]) -> Iterator[Piece]:
    for made, survey in surveys(place.around, place.component, found):
        _dated(place, made, survey.startsAt, survey.endsAt)
        yield made


def _of_debates(place: _Place, found: tuple[Debate, ...]) -> Iterator[Piece]:
    for made, debate in debates(place.around, place.component, found):
        _dated(place, made, debate.startTime, debate.endTime)
        yield made


def _of_results(place: _Place, found: tuple[Result, ...]) -> Iterator[Piece]:
    yield follow_up(place.around, place.classes, place.component, found)


def _of_pages(place: _Place, found: tuple[Page, ...]) -> Iterator[Piece]:
    around, component = place.around, place.component
    for page in found:
        title = around.title(page.title) or around.title(component.name, component.id)
        text = around.text(page.body, first_words(title))
        if text:
            yield {"kind": "page", "id": f"page-{page.id}", "title": title, "text": text}
        else:
            around.note(_EMPTY, component=first_words(title), kind="Pages")


def _dated(place: _Place, made: Piece, opens: datetime | None, closes: datetime | None) -> None:
    """Open between dates of its own where the platform tells both, else in the steps somebody names."""
    if opens is not None and closes is not None:
        place.phases.open_between(made["id"], made["title"], opens, closes)
    else:
        place.phases.open(made["id"], place.component)


_MADE: dict[str, Callable[[_Place, Any], Iterator[Piece]]] = {
    "Proposals": _of_proposals,
    "Budgets": _of_budgets,
    "Surveys": _of_surveys,
    "Debates": _of_debates,
    "Accountability": _of_results,
    "Pages": _of_pages,
}


def _sorted(space: Space) -> Iterator[Sorted]:
    """Everything that bears classes."""
    for things in space.contents.values():
        for thing in things:
            if isinstance(thing, Sorted):
                yield thing
            yield from getattr(thing, "projects", ())


def _themes(activity: Piece) -> Iterator[str]:
    for proposal in activity.get("proposals", ()):
        if "theme" in proposal:
            yield proposal["theme"]


def _organiser(around: Around, reading: Reading) -> Piece:
    name = reading.organisation
    if isinstance(name, Translated):
        return around.title(name, urlsplit(around.address).netloc)
    return {around.languages[0]: from_text(name, 200).text or urlsplit(around.address).netloc}


def _documents(around: Around, attachments: tuple[Attachment, ...], slug: str) -> Iterator[Piece]:
    """Files by their address; where it is too long for a QR, by the address of the process."""
    for number, attachment in enumerate(attachments, 1):
        where = urljoin(around.address + "/", attachment.url)
        file = from_text(unquote(PurePosixPath(urlsplit(where).path).name), 120).text
        title = around.title(attachment.title, file or f"{number}")
        if _fits(where):
            yield {"id": f"file-{number}", "title": title, "address": where}
            continue
        page = f"{around.address}/processes/{slug}"
        if not _fits(page):
            around.note(
                N_("The file “{file}” has no address that a tablet can show."), file=first_words(title)
            )
            continue
        around.note(
            N_(
                "The address of the file “{file}” is too long for a QR; the page of the process stands there."
            ),
            file=first_words(title),
        )
        yield {"id": f"file-{number}", "title": title, "address": page}


def _fits(address: str) -> bool:
    printable = address.isascii() and address.isprintable() and " " not in address
    return address.startswith("https://") and len(address) <= ADDRESS_MAX and printable


def _picture(
    around: Around, hero: str | None, attachments: tuple[Attachment, ...], title: Piece
) -> Piece | None:
    """The process's picture, or the first of its files that is one."""
    shown = [hero] if hero else []
    shown += [a.url for a in attachments if a.type.lower() in ("image", "jpg", "jpeg", "png", "webp", "gif")]
    for address in shown:
        found = around.picture(urljoin(around.address + "/", address))
        if isinstance(found, bytes):
            around.note(
                N_("The words for those who do not see the picture are its title: write better ones.")
            )
            return {"content": base64.b64encode(found).decode(), "words": title}
        around.note(N_("A picture was left out: {reason}"), reason=found)
    return None
