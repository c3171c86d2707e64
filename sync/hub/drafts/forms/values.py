"""From what was typed to the content of a draft, and back into the fields.

What cannot be read stays as it was typed: nobody's words are lost, and the list of findings says what is
wrong with them. `Typed` is a form as it arrives: every name with all its values.
"""

from __future__ import annotations

import copy
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from kiosk.accounts import hashed_pin
from sync.hub.drafts.amounts import AmountError, amount_of
from sync.hub.drafts.content import LANGUAGES, cleaned, slug, text_in
from sync.hub.drafts.forms.field import Field, Kind

Typed = Mapping[str, Sequence[str]]
ROWS_MAX = 500
VALUE_LETTERS_MAX = 20_000
_PIN_LETTERS = range(4, 13)


def taken(fields: Iterable[Field], typed: Typed, before: dict[str, Any], prefix: str = "") -> dict[str, Any]:
    """`before` with the values of a form; what no field speaks of stays as it is."""
    content = copy.deepcopy(before)
    for field in fields:
        path = prefix + field.name
        if field.kind is Kind.ROWS:
            value: Any = _rows(field, typed, path, at(before, field.name))
        else:
            value = _value(field, typed, path, at(before, field.name))
        put(content, field.name, value)
    return content


def at(content: object, name: str) -> Any:
    """What stands in `content` under a dotted name; None when nothing does."""
    for step in name.split("."):
        if not isinstance(content, dict):
            return None
        content = content.get(step)
    return content


def put(content: dict[str, Any], name: str, value: object) -> None:
    """Write `value` under a dotted name; None takes it out, and the empty objects around it."""
    first, _, rest = name.partition(".")
    if rest:
        inner = content.get(first)
        inner = inner if isinstance(inner, dict) else {}
        put(inner, rest, value)
        if inner:
            content[first] = inner
        else:
            content.pop(first, None)
    elif value is None:
        content.pop(first, None)
    else:
        content[first] = value


def shown(field: Field, value: object) -> str:
    """The value of a field of one line, as it stands in its box."""
    if value is None:
        return ""
    if field.kind is Kind.MOMENT and isinstance(value, str):
        try:
            return datetime.fromisoformat(value).astimezone().strftime("%Y-%m-%dT%H:%M")
        except (ValueError, OverflowError):
            return value
    if field.kind is Kind.ORDER and isinstance(value, list | tuple):
        return "+".join(map(str, value)) or "lottery"
    if field.kind is Kind.PIN:
        return ""
    return str(value)


def _first(typed: Typed, path: str) -> str:
    values = typed.get(path, ())
    return cleaned(values[0][:VALUE_LETTERS_MAX]) if values else ""


def _value(field: Field, typed: Typed, path: str, before: object) -> Any:  # noqa: PLR0911 - one a kind
    match field.kind:
        case Kind.TEXTS:
            kept = dict(before) if isinstance(before, dict) else {}
            kept |= {language: _first(typed, f"{path}.{language}") for language in LANGUAGES}
            return {language: text for language, text in kept.items() if text} or None
        case Kind.YES_NO:
            return _first(typed, path) == "yes"
        case Kind.SEVERAL:
            return [cleaned(value[:VALUE_LETTERS_MAX]) for value in typed.get(path, ())[:ROWS_MAX]]
        case Kind.BUDGETS:
            start = path + "."
            found = {
                name[len(start) :]: _amount(_first(typed, name)) for name in typed if name.startswith(start)
            }
            return {quartier: amount for quartier, amount in found.items() if amount} or None
        case Kind.PIN:
            return _pin(_first(typed, path), before)
    written = _first(typed, path)
    if not written:
        return None
    match field.kind:
        case Kind.WHOLE:
            digits = "".join(written.split())
            return int(digits) if _is_whole(digits) else written
        case Kind.AMOUNT:
            return _amount(written)
        case Kind.MOMENT:
            return _moment(written)
        case Kind.CHOICE if field.options and all(_is_whole(value) for value, _ in field.options):
            return int(written) if _is_whole(written) else written
        case Kind.ORDER:
            return [] if written == "lottery" else written.split("+")
    return written


def _is_whole(written: str) -> bool:
    return written.isascii() and written.removeprefix("-").isdigit() and len(written) < 19


def _amount(written: str) -> str:
    try:
        return str(amount_of(written)) if written else ""
    except AmountError:
        return written


def _moment(written: str) -> str:
    try:
        return datetime.fromisoformat(written).astimezone().isoformat()
    except (ValueError, OverflowError):
        return written


def _pin(written: str, before: object) -> Any:
    if not written:
        return before
    if written.isascii() and written.isdigit() and len(written) in _PIN_LETTERS:
        return hashed_pin(written)
    return "?"  # never what was typed: it may be a PIN of somewhere else


def _rows(field: Field, typed: Typed, path: str, before: object) -> list[dict[str, Any]]:
    held = [row for row in before if isinstance(row, dict)] if isinstance(before, list) else []
    rows: list[tuple[float, dict[str, Any]]] = []
    for number in range(_count(typed, path)):
        start = f"{path}.{number}."
        if _first(typed, start + "remove") == "yes" or not _filled(field, typed, start):
            continue
        row = taken(field.fields, typed, _before(field, typed, start, number, held), start)
        rows.append((_position(typed, start, number), row))
    rows.sort(key=lambda pair: pair[0])
    found = [row for _, row in rows]
    if field.keyed:
        _name(found)
    return found


def _count(typed: Typed, path: str) -> int:
    written = _first(typed, f"{path}.count")
    return min(int(written), ROWS_MAX) if written.isascii() and written.isdigit() and len(written) < 6 else 0


def _before(
    field: Field, typed: Typed, start: str, number: int, held: Sequence[dict[str, Any]]
) -> dict[str, Any]:
    """What the row was: by its id, or by its number where rows have none."""
    if not field.keyed:
        return held[number] if number < len(held) else {}
    name = _first(typed, start + "id")
    return next((row for row in held if row.get("id") == name), {}) if name else {}


def _filled(field: Field, typed: Typed, start: str) -> bool:
    """Whether anybody wrote anything into the row, so that blank ones at the end are none."""
    if _first(typed, start + "id"):
        return True
    quiet = (Kind.YES_NO, Kind.CHOICE)
    names = [start + one.name for one in field.fields if one.kind not in quiet]
    return any(
        key == name or key.startswith(name + ".")
        for key in typed
        for name in names
        if key.startswith(start) and any(map(str.strip, typed[key]))
    )


def _position(typed: Typed, start: str, number: int) -> float:
    written = _first(typed, start + "position").replace(",", ".")
    try:
        # What stays where it was comes after what is moved to its place.
        place = float(written)
    except ValueError:
        return number + 1
    if not 0 <= place <= ROWS_MAX:
        return number + 1
    return place if place == number + 1 else place - 0.5 if place < number + 1 else place + 0.5


def _name(rows: list[dict[str, Any]]) -> None:
    taken_ids = {str(row["id"]) for row in rows if row.get("id")}
    for row in rows:
        if not row.get("id"):
            words = text_in(row.get("title")) or str(row.get("name", ""))
            row["id"] = slug(words, taken_ids, "n-1")
            taken_ids.add(row["id"])


def leaves(fields: Iterable[Field], prefix: str = "") -> Iterator[tuple[str, Field]]:
    """Every field with its dotted name, those of rows without a number."""
    for field in fields:
        yield prefix + field.name, field
        yield from leaves(field.fields, f"{prefix}{field.name}.")
