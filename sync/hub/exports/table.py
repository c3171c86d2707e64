"""The anonymised table for a project team: one row a contribution, columns that do not change."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol

from kiosk.catalogue.activities import AnyActivity, ReportActivity
from kiosk.contributions.content import (
    AnyContent,
    CommentContent,
    ProposalContent,
    ReportContent,
    SupportContent,
)
from sync.hub.contributions import Read, Refused
from sync.hub.exports.crowd import Crowd
from sync.hub.exports.review import Review, Standing
from sync.hub.exports.scope import Scope, Source, Twice, source_of
from sync.hub.exports.texts import free_texts
from sync.hub.figures import WORDS
from sync.hub.store import HubStore

COLUMNS = {
    "reference": "what the resident holds as a receipt; the way to speak of this contribution",
    "activity": "id of the activity in the catalogue",
    "activity_title": "its title",
    "kind": "proposal, comment, support or report",
    "week": "ISO week it was written in; the day is left out",
    "channel": "kiosk, or dictated where the staff wrote what the person said; withheld below ten alike",
    "language": "of the screens while it was written; withheld below ten alike",
    "quartier": "the quartier that a proposal or report is about, not where the person lives",
    "theme": "of a proposal",
    "category": "of a report",
    "urgency": "of a report, as its author saw it: low or high",
    "proposal": "id of the published proposal that a comment or support is about",
    "alignment": "of a comment: for, neutral or against",
    "title": "of a proposal, reviewed",
    "text": "of a proposal, comment or report, reviewed",
    "place": "as its author described it, reviewed",
    "contact_left": "yes where the author of a report left an address; the address is in no table",
}
"""Columns in their order, and what stands in them. Stable: a new one comes after the last."""
_DESCRIBING = ("channel", "language")
"""What describes the person behind a row; the first is withheld first."""


class Rows(Protocol):
    """Whatever takes rows: a CSV file, a sheet."""

    def row(self, cells: list[str]) -> None:
        """One more."""


@dataclass
class Written:
    """What an export holds, in figures."""

    rows: int = 0
    kinds: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    """Not in the table: reason to number."""
    masked: int = 0
    kept: int = 0

    def record(self) -> dict[str, object]:
        """For people and for JSON."""
        return {
            "rows": self.rows,
            "kinds": dict(sorted(self.kinds.items())),
            "refused": dict(sorted(self.refused.items())),
            "masked": self.masked,
            "kept": self.kept,
        }


class ContributionTable:
    """The table of one scope: looked through at once, written as often as files are asked for."""

    def __init__(self, store: HubStore, scope: Scope, language: str, source: Source | None = None) -> None:
        """Look through everything: what must be decided, and who would stand alone.

        Raises:
            ExportError: something that was found in a text is not decided.
            VaultError: the contributions key is missing.
        """
        self._scope, self._language = scope, language
        self._source = source or source_of(store)
        self._review = Review(store)
        self._twice = Twice()
        crowd, standing = Crowd(), Standing()
        self._figures = Written()
        for one in self._twice.first(self._found()):
            if isinstance(one, Refused):
                self._figures.refused[one.reason] += 1
                continue
            self._figures.rows += 1
            self._figures.kinds[one.content.kind] += 1
            crowd.add(_describing(one.content), _quartier(one.content))
            for finding in self._review.findings(one, free_texts(one.content)):
                standing.add(finding)
        standing.check()
        self._figures.masked, self._figures.kept = standing.mask, standing.keep
        self._shown = crowd.shown()

    @property
    def figures(self) -> Written:
        """What every file of this table holds."""
        return self._figures

    def write(self, *targets: Rows) -> None:
        """Write every row to all of `targets`. Raises `ExportError` when others arrived meanwhile."""
        titles = {activity.id: activity.title.within(self._language) for activity in self._scope.activities}
        for one in self._twice.again(self._found()):
            if isinstance(one, Read):
                row = self._row(one, titles)
                cells = [row.get(name, "") for name in COLUMNS]
                for target in targets:
                    target.row(cells)

    def _found(self) -> Iterator[Read | Refused]:
        for activity in self._scope.contributed:
            for one in self._source(activity.id):
                if isinstance(one, Refused) or isinstance(one.content, _EXPORTED):
                    yield one

    def _row(self, one: Read, titles: dict[str, str]) -> dict[str, str]:
        content, index, language = one.content, self._scope.index, self._language
        quartier = _quartier(content)
        # What was not counted in the first pass is caught at the end; until then it shows nothing.
        shown = self._shown.get((quartier, _describing(content)), ("", ""))
        texts = {
            name: self._review.reviewed(one.id, name, text) for name, text in free_texts(content).items()
        }
        row = {
            "reference": str(one.receipt),
            "activity": one.activity,
            "activity_title": titles[one.activity],
            "kind": content.kind,
            "week": week(content.on),
            **dict(zip(_DESCRIBING, shown, strict=True)),
            "quartier": index.quartier_name(quartier) if quartier else "",
            "title": texts.get("title", ""),
            "text": texts.get("body", ""),
            "place": texts.get("place", ""),
        }
        match content:
            case ProposalContent() if content.theme:
                row["theme"] = index.theme_title(content.theme, language)
            case CommentContent():
                row |= {"proposal": content.proposal, "alignment": WORDS[content.alignment]}
            case SupportContent():
                row["proposal"] = content.proposal
            case ReportContent():
                row |= {
                    "category": category_title(self._scope.activities, content.category, language),
                    "urgency": content.urgency,
                    "contact_left": "yes" if content.contact else "",
                }
            case _:
                pass
        return row


_EXPORTED = ProposalContent | CommentContent | SupportContent | ReportContent


def week(day: date) -> str:
    """The ISO week of a day: ``2027-W10``."""
    year, number, _ = day.isocalendar()
    return f"{year}-W{number:02}"


def category_title(activities: tuple[AnyActivity, ...], category: str, language: str) -> str:
    """The words of a report's category, or its id where no catalogue has it any more."""
    for activity in activities:
        for option in activity.categories if isinstance(activity, ReportActivity) else ():
            if option.id == category:
                return option.title.within(language)
    return category


def _describing(content: AnyContent) -> tuple[str, ...]:
    return "dictated" if getattr(content, "dictated", False) else "kiosk", content.language


def _quartier(content: AnyContent) -> str:
    return content.quartier if isinstance(content, ProposalContent | ReportContent) else ""
