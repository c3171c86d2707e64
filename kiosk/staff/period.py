"""A period of use, from an opening to its closing: what the counters showed when it began."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from kiosk.tablet import Tablet

_FACT = "period"
VISITS, ABANDONED = "visits", "abandoned"
"""Counters of the whole tablet: visits that began, and those that left nothing behind."""
Key = tuple[str, str, str]
"""Consultation, activity, kind of deposit."""


@dataclass(frozen=True)
class Period:
    """Where the counters stood at the opening."""

    opened_at: datetime
    opened_by: str
    """Id of the account."""
    catalogue: int
    visits: int
    abandoned: int
    cast: Mapping[Key, int]
    """Cast before the opening, by consultation, activity and kind."""

    def content(self) -> dict[str, Any]:
        """As JSON can hold it."""
        fields = asdict(self)
        fields["opened_at"] = self.opened_at.isoformat()
        fields["cast"] = [[*key, number] for key, number in self.cast.items()]
        return fields


def began(tablet: Tablet, who: str) -> Period:
    """Note where the counters stand now, and keep it."""
    vault = tablet.vault
    index = tablet.index
    period = Period(
        opened_at=tablet.clock().astimezone(UTC).replace(second=0, microsecond=0),
        opened_by=who,
        catalogue=index.catalogue.version if index is not None else 0,
        visits=vault.counter(VISITS),
        abandoned=vault.counter(ABANDONED),
        cast={(line.consultation, line.activity, line.kind): line.cast for line in vault.account()},
    )
    vault.remember(**{_FACT: json.dumps(period.content())})
    return period


def period_of(tablet: Tablet) -> Period | None:
    """The period that was begun last; None before the first opening at a desk."""
    kept = tablet.vault.fact(_FACT)
    if not kept:
        return None
    fields = json.loads(kept)
    fields["opened_at"] = datetime.fromisoformat(fields["opened_at"])
    fields["cast"] = {(row[0], row[1], row[2]): row[3] for row in fields["cast"]}
    return Period(**fields)
