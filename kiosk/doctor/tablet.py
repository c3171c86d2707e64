"""The tablet itself: its vault, its account, its catalogue, its clock against what was recorded."""

from __future__ import annotations

from collections.abc import Iterator

from kiosk.catalogue.lookup import CatalogueIndex
from kiosk.doctor.check import Check, good, look, mend
from kiosk.errors import CatalogueError
from kiosk.tablet import Status, Tablet


def look_at_tablet(tablet: Tablet) -> Iterator[Check]:
    """What a paired tablet says of itself."""
    pairing = tablet.pairing
    yield good("tablet", f"{pairing.tablet}, {pairing.mode.value} mode.")
    yield _status(tablet.status)
    integrity = tablet.vault.integrity()
    if integrity == "ok":
        yield good("vault", "The file of the vault is whole.")
    else:
        yield mend(
            "vault", f"The file is damaged: {integrity}", "Keep the folder, and carry what can be read."
        )
    if all(line.holds for line in tablet.vault.account()):
        yield good("account", "Everything that was cast is aboard, carried, acknowledged or refused.")
    else:
        yield mend("account", "Not everything that was cast is accounted for.", "Look at it: kiosk tablet.")
    if tablet.clock_is_behind():
        yield mend(
            "recorded time",
            f"The clock is behind the last event here, of {tablet.clock_floor():%Y-%m-%d %H:%M} UTC.",
            "Set the clock. If the clock is right and the event was not: kiosk tablet trust-clock.",
        )
    else:
        yield good("recorded time", "The clock is ahead of everything that was recorded here.")
    yield _catalogue(tablet)


def index_of(tablet: Tablet) -> CatalogueIndex | None:
    """The catalogue in use; None where there is none, or none that is right."""
    try:
        return tablet.index
    except CatalogueError:
        return None


def _status(status: Status) -> Check:
    match status:
        case Status.OPEN:
            return good("status", "It is open.")
        case Status.READY:
            return look("status", "It is not open yet.", "Open it before residents come: kiosk tablet open.")
        case Status.PAUSED:
            return look("status", "It is paused.", "Open it before residents come: kiosk tablet open.")
        case Status.CLOSED:
            return look("status", "It is closed.", "If it goes out once more: kiosk tablet reopen.")


def _catalogue(tablet: Tablet) -> Check:
    try:
        index = tablet.index
    except CatalogueError as error:
        return mend("catalogue", str(error), "Sync, or take a catalogue from a stick.")
    if index is None:
        return mend("catalogue", "There is none.", "Sync, or take one from a stick: kiosk parcel import.")
    version, until = index.catalogue.version, index.catalogue.valid_until
    if until <= tablet.clock():
        return mend("catalogue", f"Version {version} was valid until {until:%Y-%m-%d}.", "Sync it.")
    return good("catalogue", f"Version {version}, valid until {until:%Y-%m-%d}.")
