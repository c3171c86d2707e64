"""A newer catalogue at the desk: first what it changes, then it is put into use."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kiosk.catalogue.changes import Change, changes, read
from kiosk.catalogue.load import check_acceptable, opened
from kiosk.catalogue.lookup import CatalogueIndex
from kiosk.staff.acts import Act

if TYPE_CHECKING:
    from kiosk.staff.desk import StaffDesk
    from kiosk.tablet import Tablet


@dataclass(frozen=True)
class Preview:
    """A catalogue that could be put into use."""

    version: int
    signed: bytes
    changes: tuple[Change, ...]


class CatalogueUpdate:
    """The catalogue, for one person at the desk."""

    def __init__(self, desk: StaffDesk) -> None:
        self._desk, self._tablet = desk, desk.tablet

    def preview(self, signed: bytes) -> Preview:
        """What a catalogue would change; nothing is written.

        Raises:
            CatalogueError: it is not from our hub, not newer, out of date or for the other mode.
            StaffError: what `may` says.
        """
        self._desk.may(Act.APPLY_CATALOGUE)
        tablet = self._tablet
        catalogue = opened(signed, tablet.pairing.hub_key)
        held = tablet.index
        version = held.catalogue.version if held is not None else 0
        check_acceptable(catalogue, held=version, mode=tablet.pairing.mode, now=tablet.clock())
        found = changes(held, CatalogueIndex(catalogue), tablet.clock()) if held is not None else []
        return Preview(catalogue.version, signed, tuple(found))

    def apply(self, preview: Preview) -> None:
        """Put it into use. Raises as `preview` does, and `VaultError`; nothing is changed then."""
        self._desk.may(Act.APPLY_CATALOGUE)
        self._tablet.apply_catalogue(preview.signed)
        self._desk.log("catalogue_chosen", str(preview.version))


def last_changes(tablet: Tablet) -> list[Change] | None:
    """What the catalogue in use has changed, however it came; None where it is the first one."""
    kept = tablet.vault.fact("catalogue_changes")
    return None if kept is None else read(kept)
