"""The review before anything leaves: each finding with its context, and what people decided about it."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import select

from kiosk.errors import ExportError, FormatError, UsageError
from kiosk.ids import DepositId
from kiosk.paper.printable import printable
from sync.hub.contributions import Read
from sync.hub.exports.findings import Span, found_in, masked
from sync.hub.exports.scope import Scope, Source, source_of
from sync.hub.exports.tables import decisions
from sync.hub.exports.texts import free_texts, survey_steps, written_steps
from sync.hub.sheet_reading import table
from sync.hub.store import HubStore

Decision = Literal["mask", "keep"]
COLUMNS = ("finding", "reference", "activity", "field", "kind", "before", "found", "after", "decision")
"""Of a review file. ``decision`` is filled in: ``mask`` or ``keep``."""
_WORDS: dict[str, Decision] = {"mask": "mask", "masquer": "mask", "keep": "keep", "garder": "keep"}
_AROUND = 40
_AT_ONCE = 500
_FINDING_BYTES = 16
_NAME_MAX = 80


@dataclass(frozen=True)
class Finding:
    """Something that may say who somebody is, in one field of one contribution."""

    id: bytes
    """Keyed, so that a decision tells nobody what was found; another text needs another decision."""
    reference: str
    activity: str
    field: str
    kind: str
    before: str
    found: str
    after: str
    decision: str
    """``mask``, ``keep``, or empty as long as nobody decided."""

    def row(self) -> tuple[str, ...]:
        """As `COLUMNS` names it."""
        return (self.id.hex(), *(getattr(self, name) for name in COLUMNS[1:]))


class Review:
    """What was decided, read once, and the key that finds it again."""

    def __init__(self, store: HubStore) -> None:
        """Raises `VaultError` when the contributions key is missing: nothing can be read without it."""
        self._key = hashlib.sha256(b"kiosk export finding" + store.contributions_open_key()).digest()
        with store.reading() as connection:
            rows = connection.execute(select(decisions.c.finding, decisions.c.decision)).all()
        self._decided: dict[bytes, str] = {bytes(row.finding): row.decision for row in rows}

    def findings(self, one: Read, texts: dict[str, str]) -> Iterator[Finding]:
        """Everything found in the free texts of one contribution."""
        for field, text in texts.items():
            for span in found_in(text):
                found = text[span.start : span.end]
                finding = self._id(one.id, field, span, found)
                yield Finding(
                    finding,
                    one.receipt,
                    one.activity,
                    field,
                    span.kind.value,
                    text[max(0, span.start - _AROUND) : span.start],
                    found,
                    text[span.end : span.end + _AROUND],
                    self._decided.get(finding, ""),
                )

    def reviewed(self, deposit: DepositId, field: str, text: str) -> str:
        """`text` as it may leave.

        Raises:
            ExportError: something in it is not decided.
        """
        mask: list[Span] = []
        for span in found_in(text):
            decision = self._decided.get(self._id(deposit, field, span, text[span.start : span.end]))
            if decision is None:
                raise ExportError(_UNDECIDED.format(number="Something"), undecided=True)
            if decision == "mask":
                mask.append(span)
        return masked(text, tuple(mask)) if mask else text

    def _id(self, deposit: DepositId, field: str, span: Span, found: str) -> bytes:
        place = f"{field}\n{span.start}\n{span.kind.value}\n{found}".encode("utf-8", "replace")
        return hmac.digest(self._key, deposit + place, hashlib.sha256)[:_FINDING_BYTES]


_UNDECIDED = (
    "{number} in the texts may say who somebody is and is not decided: kiosk hub export review lists it. "
    "Nothing was written."
)


@dataclass
class Standing:
    """How far a review is."""

    mask: int = 0
    keep: int = 0
    undecided: int = 0

    def add(self, finding: Finding) -> None:
        """Count one."""
        match finding.decision:
            case "mask":
                self.mask += 1
            case "keep":
                self.keep += 1
            case _:
                self.undecided += 1

    def check(self) -> None:
        """Raise `ExportError` unless everything is decided."""
        if self.undecided:
            raise ExportError(_UNDECIDED.format(number=self.undecided), undecided=True)


def all_findings(store: HubStore, scope: Scope, source: Source | None = None) -> Iterator[Finding]:
    """Every finding in the contributions and survey answers of a scope, in an order that tells nothing."""
    review = Review(store)
    given = source or source_of(store)
    for activity in (*scope.contributed, *scope.surveys):
        written = written_steps(survey_steps(scope, activity.id).values())
        for one in given(activity.id):
            if isinstance(one, Read):
                yield from review.findings(one, free_texts(one.content, written))


def decided_in_file(
    store: HubStore, scope: Scope, content: bytes, by: str, source: Source | None = None
) -> Standing:
    """Keep the decisions of a review file (CSV or XLSX); all of them, or none.

    Args:
        by: who decided; kept with each decision.

    Raises:
        FormatError: a row names a finding that is not there, or says neither ``mask`` nor ``keep``.
        UsageError: nobody is named.
    """
    wanted: dict[bytes, tuple[int, Decision]] = {}
    for number, cells in table(content, {"finding": ("finding",), "decision": ("decision",)}):
        word = cells["decision"].casefold()
        if not word:
            continue
        if word not in _WORDS:
            raise FormatError(
                f"Row {number}: “{printable(word, 20)}” is no decision: mask or keep. Nothing was kept."
            )
        try:
            finding = bytes.fromhex(cells["finding"])
        except ValueError:
            finding = b""
        before = wanted.setdefault(finding, (number, _WORDS[word]))
        if before[1] != _WORDS[word]:
            raise FormatError(f"Row {number} decides otherwise than row {before[0]}. Nothing was kept.")
    found = _where(store, scope, wanted, source)
    for finding, (number, _) in wanted.items():
        if finding not in found:
            raise FormatError(
                f"Row {number}: there is no such finding any more. Make the review file again. "
                "Nothing was kept."
            )
    rows = ((finding, found[finding], decision) for finding, (_, decision) in wanted.items())
    return _kept(store, scope, rows, by, source)


def decided(
    store: HubStore, scope: Scope, wanted: Mapping[bytes, Decision], by: str, source: Source | None = None
) -> Standing:
    """Keep decisions; all of them, or none.

    Raises:
        ExportError: one of the findings is not there any more. UsageError: nobody is named.
    """
    found = _where(store, scope, wanted, source)
    if found.keys() != wanted.keys():
        raise ExportError("One of these findings is not there any more. Nothing was kept: look again.")
    rows = ((finding, found[finding], decision) for finding, decision in wanted.items())
    return _kept(store, scope, rows, by, source)


def _where(
    store: HubStore, scope: Scope, wanted: Collection[bytes], source: Source | None
) -> dict[bytes, str]:
    """Those of `wanted` that are findings of the scope, each to its activity."""
    return {one.id: one.activity for one in all_findings(store, scope, source) if one.id in wanted}


def mask_undecided(store: HubStore, scope: Scope, by: str, source: Source | None = None) -> Standing:
    """Decide to mask everything that is not decided. Raises `UsageError` when nobody is named."""
    masking: Decision = "mask"
    rows = [(one.id, one.activity, masking) for one in all_findings(store, scope, source) if not one.decision]
    return _kept(store, scope, rows, by, source)


def standing_of(store: HubStore, scope: Scope, source: Source | None = None) -> Standing:
    """How far the review of a scope is."""
    standing = Standing()
    for finding in all_findings(store, scope, source):
        standing.add(finding)
    return standing


def _kept(
    store: HubStore,
    scope: Scope,
    rows: Iterable[tuple[bytes, str, Decision]],
    by: str,
    source: Source | None,
) -> Standing:
    name = printable(by, _NAME_MAX).strip()
    if not name:
        raise UsageError("Say who decided: --by 'A. Martin'. It is kept with the decisions.")
    today = store.clock().date()
    values = [
        {
            "finding": finding,
            "activity": activity,
            "decision": decision,
            "decided_by": name,
            "decided_on": today,
        }
        for finding, activity, decision in rows
    ]
    with store.transaction() as connection:
        for start in range(0, len(values), _AT_ONCE):
            some = values[start : start + _AT_ONCE]
            ids = [value["finding"] for value in some]
            connection.execute(decisions.delete().where(decisions.c.finding.in_(ids)))
            connection.execute(decisions.insert(), some)
    if values:
        store.log("export_reviewed", f"{scope.consultation.id}: {len(values)} decisions by {name}")
    return standing_of(store, scope, source)
