"""What is looked at before a tablet is opened: what forbids it, and what staff should know."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING, Literal

from kiosk.carrying import carrying_of
from kiosk.errors import CatalogueError, VaultError
from kiosk.i18n import N_, Translator
from kiosk.ids import Mode

if TYPE_CHECKING:
    from kiosk.staff.desk import StaffDesk
    from kiosk.tablet import Tablet

MEBIBYTE = 1 << 20
FREE_MIN, FREE_GOOD = 50 * MEBIBYTE, 200 * MEBIBYTE
"""Below the first no period begins, below the second staff are told: bytes."""
BATTERY_LOW_PERCENT = 30
WAITING_DAYS = 7
"""Official deposits that wait longer are named."""
_SOON = timedelta(days=2)
_LONG_AWAY = timedelta(days=30)

SENTENCES = {
    "no_catalogue": N_("There is no catalogue on this tablet. Sync it, then open it."),
    "catalogue_expired": N_("The catalogue is out of date. Sync the tablet, then open it."),
    "clock_behind": N_(
        "The clock shows a time that has already passed here. Set the clock of the tablet, then open it."
    ),
    "disk_full": N_("Only {free} MiB are free on the disk; 50 are needed. Make room, then open the tablet."),
    "file_damaged": N_(
        "The tablet's file is damaged. Do not use this tablet, do not switch it off, and call whoever looks "
        "after the hub."
    ),
    "figures_differ": N_(
        "The figures of this tablet do not add up. Do not use it, and call whoever looks after the hub."
    ),
    "disk_low": N_("Only {free} MiB are free on the disk. Make room soon."),
    "catalogue_ends_soon": N_("The catalogue is good until {day}. Sync the tablet before then."),
    "clock_far_ahead": N_(
        "The clock has moved on by {days} days since this tablet was last used. Check that the date is right."
    ),
    "battery_low": N_("The battery is at {percent} %. Plug the tablet in."),
    "deposits_waiting": N_("Deposits have been waiting here since {day}. Sync the tablet."),
}
"""What is wrong, and what to do. Values in braces are in `Objection.values`."""
SHORT = {
    "no_catalogue": N_("no catalogue"),
    "catalogue_expired": N_("catalogue out of date"),
    "clock_behind": N_("clock wrong"),
    "disk_full": N_("disk full"),
    "file_damaged": N_("file damaged"),
    "figures_differ": N_("figures differ"),
    "disk_low": N_("disk nearly full"),
    "catalogue_ends_soon": N_("catalogue ends soon"),
    "clock_far_ahead": N_("check the date"),
    "battery_low": N_("battery low"),
    "deposits_waiting": N_("sync this tablet"),
}
"""The same in two or three words, beside the state on a small screen."""


@dataclass(frozen=True)
class MachineFacts:
    """What the machine says of itself."""

    free_bytes: int
    """Free where the tablet's folder is."""
    battery_percent: int | None = None
    """None without a battery, or where it is not known."""
    on_power: bool | None = None
    """None where it is not known."""


@dataclass(frozen=True)
class Objection:
    """Something that stands in the way of an opening, or should be known before it."""

    key: str
    """One of `SENTENCES`."""
    severity: Literal["refuse", "warn"]
    values: Mapping[str, object] = field(default_factory=dict)

    def sentence(self, tr: Translator) -> str:
        """For the person in front."""
        written = {
            name: tr.day(value) if isinstance(value, date) else value for name, value in self.values.items()
        }
        return tr(SENTENCES[self.key], **written)


def measured(tablet: Tablet) -> MachineFacts:
    """What can be known without asking the device: how much of the disk is free."""
    return MachineFacts(shutil.disk_usage(tablet.folder).free)


def objections(desk: StaffDesk, machine: MachineFacts) -> list[Objection]:
    """Everything that is wrong, what forbids an opening first."""
    found = [
        *_file(desk.tablet),
        *_catalogue(desk.tablet),
        *_clock(desk.tablet),
        *_machine(machine),
        *_waiting(desk.tablet),
    ]
    return sorted(found, key=lambda objection: objection.severity != "refuse")


def warnings(tablet: Tablet, machine: MachineFacts) -> list[Objection]:
    """The same for a tablet that is in use, but for what takes long to look at; what is worst first.

    Early, and in words: nothing is refused here.
    """
    found = [*_catalogue(tablet), *_clock(tablet), *_machine(machine), *_waiting(tablet)]
    return sorted(found, key=lambda objection: objection.severity != "refuse")


def damage_of(tablet: Tablet) -> list[Objection]:
    """What is wrong with the file itself, read as a whole."""
    return list(_file(tablet))


def _file(tablet: Tablet) -> Iterator[Objection]:
    try:
        if tablet.vault.integrity() != "ok":
            yield Objection("file_damaged", "refuse")
        elif not all(line.holds for line in tablet.vault.account()):
            yield Objection("figures_differ", "refuse")
    except VaultError:
        yield Objection("file_damaged", "refuse")


def _catalogue(tablet: Tablet) -> Iterator[Objection]:
    try:
        index = tablet.index
    except (CatalogueError, VaultError):
        index = None
    if index is None:
        yield Objection("no_catalogue", "refuse")
        return
    left = index.catalogue.valid_until - tablet.clock()
    if left <= timedelta(0):
        yield Objection("catalogue_expired", "refuse")
    elif left < _SOON:
        day = index.catalogue.valid_until.astimezone().date()
        yield Objection("catalogue_ends_soon", "warn", {"day": day})


def _clock(tablet: Tablet) -> Iterator[Objection]:
    away = tablet.clock() - tablet.clock_floor()
    if away < timedelta(0):
        yield Objection("clock_behind", "refuse")
    elif away > _LONG_AWAY:
        yield Objection("clock_far_ahead", "warn", {"days": away.days})


def _machine(machine: MachineFacts) -> Iterator[Objection]:
    free = {"free": machine.free_bytes // MEBIBYTE}
    if machine.free_bytes < FREE_MIN:
        yield Objection("disk_full", "refuse", free)
    elif machine.free_bytes < FREE_GOOD:
        yield Objection("disk_low", "warn", free)
    percent = machine.battery_percent
    if percent is not None and percent < BATTERY_LOW_PERCENT and not machine.on_power:
        yield Objection("battery_low", "warn", {"percent": percent})


def _waiting(tablet: Tablet) -> Iterator[Objection]:
    if tablet.pairing.mode is not Mode.OFFICIAL:
        return
    try:
        since = carrying_of(tablet).waiting_since
    except VaultError:
        return
    if since is not None and (tablet.clock().astimezone().date() - since).days > WAITING_DAYS:
        yield Objection("deposits_waiting", "warn", {"day": since})
