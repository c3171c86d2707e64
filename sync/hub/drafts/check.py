"""What stands in the way of publishing a draft, as sentences with the field that each is about."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from kiosk.catalogue.check import findings
from kiosk.catalogue.lookup import CatalogueIndex
from kiosk.catalogue.model import Catalogue, Consultation
from kiosk.errors import ContentError
from kiosk.i18n import N_
from sync.hub.drafts.content import Content, activities, digest, text_in, title_of
from sync.hub.drafts.finding import Finding, Place, Step
from sync.hub.drafts.forms.activities import FIELDS, METHODS
from sync.hub.drafts.forms.consultation import CITY as CITY_FIELDS
from sync.hub.drafts.forms.consultation import DOCUMENTS, PHASES, TEXTS
from sync.hub.drafts.forms.field import Field
from sync.hub.drafts.forms.items import COLLECTIONS, QUESTION_KINDS
from sync.hub.drafts.forms.values import leaves
from sync.hub.drafts.publication import Base, base, with_city, with_draft
from sync.hub.drafts.shelf import Shelf
from sync.hub.drafts.wording import NO_PROJECT, read
from sync.hub.publishing import broken_promises, completed
from sync.hub.store import HubStore

FINDINGS_MAX = 200
"""As many are listed: whoever has more settles these first."""
_TAGS = {"ballot", "proposals", "survey", "debate", "report", "follow_up", "page"}
_METHODS = {name for name, _ in METHODS}
_QUESTIONS = {name for name, _ in QUESTION_KINDS}
_EMPTY = N_("{where}: “{field}” is still empty.")
_MESSAGES: dict[str, str] = {
    "missing": _EMPTY,
    "union_tag_not_found": N_("{where}: choose “{field}”."),
    "union_tag_invalid": N_("{where}: choose “{field}”."),
    "literal_error": N_("{where}: choose “{field}” among what is offered."),
    "enum": N_("{where}: choose “{field}” among what is offered."),
    "greater_than_equal": N_("{where}: “{field}” is less than {limit}."),
    "less_than_equal": N_("{where}: “{field}” is more than {limit}."),
    "string_pattern_mismatch": N_("{where}: “{field}” has signs that cannot be used there."),
    "string_too_long": N_("{where}: “{field}” is too long; at most {limit} letters."),
    "string_too_short": N_("{where}: “{field}” is still empty."),
    "extra_forbidden": N_("{where}: tablets do not know “{field}”."),
}
_FAMILIES: tuple[tuple[tuple[str, ...], str], ...] = (
    (("int_",), N_("{where}: “{field}” is not a whole number.")),
    (("decimal_", "is_instance"), N_("{where}: “{field}” is not an amount.")),
    (("datetime_", "timezone_"), N_("{where}: “{field}” is not a day and an hour.")),
    (("date_",), N_("{where}: “{field}” is not a day.")),
)
_TEXTS, _PHASES, _DOCUMENTS = N_("Texts"), N_("Phases and dates"), N_("Documents and decisions")
_OTHERWISE = N_("{where}: “{field}” is not right.")
_PICTURE = N_("The picture is not a PNG or JPEG of at most 200 kB.")


def checked(store: HubStore, shelf: Shelf, content: Content) -> list[Finding]:
    """Everything that stands in the way; empty when the draft can be published."""
    found = _shape(content)
    passed = content
    if found and all(one.place.step in (Step.TEXTS, Step.PHASES) for one in found):
        # What can be done in it is told at once, not only when all dates are there.
        passed = _with_any_dates(content)
    if not found or passed is not content:
        _, held = base(store, shelf)
        try:
            made = with_draft(passed)(copy.deepcopy(held))
        except ContentError:
            where = Place(Step.CODES)
            return [*found, Finding(where, N_("The codes of this draft are damaged; draw them again."))]
        whole = _together(store, made, passed)
        known = {one.place.step for one in found}
        found += [one for one in whole if not found or one.place.step not in known | {Step.PHASES}]
    unique = {digest([str(one.place), one.message, dict(one.values)]): one for one in found}
    return list(unique.values())[:FINDINGS_MAX]


def _with_any_dates(content: Content) -> Content:
    """The draft as it would be with one phase for everything and some title: to look at the rest of it."""
    held = content["consultation"]
    phase = {
        "id": "phase",
        "title": {"fr": "-"},
        "opens": "9998-01-01T00:00:00Z",
        "closes": "9998-01-02T00:00:00Z",
        "activities": [one.get("id") for one in held["activities"]],
    }
    certain = {
        "id": held["id"],
        "nature": "consultation",
        "title": {"fr": title_of(content)},
        "phases": [phase],
        "accept_until": "9998-01-03T00:00:00Z",
        "claims_erased_on": "9998-02-01",
    }
    more = {name: held.get(name, []) for name in ("activities", "documents", "decisions")}
    return content | {"consultation": certain | more}


def city_checked(store: HubStore, shelf: Shelf, texts: Content) -> list[Finding]:
    """What stands in the way of publishing the texts of the city."""
    _, held = base(store, shelf)
    return _together(store, with_city(texts)(held), None)


def _together(store: HubStore, made: Base, content: Content | None) -> list[Finding]:
    """Findings of the whole catalogue; those about other consultations are not this draft's."""
    catalogue, wrong = _catalogue(store, made)
    if catalogue is None:
        return wrong
    newest = store.newest_catalogue()
    held = store.index(newest[0]) if newest else None
    sentences = findings(catalogue)
    if not sentences and held is not None:
        sentences = broken_promises(held, CatalogueIndex(catalogue), store.clock())
    mine = content["consultation"]["id"] if content else ""
    told = []
    empty = {said.about for said in map(read, sentences) if said.message == NO_PROJECT}
    for sentence in sentences:
        said = read(sentence)
        if said.about in empty and said.values.get("projects") == "0":
            continue  # that nobody can choose among no projects goes without saying
        if content is not None and said.consultation in ("", mine):
            told.append(said.finding(_called(content, *said.about)))
        else:
            told.append(said.finding(said.consultation or said.about[1]))
    return told


