"""A period of use, from an opening to its closing: what the counters showed when it began."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from kiosk.staff.turned_away import turned_away
from kiosk.status import ABANDONED, VISITS

if TYPE_CHECKING:
    from kiosk.tablet import Tablet

__all__ = ["ABANDONED", "VISITS", "Key", "Period", "began", "beginning", "period_of"]

_FACT = "period"
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
    turned_away: Mapping[str, int] = field(default_factory=dict)
    """Not let in before the opening, by reason."""

    def content(self) -> dict[str, Any]:
        """As JSON can hold it."""
        fields = asdict(self)
        fields["opened_at"] = self.opened_at.isoformat()
        fields["cast"] = [[*key, number] for key, number in self.cast.items()]
        return fields

    def facts(self) -> dict[str, str]:
        """As the vault keeps it: written together with the opening."""
        return {_FACT: json.dumps(self.content())}


def began(tablet: Tablet, who: str) -> Period:
    """Note where the counters stand now, and keep it."""
    period = beginning(tablet, who)
    tablet.vault.remember(**period.facts())
    return period


def beginning(tablet: Tablet, who: str) -> Period:
    """Where the counters stand now; nothing is kept."""
    vault = tablet.vault
    index = tablet.index
    return Period(
        opened_at=tablet.clock().astimezone(UTC).replace(second=0, microsecond=0),
        opened_by=who,
        catalogue=index.catalogue.version if index is not None else 0,
        visits=vault.counter(VISITS),
        abandoned=vault.counter(ABANDONED),
        cast={(line.consultation, line.activity, line.kind): line.cast for line in vault.account()},
        turned_away=turned_away(vault),
    )


def period_of(tablet: Tablet) -> Period | None:
    """The period that was begun last; None before the first opening at a desk."""
    kept = tablet.vault.fact(_FACT)
    if not kept:
        return None
    fields = json.loads(kept)
    fields["opened_at"] = datetime.fromisoformat(fields["opened_at"])
    fields["cast"] = {(row[0], row[1], row[2]): row[3] for row in fields["cast"]}
    return Period(**fields)
