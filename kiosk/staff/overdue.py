"""Since when something has surely been waiting to be handed over.

A deposit has no day of its own. At every opening and closing the number ever cast is noted with the day;
when fewer were answered since than had been cast by then, at least one of those is still waiting.
"""

from __future__ import annotations

import json
from datetime import date

from kiosk.tablet import Tablet

_FACT = "cast_by_day"
_DAYS_KEPT = 400


def note_day(tablet: Tablet) -> None:
    """Keep how many were ever cast by today; what is wholly answered is forgotten."""
    cast, answered = _figures(tablet)
    today = tablet.clock().astimezone().date().isoformat()
    marks = [mark for mark in _marks(tablet) if mark[1] > answered and mark[0] != today]
    if cast > answered:
        marks.append((today, cast))
    tablet.vault.remember(**{_FACT: json.dumps(marks[-_DAYS_KEPT:])})


def waiting_since(tablet: Tablet) -> date | None:
    """The first noted day whose deposits are surely not all answered; None when none is known to wait."""
    answered = _figures(tablet)[1]
    days = [day for day, cast in _marks(tablet) if cast > answered]
    return date.fromisoformat(min(days)) if days else None


def _figures(tablet: Tablet) -> tuple[int, int]:
    lines = tablet.vault.account()
    return sum(line.cast for line in lines), sum(line.acknowledged + line.refused for line in lines)


def _marks(tablet: Tablet) -> list[tuple[str, int]]:
    return [(day, cast) for day, cast in json.loads(tablet.vault.fact(_FACT) or "[]")]
