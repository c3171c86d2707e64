"""What an HTTP answer of the GraphQL endpoint means: the data, or one named error with its outcome."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

from pydantic import ValidationError

from sync.decidim.document import A, Document
from sync.decidim.errors import (
    DocumentRefused,
    Maintenance,
    NotSignedIn,
    Outcome,
    PartialAnswer,
    Redirected,
    Refused,
    ServerFailed,
    TooManyRequests,
    UnexpectedAnswer,
)

_UNAUTHORIZED = {
    "MUTATION_NOT_AUTHORIZED_ERROR",
    "UNAUTHORIZED_OBJECT_ERROR",
    "UNAUTHORIZED_FIELD_ERROR",
    "PERMISSION_NOT_SET_ERROR",
}
_OF_WHAT_IS_SHOWN = {"UNAUTHORIZED_OBJECT_ERROR", "UNAUTHORIZED_FIELD_ERROR"}
"""Of these, those that speak of what a mutation gives back: it may have been written before."""
_DECLINED = {
    "VALIDATION_ERROR",
    "ATTRIBUTE_VALIDATION_ERROR",
    "INVALID_LOCALE_ERROR",
    "LOCALE_ERROR",
    "NOT_FOUND_ERROR",
}
"""Codes of ``errors[].extensions.code`` (Decidim 0.32) that are said before anything is written."""
_WORDS_MAX = 200


def judged(status: int, headers: Mapping[str, str], body: bytes, document: Document[A], now: datetime) -> A:
    """The answer to `document`.

    Raises:
        PlatformError: one of its leaves; its `outcome` says what became of a write.
    """
    _check_status(status, headers, body, now)
    content = _content(body)
    errors = content.get("errors")
    data = content.get("data")
    if errors is not None and (not isinstance(errors, list) or errors):
        _refuse(errors if isinstance(errors, list) else [errors], "data" in content, data, document)
    if not isinstance(data, dict):
        raise UnexpectedAnswer(f"The platform's answer to {document.name} has no data.")
    try:
        return document.answer.model_validate_json(json.dumps(data))
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False, include_input=False)[0]
        place = ".".join(str(step) for step in first["loc"])
        raise UnexpectedAnswer(
            f"The platform's answer to {document.name} has another shape than its version promises, at "
            f"{place}: {first['msg']}."
        ) from None


def _check_status(status: int, headers: Mapping[str, str], body: bytes, now: datetime) -> None:
    if status == 429:
        wait = retry_after(headers.get("retry-after", ""), now)
        raise TooManyRequests(
            "The platform takes no more requests from this address for now"
            + (f": it asks to wait {wait:.0f} seconds." if wait is not None else "."),
            retry_after_seconds=wait,
        )
    if 300 <= status < 400:
        where = headers.get("location", "")
        raise Redirected(
            f"The platform sends requests elsewhere ({_short(where) or 'it does not say where'}). "
            "If the city has moved its platform, set decidim.address."
        )
    if status in (401, 403):
        raise NotSignedIn(f"The platform wants a sign-in for this (status {status}).")
    page = _is_page(headers, body)
    if page and status in (200, 503):
        raise Maintenance(
            "The platform shows a page for people instead of an answer: it is being maintained, or "
            "decidim.address is not its address.",
            retry_after_seconds=retry_after(headers.get("retry-after", ""), now),
        )
    if status >= 500:
        raise ServerFailed(
            f"The platform failed (status {status}).",
            retry_after_seconds=retry_after(headers.get("retry-after", ""), now),
        )
    if status != 200 and (page or status == 404):
        raise UnexpectedAnswer(
            f"There is no Decidim interface at this address (status {status}). Check decidim.address.",
            outcome=Outcome.NOT_DONE if status == 404 else None,
        )


def _is_page(headers: Mapping[str, str], body: bytes) -> bool:
    kind = headers.get("content-type", "").partition(";")[0].strip().lower()
    return kind in ("text/html", "application/xhtml+xml") or body.lstrip()[:1] == b"<"


def _content(body: bytes) -> dict[str, Any]:
    try:
        content = json.loads(body)
    except (ValueError, RecursionError):
        raise UnexpectedAnswer("The platform's answer is not JSON.") from None
    if not isinstance(content, dict):
        raise UnexpectedAnswer("The platform's answer is not a JSON object.")
    return content


def _refuse(errors: list[Any], executed: bool, data: object, document: Document[Any]) -> None:
    codes = tuple(
        str(error["extensions"]["code"])
        for error in errors
        if isinstance(error, dict)
        and isinstance(error.get("extensions"), dict)
        and isinstance(error["extensions"].get("code"), str)
    )
    said = "; ".join(_message(error) for error in errors[:3]).rstrip(". ") + "."
    if document.writes and _at(data, document.writes) is not None:
        raise PartialAnswer(
            f"The platform did {document.name}, and said with it: {said}", data=data, outcome=Outcome.DONE
        )
    if document.writes and any(code in _OF_WHAT_IS_SHOWN for code in codes) and _inside(errors, document):
        raise Refused(
            f"The platform may have done {document.name}, and does not show it to us: {said}",
            codes=codes,
            outcome=Outcome.UNKNOWN,
        )
    if any(code in _UNAUTHORIZED for code in codes):
        raise NotSignedIn(f"The platform does not allow {document.name}: {said}")
    if any(code in _DECLINED for code in codes):
        raise Refused(f"The platform declined {document.name}: {said}", codes=codes)
    if not executed:
        # GraphQL (October 2021), 7.1: without an entry "data", execution did not begin.
        raise DocumentRefused(f"The platform's version does not understand {document.name}: {said}")
    if document.writes:
        raise Refused(f"The platform failed in {document.name}: {said}", codes=codes, outcome=Outcome.UNKNOWN)
    raise PartialAnswer(f"The platform answered only a part of {document.name}: {said}", data=data)


def _inside(errors: list[Any], document: Document[Any]) -> bool:
    """Whether an error is about what was written, and not about the way to it."""
    paths = [error.get("path") for error in errors if isinstance(error, dict)]
    return any(not isinstance(path, list) or len(path) >= len(document.writes) for path in paths)


def _at(data: object, path: tuple[str, ...]) -> object:
    for step in path:
        data = data.get(step) if isinstance(data, dict) else None
    return data


def _message(error: object) -> str:
    message = error.get("message", "") if isinstance(error, dict) else error
    if isinstance(message, list):  # ATTRIBUTE_VALIDATION_ERROR: {path, message} each
        message = ", ".join(_message(part) for part in message)
    return _short(str(message)) or "no reason given"


def _short(words: str) -> str:
    plain = "".join(letter if letter.isprintable() else " " for letter in words[: 4 * _WORDS_MAX])
    return " ".join(plain.split())[:_WORDS_MAX]


def retry_after(value: str, now: datetime) -> float | None:
    """Seconds that ``Retry-After`` asks to wait (RFC 9110, 10.2.3); None where it says nothing usable."""
    value = value.strip()
    if value.isascii() and value.isdigit():
        return float(value[:9])
    try:
        at = parsedate_to_datetime(value)
    except (ValueError, TypeError, IndexError):
        return None
    at = at if at.tzinfo else at.replace(tzinfo=UTC)
    return max(0.0, (at - now).total_seconds())