def _catalogue(store: HubStore, made: Base) -> tuple[Catalogue | None, list[Finding]]:
    """The catalogue as it would be, even where it contradicts itself; or what of it is wrong."""
    try:
        # Only what the hub adds is wanted here: an empty catalogue always parses.
        frame = completed(store, json.dumps({"organiser": {"fr": "-"}, "consultations": []}).encode())
    except ContentError as error:
        return None, [read(str(error)).finding("")]
    added = frame.model_dump(mode="json", by_alias=True)
    whole = {name: added[name] for name in ("version", "mode", "issued", "valid_until", "keys")} | made
    try:
        return Catalogue.model_validate_json(json.dumps(whole)), []
    except ValidationError as error:
        return None, [_around(one) for one in error.errors(include_url=False)]


def _around(error: ErrorDetails) -> Finding:
    path = [step for step in error["loc"] if not isinstance(step, int)]
    names = dict(leaves(CITY_FIELDS))
    name = ".".join(map(str, path))
    label = next((names[one].label for one in _shorter(name) if one in names), name)
    field = ".".join(map(str, error["loc"]))
    return _finding(error, Place(Step.CITY, field=field), N_("The city"), label, ("where", "field"))


def _shorter(name: str) -> Iterator[str]:
    while name:
        yield name
        name = name.rpartition(".")[0]


def _shape(content: Content) -> list[Finding]:
    """What of the consultation is missing or cannot be read."""
    try:
        Consultation.model_validate_json(json.dumps(content["consultation"]))
    except ValidationError as error:
        return [_told(content, one) for one in error.errors(include_url=False)]
    return []


