"""Finding again what went out in lots: by the receipt at the end of a post, and by its text.

A receipt is public, and anybody may write a post that ends with one. So a post counts as ours when it
shows the text that was handed over, or when it is the organisation's own, as imported ones are.
"""

from __future__ import annotations

import csv
import io
import zipfile
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from kiosk.errors import FormatError
from sync.decidim.ledger import Row, State, note, rows
from sync.decidim.outgoing import Way, looks_the_same, receipt_in
from sync.hub.store import HubStore

_CSV_BYTES_MAX = 256 * 1024 * 1024
_IN_ZIP = "open-data-proposals.csv"


@dataclass(frozen=True)
class Post:
    """A proposal as the platform shows it."""

    id: str
    title: str
    body: str
    """HTML."""
    official: bool = False
    """Whether the organisation itself is the author."""


@dataclass(frozen=True)
class Matched:
    """What was found, by receipt."""

    found: tuple[str, ...] = ()
    """Newly noted."""
    known: int = 0
    """Found before, and there."""
    twice: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """On the platform more than once, with every id: a file was imported twice."""
    doubtful: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """A post bears the receipt, and neither shows the text nor is the organisation's."""
    missing: tuple[str, ...] = ()
    """In a lot, and not on the platform."""


def match(store: HubStore, activity: str, posts: Iterable[Post]) -> Matched:
    """Note the platform's ids of what `posts` shows; `posts` is everything of the component."""
    by_receipt: dict[str, dict[str, Post]] = defaultdict(dict)
    for post in posts:
        receipt = receipt_in(post.body)
        if receipt is not None:
            by_receipt[receipt][post.id] = post
    found, missing, known = [], [], 0
    twice: dict[str, tuple[str, ...]] = {}
    doubtful: dict[str, tuple[str, ...]] = {}
    handed_over = rows(store, activity=activity, way=Way.LOT, states=(State.SENDING, State.DONE))
    with store.transaction() as connection:
        for row in handed_over:
            candidates = by_receipt.get(row.receipt, {})
            ours = tuple(sorted((id_ for id_, post in candidates.items() if _is_ours(row, post)), key=_age))
            if not ours:
                if candidates:
                    doubtful[row.receipt] = tuple(sorted(candidates, key=_age))
                if row.state is State.SENDING:
                    missing.append(row.receipt)
                continue
            if ours[1:]:
                twice[row.receipt] = ours
            if row.state is State.DONE:
                known += 1
                continue
            more = f"also there as {', '.join(ours[1:])}" if ours[1:] else ""
            note(connection, row.deposit, store.clock(), state=State.DONE.value, remote=ours[0], reason=more)
            found.append(row.receipt)
    return Matched(tuple(found), known, twice, doubtful, tuple(missing))


def _is_ours(row: Row, post: Post) -> bool:
    return looks_the_same(row.text, post.title, post.body) or post.official


def _age(id_: str) -> tuple[int, str]:
    return (int(id_), id_) if id_.isdigit() else (0, id_)


def open_data_posts(path: Path, component: str, locale: str) -> Iterator[Post]:
    """The proposals of a component in the platform's open data: the zip, or the file of proposals in it.

    Raises:
        FormatError: it is neither, or lacks a column.
    """
    text = io.StringIO(_open_data(path), newline="")
    reader = csv.DictReader(text, delimiter=";")
    title, body = f"title/{locale}", f"body/{locale}"
    lacking = [name for name in ("id", "component/id", title, body) if name not in (reader.fieldnames or ())]
    if lacking:
        raise FormatError(f"{path} has no column {lacking[0]}: it is not the platform's file of proposals.")
    try:
        for cells in reader:
            if cells["component/id"] == component:
                yield Post(cells["id"], _plain(cells[title]), _plain(cells[body]))
    except csv.Error as error:
        raise FormatError(f"{path}, line {reader.line_num}: {error}.") from None


def _open_data(path: Path) -> str:
    try:
        if not zipfile.is_zipfile(path):
            return path.read_bytes().decode("utf-8-sig")
        with zipfile.ZipFile(path) as packed:
            member = next((one for one in packed.infolist() if one.filename.endswith(_IN_ZIP)), None)
            if member is None or member.file_size > _CSV_BYTES_MAX:
                raise FormatError(f"{path} has no file of proposals, or one that is too large.")
            return packed.read(member).decode("utf-8-sig")
    except (UnicodeDecodeError, zipfile.BadZipFile, RuntimeError, NotImplementedError):
        raise FormatError(f"{path} is not the platform's open data.") from None


def _plain(cell: str | None) -> str:
    """A cell without the apostrophe that Decidim puts before what a spreadsheet would compute."""
    cell = cell or ""
    return cell[1:] if cell[:1] == "'" and cell[1:2] in tuple("=+-@") else cell
