"""Whether what somebody imports has the form of a draft; its values may still be missing or wrong."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from kiosk.errors import ContentError
from sync.hub.drafts.content import Content, is_id
from sync.hub.drafts.forms.activities import FIELDS
from sync.hub.drafts.forms.consultation import DOCUMENTS, PHASES, TEXTS
from sync.hub.drafts.forms.field import Field, Kind
from sync.hub.drafts.forms.items import COLLECTIONS
from sync.hub.drafts.forms.values import at

_LISTS = (Kind.SEVERAL, Kind.ORDER)


def check_shape(content: Content) -> None:
    """Refuse what no page could show and no form could hold.

    Raises:
        ContentError: names the first place.
    """
    consultation = content["consultation"]
    _fields((*TEXTS, *PHASES, *DOCUMENTS), consultation, "consultation")
    picture = consultation.get("picture")
    if picture is not None:
        _require(isinstance(picture, dict), "consultation.picture")
        _require(isinstance(picture.get("content"), str), "consultation.picture.content")
        _texts(picture.get("words"), "consultation.picture.words")
    for number, one in enumerate(consultation["activities"]):
        _activity(one, f"activities.{number}")
    for number, one in enumerate(content["codes"]):
        place = f"codes.{number}"
        known = all(isinstance(one.get(name), str) for name in ("activity", "digests"))
        _require(known and isinstance(one.get("quartier"), str | None), place)
    for part, words in (("quartiers", "name"), ("themes", "title")):
        for number, one in enumerate(content[part]):
            _require(is_id(one.get("id")), f"{part}.{number}.id")
            said = one.get(words)
            if words == "title":
                _texts(said, f"{part}.{number}.title")
            else:
                _require(isinstance(said, str), f"{part}.{number}.name")
    for activity, projects in content["extras"].items():
        fits = isinstance(projects, dict) and all(isinstance(one, dict) for one in projects.values())
        _require(fits, f"extras.{activity}")


def _activity(one: dict[str, Any], place: str) -> None:
    kind = one.get("kind")
    _require(is_id(one.get("id")), f"{place}.id")
    _require(isinstance(kind, str) and kind in FIELDS, f"{place}.kind")
    _fields(FIELDS[str(kind)], one, place)
    for (of, name), fields in COLLECTIONS.items():
        if of != kind or one.get(name) is None:
            continue
        items = one[name]
        _require(isinstance(items, list), f"{place}.{name}")
        for number, item in enumerate(items):
            where = f"{place}.{name}.{number}"
            _require(isinstance(item, dict) and isinstance(item.get("id"), str), where)
            _fields(fields, item, where)


def _fields(fields: Iterable[Field], part: dict[str, Any], place: str) -> None:
    for field in fields:
        first = field.name.partition(".")[0]
        if field.name != first and part.get(first) is not None:
            _require(isinstance(part[first], dict), f"{place}.{first}")
        value, where = at(part, field.name), f"{place}.{field.name}"
        if value is None:
            continue
        if field.kind is Kind.TEXTS:
            _texts(value, where)
        elif field.kind is Kind.ROWS:
            _require(isinstance(value, list) and all(isinstance(one, dict) for one in value), where)
            for number, row in enumerate(value):
                _require(not field.keyed or isinstance(row.get("id"), str), f"{where}.{number}.id")
                _fields(field.fields, row, f"{where}.{number}")
        elif field.kind in _LISTS:
            _require(isinstance(value, list) and all(isinstance(one, str) for one in value), where)
        elif field.kind is Kind.BUDGETS:
            _require(isinstance(value, dict) and all(_is_plain(one) for one in value.values()), where)
        else:
            _require(_is_plain(value), where)


def _texts(value: object, place: str) -> None:
    fits = value is None or (isinstance(value, dict) and all(isinstance(one, str) for one in value.values()))
    _require(fits, place)


def _is_plain(value: object) -> bool:
    return isinstance(value, str | int | float)


def _require(so: bool, place: str) -> None:
    if not so:
        raise ContentError(f"{place} of the draft has not the form that belongs there.")
