"""The tablet itself: its vault, its account, its catalogue, its clock against what was recorded."""

from __future__ import annotations

from collections.abc import Iterator

from kiosk.catalogue.lookup import CatalogueIndex
from kiosk.doctor.check import Check, good, look, mend
from kiosk.errors import CatalogueError, VaultError
from kiosk.tablet import Status, Tablet

_KEEP = "Keep the folder, and carry what can be read."


def look_at_tablet(tablet: Tablet) -> Iterator[Check]:
    """What a paired tablet says of itself."""
    pairing = tablet.pairing
    yield good("tablet", f"{pairing.tablet}, {pairing.mode.value} mode.")
    parts = {
        "status": _status,
        "vault": _file,
        "account": _account,
        "recorded time": _time,
        "catalogue": _catalogue,
    }
    for name, part in parts.items():
        # A damaged page in one place keeps nobody from looking at the others.
        try:
            yield part(tablet)
        except VaultError as error:
            yield mend(name, str(error), _KEEP)


def _file(tablet: Tablet) -> Check:
    integrity = tablet.vault.integrity()
    if integrity == "ok":
        return good("vault", "The file of the vault is whole.")
    return mend("vault", f"The file is damaged: {integrity}", _KEEP)


def _account(tablet: Tablet) -> Check:
    if all(line.holds for line in tablet.vault.account()):
        return good("account", "Everything that was cast is aboard, carried, acknowledged or refused.")
    return mend("account", "Not everything that was cast is accounted for.", "Look at it: kiosk tablet.")


def _time(tablet: Tablet) -> Check:
    if tablet.clock_is_behind():
        return mend(
            "recorded time",
            f"The clock is behind the last event here, of {tablet.clock_floor():%Y-%m-%d %H:%M} UTC.",
            "Set the clock. If the clock is right and the event was not: kiosk tablet trust-clock.",
        )
    return good("recorded time", "The clock is ahead of everything that was recorded here.")


def index_of(tablet: Tablet) -> CatalogueIndex | None:
    """The catalogue in use; None where there is none, or none that is right."""
    try:
        return tablet.index
    except (CatalogueError, VaultError):
        return None


def _status(tablet: Tablet) -> Check:
    match tablet.status:
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
