"""What the staff see at a glance: whether all is carried, what waits, and since when at most."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from kiosk.carrying import Carrying, carrying_of
from kiosk.staff.period import VISITS, period_of
from kiosk.status import NotAccepting, Status

if TYPE_CHECKING:
    from kiosk.tablet import Tablet

LOW_BATTERY_PERCENT = 20
LOW_DISK_BYTES = 500 * 1024 * 1024
_POWER = Path("/sys/class/power_supply")


class SyncResult(StrEnum):
    """How the last attempt to carry went."""

    DONE = "done"
    UNREACHABLE = "unreachable"
    REFUSED = "refused"


@dataclass(frozen=True)
class LastSync:
    """The last attempt, by itself or by hand."""

    at: datetime
    result: SyncResult


@dataclass(frozen=True)
class Board:
    """The state of a tablet in figures; nothing of it tells a choice or a person."""

    status: Status
    not_accepting: NotAccepting | None
    """Why nobody can take part now."""
    visits: int
    """Since the opening."""
    undelivered: int
    """Aboard or carried: without the hub's answer."""
    held_back: int
    """Of those, ballots that wait for company."""
    refused: int
    """Set aside by the hub, kept here with their reasons."""
    holds: bool
    """Whether cast = aboard + carried + acknowledged + refused, everywhere."""
    waiting_since: date | None
    """The day on which something first waited since all was delivered; a deposit has no time of its own."""
    sync: LastSync | None
    catalogue: int
    valid_until: datetime | None
    """The day the catalogue ends."""
    now: datetime
    disk_free_bytes: int

    @property
    def all_carried(self) -> bool:
        """Whether the hub answered for every deposit, and the account is whole."""
        return self.holds and not self.undelivered

    @property
    def may_switch_off(self) -> bool:
        """Whether nothing is lost or late if the tablet goes dark: all is carried, nobody is expected."""
        return self.all_carried and self.status in (Status.READY, Status.CLOSED)


def board_of(tablet: Tablet) -> Board:
    """The board now."""
    # What comes from another tablet's backup has its own account, and is carried like the rest.
    lines = [*tablet.vault.account(), *tablet.vault.restored_account()]
    undelivered = sum(line.aboard + line.carried for line in lines)
    period, index, known = period_of(tablet), tablet.index, carrying_of(tablet)
    return Board(
        status=tablet.status,
        not_accepting=tablet.not_accepting(),
        visits=tablet.vault.counter(VISITS) - (period.visits if period else 0),
        undelivered=undelivered,
        held_back=tablet.waiting_for_company(),
        refused=sum(line.refused for line in lines),
        holds=all(line.holds for line in lines),
        waiting_since=known.waiting_since,
        sync=last_sync(known),
        catalogue=index.catalogue.version if index else 0,
        valid_until=index.catalogue.valid_until if index else None,
        now=tablet.clock(),
        disk_free_bytes=shutil.disk_usage(tablet.folder).free,
    )


def last_sync(known: Carrying) -> LastSync | None:
    """The newest attempt, by itself or by hand, by network or by stick."""
    if known.fails and known.last_failure is not None:
        failure = known.last_failure
        unreachable = failure.reason == "unreachable"
        return LastSync(failure.at, SyncResult.UNREACHABLE if unreachable else SyncResult.REFUSED)
    success = known.last_success
    return None if success is None else LastSync(success.at, SyncResult.DONE)


@dataclass(frozen=True)
class Power:
    """The battery."""

    percent: int
    charging: bool


def power_of(folder: Path = _POWER) -> Power | None:
    """The battery as Linux tells it; None where there is none, as on a desk."""
    for supply in sorted(folder.glob("*/capacity")):
        try:
            percent = int(supply.read_text().strip())
            state = supply.with_name("status").read_text().strip()
        except (OSError, ValueError):
            continue
        if 0 <= percent <= 100:
            return Power(percent, state in ("Charging", "Full", "Not charging"))
    return None
