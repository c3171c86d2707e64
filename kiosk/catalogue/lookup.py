"""Questions that visits, screens and the count ask of a catalogue."""

from __future__ import annotations

import base64
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from functools import cached_property
from typing import Generic, TypeVar, cast

from kiosk.catalogue.activities import AnyActivity, BallotActivity, Project
from kiosk.catalogue.model import Account, Catalogue, Consultation, Phase
from kiosk.claims.codes import DIGEST_BYTES, CodeDigest
from kiosk.ids import ActivityId, ConsultationId
from kiosk.sealing import SealKey


class Openness(StrEnum):
    """Whether an activity can be taken part in."""

    OPEN = "open"
    NOT_YET = "not_yet_open"
    CLOSED = "closed"


A = TypeVar("A", bound=AnyActivity)


@dataclass(frozen=True, eq=False)
class Located(Generic[A]):
    """An activity in its consultation."""

    consultation: Consultation
    activity: A

    @property
    def consultation_id(self) -> ConsultationId:
        """The consultation's id."""
        return ConsultationId(self.consultation.id)

    @property
    def activity_id(self) -> ActivityId:
        """The activity's id."""
        return ActivityId(self.activity.id)

    @cached_property
    def phases(self) -> tuple[Phase, ...]:
        """The phases that open this activity, by date."""
        phases = (p for p in self.consultation.phases if self.activity.id in p.activities)
        return tuple(sorted(phases, key=lambda phase: phase.opens))

    def openness(self, now: datetime) -> Openness:
        """Open in any of its phases; between two phases it is not yet open again.

        What no phase names is only read, at any time.
        """
        if not self.phases or any(phase.opens <= now < phase.closes for phase in self.phases):
            return Openness.OPEN
        return Openness.NOT_YET if any(now < phase.opens for phase in self.phases) else Openness.CLOSED

    @property
    def opens(self) -> datetime:
        """The first opening."""
        return self.phases[0].opens

    @property
    def closes(self) -> datetime:
        """The last closing: nothing is cast from here on."""
        return max(phase.closes for phase in self.phases)


class Found(Located[BallotActivity]):
    """A vote in its consultation."""

    @property
    def contests(self) -> tuple[str, ...]:
        """Quartiers that vote apart; one empty name for a vote of the whole city."""
        return tuple(self.activity.quartier_budgets) if self.activity.by_quartier else ("",)

    def projects(self, contest: str) -> tuple[Project, ...]:
        """The options of one contest."""
        if not self.activity.by_quartier:
            return self.activity.projects
        return tuple(project for project in self.activity.projects if project.quartier == contest)


@dataclass(frozen=True)
class CatalogueIndex:
    """A catalogue with its tables built once."""

    catalogue: Catalogue
    activities: dict[str, Located[AnyActivity]] = field(init=False)
    ballots: dict[str, Found] = field(init=False)

    def __post_init__(self) -> None:
        """Build the tables of activities and of votes."""
        ballots: dict[str, Found] = {}
        activities: dict[str, Located[AnyActivity]] = {}
        for consultation in self.catalogue.consultations:
            for activity in consultation.activities:
                if isinstance(activity, BallotActivity):
                    ballots[activity.id] = Found(consultation, activity)
                    activities[activity.id] = cast("Located[AnyActivity]", ballots[activity.id])
                else:
                    activities[activity.id] = Located[AnyActivity](consultation, activity)
        object.__setattr__(self, "activities", activities)
        object.__setattr__(self, "ballots", ballots)

    @cached_property
    def consultations(self) -> dict[str, Consultation]:
        """Consultations by id."""
        return {consultation.id: consultation for consultation in self.catalogue.consultations}

    def within(self, consultation: Consultation) -> tuple[Located[AnyActivity], ...]:
        """The activities of a consultation, in the order of the catalogue."""
        return tuple(self.activities[activity.id] for activity in consultation.activities)

    def silent(self, now: datetime) -> bool:
        """Whether results may not be shown now, because of an election."""
        silence = self.catalogue.silence
        return silence is not None and silence.opens <= now < silence.closes

    @cached_property
    def register_key(self) -> SealKey:
        """Seals claims."""
        return SealKey(base64.b64decode(self.catalogue.keys.register_))

    @cached_property
    def box_key(self) -> SealKey:
        """Seals ballots."""
        return SealKey(base64.b64decode(self.catalogue.keys.box))

    @cached_property
    def contributions_key(self) -> SealKey:
        """Seals what the project team reads: proposals, comments, supports, surveys, reports, feedback."""
        return SealKey(base64.b64decode(self.catalogue.keys.contributions))

    @cached_property
    def codes(self) -> dict[str, dict[CodeDigest, str]]:
        """For each activity: digest of a code to the quartier it votes in (empty: the whole city)."""
        table: dict[str, dict[CodeDigest, str]] = {}
        for codes in self.catalogue.codes:
            raw = base64.b64decode(codes.digests)
            digests = (raw[start : start + DIGEST_BYTES] for start in range(0, len(raw), DIGEST_BYTES))
            known = table.setdefault(codes.activity, {})
            known.update(dict.fromkeys(map(CodeDigest, digests), codes.quartier or ""))
        return table

    def account(self, account: str) -> Account | None:
        """The account of that id."""
        return next((known for known in self.catalogue.accounts if known.id == account), None)

    def quartier_name(self, quartier: str) -> str:
        """The name people use."""
        return next((q.name for q in self.catalogue.quartiers if q.id == quartier), quartier)

    def theme_title(self, theme: str, language: str) -> str:
        """The words of a theme."""
        found = next((t for t in self.catalogue.themes if t.id == theme), None)
        return found.title.within(language) if found else theme
