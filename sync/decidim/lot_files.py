"""Import files as an unmodified Decidim reads them: proposals, and ballots on paper.

The importer wants exact headers, takes all rows or none, and does not notice a file that it has had
already. Separator ``;``, UTF-8, every cell quoted. JSON has the same keys, flat, in every object.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Sequence
from typing import Literal

from sync.decidim.document import Version
from sync.decidim.ledger import Row
from sync.decidim.targets import Target
from sync.hub.readable import html_for_cell

Format = Literal["csv", "json"]
SORTED_BY: dict[Version, tuple[str, ...]] = {
    "0.27": ("category/id", "scope/id"),
    "0.31": ("taxonomies/ids",),
    "0.32": ("taxonomies/ids",),
}
"""What each version sorts proposals by, as its importer calls it."""
_PLACE = ("address", "latitude", "longitude")
VOTES_ADDED = ("id", "paper_ballots_to_import")
"""Headers of decidim-module-budgets_paper_ballots: each import is added to those before."""
VOTES_IN_ALL = ("id", "votes")


def proposals_file(found: Sequence[Row], target: Target, version: Version, format_: Format) -> bytes:
    """The import file of these proposals, in their order."""
    default = target.locales[0]
    others = [locale for locale in target.locales[1:] if any(row.text.locale == locale for row in found)]
    # The title comes first: in the first cell of a line the quotes hold, whatever separator is taken.
    words = [f"{field}/{locale}" for locale in (default, *others) for field in ("title", "body")]
    columns = (*words, *SORTED_BY[version], *_PLACE)
    objects = [_object(row, default, columns, format_) for row in found]
    if format_ == "json":
        return json.dumps(objects, ensure_ascii=False, indent=1).encode() + b"\n"
    return _csv(columns, ([one[column] for column in columns] for one in objects))


def votes_file(figures: Iterable[tuple[str, int]], headers: tuple[str, str]) -> bytes:
    """The figures of projects by the platform's id."""
    return _csv(headers, ([remote, str(number)] for remote, number in figures))


def _object(row: Row, default: str, columns: tuple[str, ...], format_: Format) -> dict[str, str]:
    details = row.details
    body = html_for_cell(row.text.body) if format_ == "csv" else row.text.body
    cells = dict.fromkeys(columns, "")
    # The default language is required; a text in another stands in both.
    for locale in {default, row.text.locale}:
        cells[f"title/{locale}"], cells[f"body/{locale}"] = row.text.title, body
    classes = {
        "category/id": details.classes.category or "",
        "scope/id": details.classes.scope or "",
        "taxonomies/ids": ",".join(details.classes.taxonomies),
    }
    cells |= {column: value for column, value in classes.items() if column in columns}
    if details.latitude is not None and details.longitude is not None:
        cells["address"] = details.address
        cells["latitude"], cells["longitude"] = str(details.latitude), str(details.longitude)
    return cells


def _csv(columns: Sequence[str], lines: Iterable[Sequence[str]]) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\n", quoting=csv.QUOTE_ALL)
    writer.writerow(columns)
    writer.writerows(lines)
    return text.getvalue().encode()
