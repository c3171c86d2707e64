"""What an export is about: a consultation or one activity of it, also when it is over and in no catalogue."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from sqlalchemy import select

from kiosk.catalogue.activities import AnyActivity, BallotActivity, SurveyActivity
from kiosk.catalogue.lookup import CatalogueIndex, Located
from kiosk.catalogue.model import Consultation
from kiosk.catalogue.questions import LongText, ShortText
from kiosk.errors import ExportError, UsageError
from sync.hub.contribution_table import survey_steps
from sync.hub.contributions import Read, Refused, contributions
from sync.hub.exports.moderated import moderated
from sync.hub.moderation.published import states
from sync.hub.store import HubStore
from sync.hub.tables import catalogues


@dataclass(frozen=True)
class Scope:
    """A consultation as it was last published, and the activities of it that are exported."""

    index: CatalogueIndex
    consultation: Consultation
    activities: tuple[AnyActivity, ...]
    older: tuple[CatalogueIndex, ...] = ()
    """Earlier catalogues, newest first: what was answered under them is exported too."""

    @property
    def contributed(self) -> tuple[AnyActivity, ...]:
        """Activities whose contributions stand in the table: not votes, not surveys."""
        return tuple(a for a in self.activities if not isinstance(a, BallotActivity | SurveyActivity))

    @property
    def surveys(self) -> tuple[SurveyActivity, ...]:
        """Surveys have tables of their own."""
        return tuple(a for a in self.activities if isinstance(a, SurveyActivity))

    def versions_of(self, activity: str) -> Iterator[Located[AnyActivity]]:
        """An activity in every catalogue that had it, newest first."""
        for index in (self.index, *self.older):
            if activity in index.activities:
                yield index.activities[activity]


def scope_of(store: HubStore, name: str) -> Scope:
    """The consultation of that id, or the one activity of that id in its consultation.

    Raises:
        UsageError: no catalogue ever had it; names what the newest has.
    """
    with store.reading() as connection:
        versions = list(
            connection.scalars(select(catalogues.c.version).order_by(catalogues.c.version.desc()))
        )
    known: list[str] = []
    for place, version in enumerate(versions):
        index = store.index(version)
        if index is None:
            continue
        older = versions[place + 1 :]
        if name in index.consultations:
            consultation = index.consultations[name]
            return Scope(index, consultation, consultation.activities, _indexes(store, older))
        if name in index.activities:
            located = index.activities[name]
            return Scope(index, located.consultation, (located.activity,), _indexes(store, older))
        known = known or sorted(index.consultations)
    raise UsageError(
        f"No consultation or activity is called {name}. Consultations: {', '.join(known) or 'none'}."
    )


def _indexes(store: HubStore, versions: list[int]) -> tuple[CatalogueIndex, ...]:
    found = (store.index(version) for version in versions)
    return tuple(index for index in found if index is not None)


Source = Callable[[str], Iterator[Read | Refused]]
"""Gives what an activity received, each time in the same order."""


def source_of(store: HubStore) -> Source:
    """What is exported of an activity: what was contributed, as moderation leaves it."""

    def given(activity: str) -> Iterator[Read | Refused]:
        def written(catalogue: int) -> frozenset[str]:
            steps = survey_steps(store.index(catalogue), activity)
            return frozenset(s.key for s in steps if isinstance(s.question, ShortText | LongText))

        return moderated(contributions(store, activity), states(store, activity), written)

    return given


class Twice:
    """Two passes over the same contributions, and proof that they were the same.

    The first counts and looks for what must be decided; the second writes. What arrives in between
    would be in the table without having been counted.
    """

    def __init__(self) -> None:
        self._digest = b""

    def first(self, found: Iterator[Read | Refused]) -> Iterator[Read | Refused]:
        """`found`, as it is gone through."""
        digest = hashlib.sha256()
        for one in found:
            digest.update(_named(one))
            yield one
        self._digest = digest.digest()

    def again(self, found: Iterator[Read | Refused]) -> Iterator[Read | Refused]:
        """`found` once more; at its end raises `ExportError` unless it was what the first pass met."""
        digest = hashlib.sha256()
        for one in found:
            digest.update(_named(one))
            yield one
        if digest.digest() != self._digest:
            raise ExportError(
                "Contributions arrived or were erased meanwhile. Nothing was written: try again."
            )


def _named(one: Read | Refused) -> bytes:
    return one.id + (f"refused {one.reason}".encode() if isinstance(one, Refused) else b"")


def consultations_ever(store: HubStore) -> list[Consultation]:
    """Every consultation as it was last published, the newest catalogue's first and in its order."""
    with store.reading() as connection:
        versions = list(
            connection.scalars(select(catalogues.c.version).order_by(catalogues.c.version.desc()))
        )
    found: dict[str, Consultation] = {}
    for index in _indexes(store, versions):
        for consultation in index.catalogue.consultations:
            found.setdefault(consultation.id, consultation)
    return list(found.values())
