"""Reports as Open311 GeoReport v2 gives them: ``services.json`` and ``requests.json``.

Source: https://wiki.open311.org/GeoReport_v2, "GET Service List" and "GET Service Requests"; JSON by its
Spark convention: an array of objects. A reporter's address is in neither, and there are no media.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import BinaryIO

from kiosk.catalogue.activities import ReportActivity
from kiosk.contributions.content import ReportContent
from kiosk.errors import UsageError
from sync.hub.contributions import Read, Refused
from sync.hub.exports.review import Review, Standing
from sync.hub.exports.scope import Scope, Source, Twice, source_of
from sync.hub.exports.table import Written
from sync.hub.exports.texts import free_texts
from sync.hub.readable import readable
from sync.hub.store import HubStore

SERVICE_FIELDS = ("service_code", "service_name", "description", "metadata", "type", "keywords", "group")
REQUEST_FIELDS = (
    "service_request_id", "status", "status_notes", "service_name", "service_code", "description",
    "agency_responsible", "service_notice", "requested_datetime", "updated_datetime", "expected_datetime",
    "address", "address_id", "zipcode", "lat", "long", "media_url",
)  # fmt: skip
"""Every field of the standard, in its order; null where the kiosk knows nothing."""


class Reports:
    """The reports of one scope: looked through at once, then written."""

    def __init__(self, store: HubStore, scope: Scope, language: str, source: Source | None = None) -> None:
        """Look through everything.

        Raises:
            UsageError: no activity of the scope takes reports.
            ExportError: something that was found in a text is not decided.
            VaultError: the contributions key is missing.
        """
        self._scope, self._language = scope, language
        self._activities = tuple(a for a in scope.activities if isinstance(a, ReportActivity))
        if not self._activities:
            raise UsageError(f"Nothing in {scope.consultation.id} takes reports.")
        self._source = source or source_of(store)
        self._review = Review(store)
        self._twice = Twice()
        self.figures = Written()
        standing = Standing()
        for one in self._twice.first(self._found()):
            if isinstance(one, Refused):
                self.figures.refused[one.reason] += 1
                continue
            self.figures.rows += 1
            self.figures.kinds[one.content.kind] += 1
            for finding in self._review.findings(one, free_texts(one.content)):
                standing.add(finding)
        standing.check()
        self.figures.masked, self.figures.kept = standing.mask, standing.keep

    def services(self) -> list[dict[str, object]]:
        """What can be reported, as ``services.json`` lists it: one service a category."""
        return [
            {
                "service_code": _code(activity, option.id),
                "service_name": readable(option.title.within(self._language)),
                "description": readable(activity.about.within(self._language)),
                "metadata": False,
                "type": "batch",
                "keywords": "",
                "group": readable(activity.title.within(self._language)),
            }
            for activity in self._activities
            for option in activity.categories
        ]

    def requests(self) -> Iterator[dict[str, object]]:
        """Each report, as ``requests.json`` lists it. Raises `ExportError` when others arrived meanwhile."""
        for one in self._twice.again(self._found()):
            if isinstance(one, Read):
                yield self._request(one)

    def write(self, services: BinaryIO, requests: BinaryIO) -> None:
        """Both files; the requests as they are read."""
        services.write(json.dumps(self.services(), ensure_ascii=False, indent=1).encode() + b"\n")
        requests.write(b"[")
        for number, one in enumerate(self.requests()):
            requests.write((b",\n" if number else b"\n") + json.dumps(one, ensure_ascii=False).encode())
        requests.write(b"\n]\n")

    def _found(self) -> Iterator[Read | Refused]:
        for activity in self._activities:
            for one in self._source(activity.id):
                if isinstance(one, Refused) or isinstance(one.content, ReportContent):
                    yield one

    def _request(self, one: Read) -> dict[str, object]:
        content = one.content
        assert isinstance(content, ReportContent)  # noqa: S101 - `_found` gives no other
        texts = {
            name: self._review.reviewed(one.id, name, text) for name, text in free_texts(content).items()
        }
        index = self._scope.index
        place = [texts.get("place", ""), index.quartier_name(content.quartier) if content.quartier else ""]
        activity = next(a for a in self._activities if a.id == one.activity)
        option = next((o for o in activity.categories if o.id == content.category), None)
        day = f"{content.on.isoformat()}T00:00:00Z"
        known: dict[str, object] = {
            # The receipt: whoever reported can name it, and the deposit's id cannot be found from it.
            "service_request_id": str(one.receipt),
            "status": "open",
            "service_name": option.title.within(self._language) if option else content.category,
            "service_code": _code(activity, content.category),
            "description": texts.get("body", ""),
            "agency_responsible": readable(index.catalogue.organiser.within(self._language)),
            # The day alone is known; the standard wants a time.
            "requested_datetime": day,
            "updated_datetime": day,
            "address": ", ".join(filter(None, place)),
        }
        return {name: known.get(name) for name in REQUEST_FIELDS}


def _code(activity: ReportActivity, category: str) -> str:
    """Unique over all activities: ids of categories are so within their activity alone."""
    return f"{activity.id}.{category}"
