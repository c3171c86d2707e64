"""A Pabulib file as a consultation of ours."""

from __future__ import annotations

import base64
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from kiosk.claims.codes import Code, digest_of
from kiosk.errors import PabulibError
from kiosk.ids import ActivityId, ConsultationId, ProjectId
from kiosk.pabulib.model import PabulibFile

CONSULTATION, ACTIVITY = ConsultationId("replay"), ActivityId("replay-vote")
OPEN_FOR = timedelta(days=30)


@dataclass(frozen=True)
class Election:
    """A file, and how its project ids are written in our catalogue."""

    file: PabulibFile
    ours: dict[str, ProjectId]
    theirs: dict[str, str]

    @classmethod
    def of(cls, file: PabulibFile) -> Election:
        """Keep each id that a catalogue can hold; number the others.

        Raises:
            PabulibError: no projects, or two with one id.
        """
        ours: dict[str, ProjectId] = {}
        for number, project in enumerate(file.projects, 1):
            if project.id in ours:
                raise PabulibError(f"{file.name}: project {project.id} is there twice.")
            plain = (
                project.id
                and len(project.id) <= 64
                and not any(sign.isspace() or sign in ",;" for sign in project.id)
            )
            ours[project.id] = ProjectId(project.id if plain else f"replay-{number}")
        return cls(file, ours, {our: their for their, our in ours.items()})

    def draft(self, codes: Sequence[Code], now: datetime) -> bytes:
        """A catalogue draft: one vote, a code for each voter, open now."""
        digests = sorted(digest_of(code, CONSULTATION, ACTIVITY) for code in codes)
        closes = now + OPEN_FOR
        title = self.file.meta.get("description") or self.file.name
        content = {
            "organiser": {"en": self.file.meta.get("unit") or "Replay"},
            "valid_until": (closes + OPEN_FOR).isoformat(),
            "consultations": [
                {
                    "id": CONSULTATION,
                    "nature": "participatory_budget",
                    "title": {"en": title},
                    "phases": [
                        {
                            "id": "vote",
                            "title": {"en": "Vote"},
                            "opens": (now - timedelta(days=1)).isoformat(),
                            "closes": closes.isoformat(),
                            "activities": [ACTIVITY],
                        }
                    ],
                    "accept_until": closes.isoformat(),
                    "claims_erased_on": (closes + timedelta(days=60)).date().isoformat(),
                    "activities": [
                        {
                            "kind": "ballot",
                            "id": ACTIVITY,
                            "title": {"en": title},
                            "method": method_of(self.file),
                            "claim": "code",
                            "budget": str(self.file.budget),
                            "currency": _currency(self.file),
                            "projects": [
                                {
                                    "id": self.ours[project.id],
                                    "title": {"en": project.name or project.id},
                                    "cost": str(project.cost or 0),
                                }
                                for project in self.file.projects
                            ],
                        }
                    ],
                }
            ],
            "codes": [{"activity": ACTIVITY, "digests": base64.b64encode(b"".join(digests)).decode()}],
        }
        return json.dumps(content).encode()


def after_the_vote(now: datetime) -> datetime:
    """A time at which the box may be opened."""
    return (now + OPEN_FOR + timedelta(seconds=1)).astimezone(UTC)


def method_of(file: PabulibFile) -> dict[str, object]:
    """The file's own rules as a voting method of ours.

    An empty row is a blank vote, unless the file says itself that a ballot has a least length.

    Raises:
        PabulibError: a rule that cannot be read, or that our methods do not have.
    """
    lengths: dict[str, object] = {
        "min_choices": _whole(file, "min_length", 1),
        "max_choices": _whole(file, "max_length", None),
        "blank": not _says_at_least_one(file),
    }
    match file.vote_type:
        case "choose-1":
            return {"name": "choose_one"}
        case "ordinal":
            return {"name": "ranking", **lengths}
        case "approval":
            most, least = file.number("max_sum_cost"), file.number("min_sum_cost")
            if most is None and not least:
                return {"name": "approval", **lengths}
            everything = sum((project.cost or Decimal(0) for project in file.projects), Decimal(0))
            limits = {"max_cost": str(everything if most is None else most), "min_cost": str(least or 0)}
            return {"name": "knapsack", **lengths, **limits}
        case "cumulative":
            points = _whole(file, "max_sum_points", None)
            if points is None:
                raise PabulibError(f"{file.name}: META has no max_sum_points, which cumulative votes need.")
            return {
                "name": "cumulative",
                **lengths,
                "points": points,
                "max_per_project": _whole(file, "max_points", None),
                "min_per_project": _whole(file, "min_points", 0),
                "min_points": _whole(file, "min_sum_points", 0),
            }


def _says_at_least_one(file: PabulibFile) -> bool:
    said = (
        file.number(key) for key in ("min_length", "min_sum_points", "min_sum_cost") if file.explicit(key)
    )
    return any(number for number in said)


def _whole(file: PabulibFile, key: str, default: int | None) -> int | None:
    number = file.number(key)
    if number is None:
        return default
    if number != number.to_integral_value() or number < 0:
        raise PabulibError(f"{file.name}: {key} in META is {number}, not a whole number from 0.")
    return int(number)


def _currency(file: PabulibFile) -> str:
    written = file.meta.get("currency", "").strip().upper()
    return written if len(written) == 3 and written.isascii() and written.isalpha() else "EUR"