def _told(content: Content, error: ErrorDetails) -> Finding:
    loc = list(error["loc"])
    consultation = content["consultation"]
    if loc[0] == "activities" and len(loc) > 1 and isinstance(loc[1], int):
        return _in_activity(consultation["activities"][loc[1]], loc[2:], error)
    if loc[0] == "picture":
        return Finding(Place(Step.TEXTS, field="picture"), _PICTURE)
    step, where = Step.TEXTS, _TEXTS
    fields: Sequence[Field] = TEXTS
    if loc[0] in ("phases", "accept_until", "claims_erased_on", "contributions_erased_on"):
        step, fields, where = Step.PHASES, PHASES, _PHASES
    elif loc[0] in ("documents", "decisions", "synthesis"):
        step, fields, where = Step.DOCUMENTS, DOCUMENTS, _DOCUMENTS
    labels: tuple[str, ...] = ("where", "field")
    if len(loc) > 1 and isinstance(loc[1], int):
        where, labels = _named(consultation[str(loc[0])][loc[1]], loc[1]), ("field",)
    return _finding(error, Place(step, field=_dotted(loc)), where, _label(fields, loc), labels)


def _in_activity(activity: dict[str, Any], rest: list[int | str], error: ErrorDetails) -> Finding:
    kind, name = str(activity.get("kind")), str(activity.get("id"))
    if rest and rest[0] in _TAGS:
        rest = rest[1:]
    where = text_in(activity.get("title")) or name
    if len(rest) > 1 and (kind, str(rest[0])) in COLLECTIONS and isinstance(rest[1], int):
        item = activity[str(rest[0])][rest[1]]
        inside = rest[2:]
        if inside and inside[0] in _QUESTIONS and rest[0] == "questions":
            inside = inside[1:]
        place = Place(Step.ACTIVITIES, name, str(rest[0]), _id_of(item, rest[1]), _dotted(inside or ["kind"]))
        label = _label(COLLECTIONS[kind, str(rest[0])], inside or ["kind"])
        return _finding(error, place, f"{where} › {_named(item, rest[1])}", label)
    if rest[:1] == ["method"]:
        rest = ["method", *(step for step in rest[1:] if step not in _METHODS)]
        rest = rest if len(rest) > 1 else ["method", "name"]
    place = Place(Step.ACTIVITIES, name, field=_dotted(rest))
    return _finding(error, place, where, _label(FIELDS.get(kind, ()), rest))


def _finding(
    error: ErrorDetails, place: Place, where: str, label: str, labels: tuple[str, ...] = ("field",)
) -> Finding:
    kind, about = error["type"], error.get("ctx", {})
    limit = next((str(about[name]) for name in ("ge", "le", "max_length") if name in about), "")
    message = _MESSAGES.get(kind) or next(
        (text for starts, text in _FAMILIES if kind.startswith(starts)), _OTHERWISE
    )
    return Finding(place, message, {"where": where, "field": label, "limit": limit}, labels)


def _label(fields: Sequence[Field], loc: Sequence[int | str]) -> str:
    known = dict(leaves(fields))
    steps = [str(step) for step in loc if not isinstance(step, int)]
    while steps:
        name = ".".join(steps)
        if name in known:
            return known[name].label
        steps.pop()
    return str(loc[0]) if loc else ""


def _dotted(loc: Sequence[int | str]) -> str:
    return ".".join(map(str, loc))


def _named(part: object, number: int) -> str:
    if isinstance(part, Mapping):
        return text_in(part.get("title")) or text_in(part.get("body")) or str(part.get("id", number + 1))
    return str(number + 1)


def _id_of(part: object, number: int) -> str:
    return str(part.get("id", number)) if isinstance(part, Mapping) else str(number)


def _called(content: Content, kind: str, name: str) -> str:
    """What staff call the thing of that id."""
    consultation = content["consultation"]
    if kind in ("phase", "document"):
        return _titled(consultation[kind + "s"], name)
    for one in activities(content):
        title = text_in(one.get("title")) or str(one.get("id"))
        if kind == "activity" and one.get("id") == name:
            return title
        if kind in ("project", "question", "proposal"):
            parts = one.get(kind + "s")
            if isinstance(parts, list) and any(p.get("id") == name for p in parts if isinstance(p, dict)):
                return f"{title} › {_titled(parts, name)}"
    return title_of(content)


def _titled(parts: object, name: str) -> str:
    for one in parts if isinstance(parts, list) else ():
        if isinstance(one, dict) and one.get("id") == name:
            return text_in(one.get("title")) or name
    return name
