"""What the pages about drafts share: reading a form, showing fields, and the way to a finding's field."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import Depends, HTTPException, Request
from fastapi.responses import Response

from kiosk.errors import ContentError
from kiosk.i18n import LANGUAGE_NAMES
from sync.hub.drafts.check import checked
from sync.hub.drafts.content import LANGUAGES, Content, activities, digest, is_id, text_in, title_of
from sync.hub.drafts.finding import Finding, Place, Step
from sync.hub.drafts.forms.field import Field, Kind, Source
from sync.hub.drafts.forms.values import at, leaves, shown, taken
from sync.hub.drafts.publication import base
from sync.hub.drafts.shelf import Draft, DraftChanged, NoSuchDraft, Shelf
from sync.hub.staff.face import Face, account_of, path

LEADING = ("method.name", "kind")
"""Fields whose choice says which others there are."""
BLANK_ROWS = 2
"""Empty rows at the end of a list, to write more into."""
STEPS = (Step.TEXTS, Step.ACTIVITIES, Step.PHASES, Step.DOCUMENTS, Step.CODES)


async def typed_form(request: Request) -> dict[str, list[str]]:
    """The form of a request: every name with all its values; files are left out."""
    form = await request.form()
    return {name: [value for value in form.getlist(name) if isinstance(value, str)] for name in form}


Typed = Annotated[dict[str, list[str]], Depends(typed_form)]


def value_of(typed: Mapping[str, Sequence[str]], name: str) -> str:
    """The first value of a name, without spaces around it."""
    values = typed.get(name, ())
    return values[0].strip() if values else ""


@dataclass(frozen=True)
class Options:
    """What can be chosen in fields whose options depend on the draft: (value, words)."""

    quartiers: list[tuple[str, str]] = field(default_factory=list)
    themes: list[tuple[str, str]] = field(default_factory=list)
    activities: list[tuple[str, str]] = field(default_factory=list)
    questions_before: list[tuple[str, str]] = field(default_factory=list)
    answers_before: list[tuple[str, str]] = field(default_factory=list)

    def of(self, source: Source | None) -> list[tuple[str, str]]:
        """Those of a source."""
        return list(getattr(self, source.value)) if source else []


@dataclass(frozen=True)
class Form:
    """One part of a draft as a form."""

    title: str
    """Of the page, translated."""
    fields: Sequence[Field]
    locate: Callable[[Content], dict[str, Any] | None]
    """Gives the object that the fields are of; None: it is new."""
    add: Callable[[Content, dict[str, Any]], None] | None = None
    """Puts a new object into the content."""
    after: Callable[[dict[str, Any]], None] = lambda _part: None
    """Takes out what does not fit together."""
    lead: str = ""
    start: dict[str, Any] = field(default_factory=dict)
    """What a new one begins with."""

    def part(self, content: Content) -> object:
        """What two editors of this form must not change behind each other's back."""
        found = self.locate(content)
        return None if found is None else {one.name: at(found, one.name) for one in self.fields}


