"""What is wrong with a tablet, from what the hub knows: the rules, and nothing of how they are shown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import func, select

from kiosk.tablet import Status
from sync.hub.standing import SKEW_SECONDS_MAX, Standing, standings
from sync.hub.store import HubStore
from sync.hub.suspicion import CLONE_SUSPECTED
from sync.hub.tables import events
from sync.last_word import RESET

DISK_FREE_MIB_MIN = 500
BATTERY_PERCENT_MIN = 15


class Alarm(StrEnum):
    """Worst first."""

    LOST = "lost"
    """The tablet was told that something is here, and it is not."""
    CLONE = "clone"
    """Two machines speak under one key, or the tablet was set back."""
    CLOCK = "clock"
    """Its clock is wrong."""
    SILENT = "silent"
    """Not heard from for too long."""
    DISK = "disk"
    """Hardly any room is left."""
    BATTERY = "battery"
    """The battery was nearly empty at the last contact, and nothing charged it."""


@dataclass(frozen=True)
class Watched:
    """A tablet with what is wrong."""

    standing: Standing
    alarms: tuple[Alarm, ...]
    clone_at: datetime | None
    """When two machines last spoke under its key."""


def watched(store: HubStore, silent_days: int) -> list[Watched]:
    """Every tablet, what is wrong with it, by id.

    Args:
        store: the hub.
        silent_days: a tablet that is in use and not heard from by network for longer is an alarm.
    """
    clones, now = _clones(store), store.clock()
    return [
        Watched(
            standing,
            alarms_of(standing, clones.get(standing.tablet), now, timedelta(days=silent_days)),
            clones.get(standing.tablet),
        )
        for standing in standings(store)
    ]


def alarms_of(
    standing: Standing, clone_at: datetime | None, now: datetime, silent_after: timedelta
) -> tuple[Alarm, ...]:
    """The rule. A revoked or erased tablet is at rest: only what concerns deposits is an alarm there."""
    at_rest = standing.revoked or standing.status == RESET
    contact, health = standing.last_contact, standing.health
    # One that was closed with everything delivered may lie in a drawer.
    put_away = standing.status == Status.CLOSED and standing.complete
    found = {
        Alarm.LOST: standing.lost > 0,
        Alarm.CLONE: clone_at is not None and not at_rest,
        Alarm.CLOCK: not at_rest and abs(standing.skew_seconds or 0) > SKEW_SECONDS_MAX,
        Alarm.SILENT: not at_rest and not put_away and contact is not None and now - contact > silent_after,
        Alarm.DISK: not at_rest
        and health.disk_free_mib is not None
        and health.disk_free_mib < DISK_FREE_MIB_MIN,
        Alarm.BATTERY: not at_rest
        and health.battery_percent is not None
        and health.battery_percent < BATTERY_PERCENT_MIN
        and health.on_mains is not True,
    }
    return tuple(alarm for alarm in Alarm if found[alarm])


def _clones(store: HubStore) -> Mapping[str, datetime]:
    query = (
        select(events.c.detail, func.max(events.c.at).label("at"))
        .where(events.c.name == CLONE_SUSPECTED)
        .group_by(events.c.detail)
    )
    with store.reading() as connection:
        return {row.detail: row.at for row in connection.execute(query)}
