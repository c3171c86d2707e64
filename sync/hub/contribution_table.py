"""Contributions as JSON objects and as a spreadsheet."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from typing import Any

from kiosk.catalogue.activities import ReportActivity, SurveyActivity
from kiosk.catalogue.lookup import CatalogueIndex
from kiosk.catalogue.questions import Option, Section, Sorting
from kiosk.contributions.content import (
    AnyContent,
    CommentContent,
    FeedbackContent,
    OptInContent,
    SurveyContent,
    TallyContent,
)
from kiosk.forms.rules import FormStep, steps_of
from sync.hub.contributions import Read, Refused
from sync.hub.figures import WORDS
from sync.hub.readable import cell, readable

_FIRST = ("receipt", "kind", "day", "language")
_BETWEEN = " | "
"""Stands between several answers to one question."""
_YES = "yes"
_TALLY = ("receipt", "counted", "day", "activity", "question", "answer", "hands", "people")
_TALLY_END = ("one_hand_each", "remarks", "refused")


def as_object(found: Read | Refused | OptInContent | FeedbackContent) -> dict[str, Any]:
    """One JSON object; texts without control characters, ids of options as the catalogue has them."""
    match found:
        case Refused():
            return {
                "type": "refused",
                "receipt": found.receipt,
                "activity": found.activity,
                "kind": found.kind,
                "reason": found.reason,
            }
        case Read():
            kind = "tally" if isinstance(found.content, TallyContent) else "contribution"
            start = {"type": kind, "receipt": found.receipt, "activity": found.activity}
            return start | _fields(found.content)
        case OptInContent():
            return {"type": "opt_in", **_fields(found)}
        case FeedbackContent():
            # Words alone: beside an age or a quartier they could name somebody.
            return {
                "type": "remark",
                "language": readable(found.language),
                "remark": readable(found.remark),
            }


def _fields(content: AnyContent) -> dict[str, Any]:
    dumped = content.model_dump(mode="json")
    dumped["day"] = dumped.pop("on")
    return {name: _readable(value) for name, value in dumped.items()}


def _readable(value: Any) -> Any:
    if isinstance(value, str):
        return readable(value)
    if isinstance(value, list):
        return [_readable(item) for item in value]
    if isinstance(value, dict):
        return {readable(key): _readable(item) for key, item in value.items()}
    return value


def survey_steps(index: CatalogueIndex | None, activity: str) -> tuple[FormStep, ...]:
    """What a survey asks, without its words between questions; empty for any other activity."""
    located = index.activities.get(activity) if index is not None else None
    if located is None or not isinstance(located.activity, SurveyActivity):
        return ()
    return tuple(
        step for step in steps_of(located.activity.questions) if not isinstance(step.question, Section)
    )


def as_spreadsheet(
    found: Iterable[Read | Refused], index: CatalogueIndex | None, activity: str, language: str
) -> bytes:
    """CSV (RFC 4180, comma, UTF-8 with the mark that spreadsheets look for), one row a contribution.

    A survey has one column a question, with the words of the options in `language`; other activities
    have one a field. What was refused is a row with its reason in the last column.
    """
    steps = {step.key: step for step in survey_steps(index, activity)}
    rows: list[dict[str, str]] = []
    columns = dict.fromkeys((*_FIRST, *steps))
    for one in found:
        row = in_words(one, steps, index, language)
        rows.append(row)
        columns |= dict.fromkeys(name for name in row if name != "refused")
    columns["refused"] = None
    headers = {key: _header(step, language) for key, step in steps.items()}
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([cell(headers.get(column, column)) for column in columns])
    writer.writerows([[cell(row.get(column, "")) for column in columns] for row in rows])
    return text.getvalue().encode("utf-8-sig")


def opt_ins_as_spreadsheet(found: Iterable[OptInContent | Refused]) -> bytes:
    """CSV of addresses: what was consented to, when, in which language; refused ones with their reason."""
    columns = ("address", "consent", "language", "day", "refused")
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(columns)
    for one in found:
        row = {"refused": one.reason} if isinstance(one, Refused) else _fields(one)
        writer.writerow([cell(str(row.get(column, ""))) for column in columns])
    return text.getvalue().encode("utf-8-sig")


def tallies_as_spreadsheet(found: Iterable[Read | Refused]) -> bytes:
    """CSV of raised hands: one row an answer, each of which says that these are hands and no votes."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([*_TALLY, *_TALLY_END])
    for one in found:
        for row in _tally_rows(one):
            writer.writerow([cell(str(row.get(column, ""))) for column in (*_TALLY, *_TALLY_END)])
    return text.getvalue().encode("utf-8-sig")


def _tally_rows(one: Read | Refused) -> Iterator[dict[str, Any]]:
    if isinstance(one, Refused):
        yield {"receipt": one.receipt, "refused": one.reason}
    elif isinstance(one.content, TallyContent):
        fields = _fields(one.content)
        fields["one_hand_each"] = _YES if fields["one_hand_each"] else ""
        for option in fields.pop("options"):
            yield {"receipt": one.receipt, **fields, "answer": option["title"], "hands": option["hands"]}


def in_words(
    one: Read | Refused, steps: dict[str, FormStep], index: CatalogueIndex | None, language: str
) -> dict[str, str]:
    """One contribution as people read it: a field, or a key of a survey's `steps`, to words."""
    if isinstance(one, Refused):
        return {"receipt": one.receipt, "kind": one.kind, "refused": one.reason}
    fields = _fields(one.content)
    row = {"receipt": one.receipt, **{name: str(fields.pop(name)) for name in ("kind", "day", "language")}}
    if isinstance(one.content, SurveyContent):
        for key, answer in one.content.answers.items():
            row[key] = _in_words(steps.get(key), answer, language)
        if one.content.channel and "channel" not in steps:
            row["channel"] = one.content.channel
        return row
    if index is not None and fields.get("theme"):
        fields["theme"] = index.theme_title(fields["theme"], language)
    if index is not None and fields.get("quartier"):
        fields["quartier"] = index.quartier_name(fields["quartier"])
    if index is not None and fields.get("category"):
        fields["category"] = _category(index, one.activity, fields["category"], language)
    if "dictated" in fields:
        fields["dictated"] = _YES if fields["dictated"] else ""
    if isinstance(one.content, TallyContent):
        hands = (f"{option['title']}: {option['hands']}" for option in fields["options"])
        fields["options"] = _BETWEEN.join(hands)
        fields["one_hand_each"] = _YES if fields["one_hand_each"] else ""
    if isinstance(one.content, CommentContent):
        fields["alignment"] = WORDS[one.content.alignment]
    return row | {name: str(value) for name, value in fields.items()}


def _category(index: CatalogueIndex, activity: str, category: str, language: str) -> str:
    located = index.activities.get(activity)
    options = located.activity.categories if located and isinstance(located.activity, ReportActivity) else ()
    return next((option.title.within(language) for option in options if option.id == category), category)


def _header(step: FormStep, language: str) -> str:
    words = step.question.title.within(language)
    return f"{step.key}: {words} {step.row.title.within(language)}" if step.row else f"{step.key}: {words}"


def _in_words(step: FormStep | None, answer: tuple[str, ...], language: str) -> str:
    options: tuple[Option, ...] = getattr(step.question, "options", ()) if step else ()
    names = {option.id: option.title.within(language) for option in options}
    words = [names.get(value, value) for value in answer]
    if step is not None and isinstance(step.question, Sorting):
        words = [f"{place}. {word}" for place, word in enumerate(words, 1)]
    return _BETWEEN.join(words)