class Drafting:
    """The shelf behind pages, and how they show it."""

    def __init__(self, face: Face) -> None:
        self.face = face
        self.shelf = Shelf(face.store)

    def draft(self, name: str) -> Draft:
        """The draft of that id, or 404."""
        try:
            # What is put aside under other names is nobody's page.
            return self.shelf.get(name if is_id(name) else "")
        except NoSuchDraft:
            raise HTTPException(404) from None

    def findings(self, draft: Draft) -> list[Finding]:
        """What stands in the way of publishing it."""
        return checked(self.face.store, self.shelf, draft.content)

    # -- options ---------------------------------------------------------------------------------

    def around(self, content: Content | None) -> tuple[dict[str, str], dict[str, str]]:
        """Quartiers and themes, id to name: those of the city and those that the draft brings."""
        _, held = base(self.face.store, self.shelf)
        city = self.shelf.city()
        found: list[dict[str, str]] = [{}, {}]
        for source in (content or {}, city.content if city else {}, held):
            for place, (name, words) in enumerate((("quartiers", "name"), ("themes", "title"))):
                for one in source.get(name, ()):
                    said = one.get(words)
                    text = text_in(said) if isinstance(said, dict) else str(said or "")
                    found[place].setdefault(str(one.get("id")), text or str(one.get("id")))
        return found[0], found[1]

    def options(self, content: Content | None, before: Sequence[dict[str, Any]] = ()) -> Options:
        """What can be chosen; `before` are the questions in front of the one that is written."""
        quartiers, themes = self.around(content)
        asked = [one for one in before if one.get("kind") != "section"]
        listed = activities(content) if content else ()
        return Options(
            sorted(quartiers.items(), key=lambda pair: pair[1].casefold()),
            list(themes.items()),
            [(str(one.get("id")), text_in(one.get("title")) or str(one.get("id"))) for one in listed],
            [(str(one.get("id")), text_in(one.get("title")) or str(one.get("id"))) for one in asked],
            [
                (str(answer.get("id")), f"{text_in(one.get('title'))} › {text_in(answer.get('title'))}")
                for one in asked
                for answer in one.get("options", ())
                if isinstance(answer, dict)
            ],
        )

    # -- showing ---------------------------------------------------------------------------------

    def page(self, request: Request, draft: Draft, template: str, **values: Any) -> Response:
        """A page about a draft, with its steps at the side."""
        found = values.pop("findings", None)
        found = self.findings(draft) if found is None else found
        numbers = {step: sum(one.place.step is step for one in found) for step in Step}
        around: dict[str, Any] = {
            "draft": draft,
            "draft_title": title_of(draft.content),
            "start": f"/consultations/{draft.id}",
            "findings": found,
            "told": self.told(draft, found),
            "numbers": numbers,
            "has_codes": any(one.get("claim") == "code" for one in activities(draft.content)),
            "text_in": text_in,
        }
        return self.face.render(request, template, **(around | values))

    def told(self, draft: Draft, findings: Iterable[Finding]) -> list[tuple[str, str]]:
        """(address, sentence) of each finding."""
        tr = self.face.tr
        return [(address_of(draft, one.place), one.sentence(tr)) for one in findings]

    def form(
        self,
        request: Request,
        draft: Draft,
        form: Form,
        *,
        place: Place,
        before: Sequence[dict[str, Any]] = (),
        changed: DraftChanged | None = None,
        typed: Mapping[str, Sequence[str]] | None = None,
        template: str = "draft_form.html",
        **values: Any,
    ) -> Response:
        """A page with the fields of one part; after a clash with the typed words in them."""
        held = form.locate(draft.content)
        content = form.start if held is None else held
        if typed is not None:
            content = taken(form.fields, typed, content)
        found = self.findings(draft)
        here = [one for one in found if _is_here(one.place, place)]
        return self.page(
            request,
            draft,
            template,
            **{
                "findings": found,
                "form": form,
                "content": content,
                "seen": digest(form.part(draft.content)),
                "changed": changed,
                "differences": self._differences(form.fields, held or {}, content) if changed else [],
                "wrong": self._wrong(draft, form.fields, here),
                "step": place.step.value,
                "options": self.options(draft.content, before),
                **showing(),
            }
            | values,
            status_code=409 if changed else 200,
        )

    def _wrong(self, draft: Draft, fields: Sequence[Field], found: Iterable[Finding]) -> dict[str, str]:
        """Findings of this page by the id of their field."""
        wrong: dict[str, str] = {}
        for one in found:
            name = anchor(draft.content, one.place, fields) or "main"
            wrong.setdefault(name, one.sentence(self.face.tr))
        return wrong

    def _differences(
        self, fields: Sequence[Field], theirs: dict[str, Any], mine: dict[str, Any]
    ) -> list[tuple[str, str, str]]:
        """(field, what is saved, what was typed) where they are not the same."""
        pairs = [(one.label, at(theirs, one.name), at(mine, one.name)) for one in fields]
        return [
            (self.face.tr(label), _readable(old), _readable(new)) for label, old, new in pairs if old != new
        ]

    # -- saving ----------------------------------------------------------------------------------

    def save(self, request: Request, draft: Draft, form: Form, typed: Mapping[str, Sequence[str]]) -> Draft:
        """Save one part. Raises `DraftChanged` when somebody else did meanwhile."""

        def change(content: Content) -> None:
            held = form.locate(content)
            part = taken(form.fields, typed, held or {})
            form.after(part)
            if held is None:
                if form.add is None:
                    raise ContentError("This part of the draft is gone; nothing was saved.")
                form.add(content, part)
            else:
                held.clear()
                held.update(part)

        seen = value_of(typed, "seen")
        return self.shelf.edit(draft.id, seen, form.part, change, account_of(request).id)


def showing() -> dict[str, Any]:
    """What templates need to show fields."""
    return {
        "at": at,
        "shown": shown,
        "languages": LANGUAGES,
        "language_names": LANGUAGE_NAMES,
        "blank_rows": BLANK_ROWS,
        "groups": grouped,
        "belongs": belongs,
        "is_text": lambda value: isinstance(value, dict),
        "as_list": lambda value: list(value) if isinstance(value, list | tuple) else [],
    }


def grouped(fields: Sequence[Field]) -> list[tuple[str, list[Field]]]:
    """Fields under the headings they stand under, in their order."""
    found: list[tuple[str, list[Field]]] = []
    for one in fields:
        if not found or found[-1][0] != one.group:
            found.append((one.group, []))
        found[-1][1].append(one)
    return found


def belongs(field: Field, fields: Sequence[Field], content: dict[str, Any]) -> bool:
    """Whether a field is for what the form's leading choice says now."""
    lead = next((one for one in fields if one.name in LEADING), None)
    now = at(content, lead.name) if lead is not None else None
    return not field.only_for or not now or now in field.only_for


def _readable(value: object) -> str:
    match value:
        case None:
            return "—"
        case dict():
            return " · ".join(_readable(one) for one in value.values())
        case list() | tuple():
            return ", ".join(_readable(one) for one in value)
        case bool():
            return "✓" if value else "—"
    return str(value)


def _is_here(place: Place, page: Place) -> bool:
    if place.step is not page.step:
        return False
    if page.step is not Step.ACTIVITIES:
        return True
    here = (place.activity, place.collection, place.item)
    # That there is none of something is told on the page of what holds it.
    return here == (page.activity, page.collection, page.item) or (
        (place.activity, place.item) == (page.activity, "") and not page.collection
    )


def address_of(draft: Draft, place: Place) -> str:
    """The page and field that a finding is about."""
    if place.step is Step.CITY:
        return path("/city") + (f"#{place.field}" if place.field else "")
    where = f"/consultations/{draft.id}/{place.step.value}"
    if place.activity and place.step is Step.ACTIVITIES:
        where += f"/{place.activity}"
        if place.collection:
            where += f"/{place.collection}" + (f"/{quote(place.item, safe='')}" if place.item else "")
    name = anchor(draft.content, place)
    return path(where) + (f"#{name}" if name else "")


def anchor(content: Content, place: Place, fields: Sequence[Field] = ()) -> str:
    """The id of the field on its page; empty when it is about the page as a whole."""
    name = place.field
    if place.step in (Step.PHASES, Step.DOCUMENTS) and place.item:
        rows = "phases" if place.step is Step.PHASES else "documents"
        listed = content["consultation"][rows]
        number = next((n for n, one in enumerate(listed) if one.get("id") == place.item), 0)
        name = f"{rows}.{number}.{place.field if rows == 'phases' else 'title'}"
        return name + ".fr" if name.endswith(".title") else name
    known = dict(leaves(fields))
    bare = ".".join(step for step in name.split(".") if not step.isdigit())
    if bare in known and known[bare].kind is Kind.TEXTS:
        return name + ".fr"
    return name
