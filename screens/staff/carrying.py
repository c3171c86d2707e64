"""Carrying by hand: by network as the pairing says, and the sticks that are plugged in."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kiosk.tablet import Tablet
    from sync.courier import Progress

    Carrier = Callable[[Callable[[Progress], None], Callable[[], bool]], Progress]
    """Carries once: tells how far it has come, asks whether to stop. Raises what `Courier.carry` raises."""

_TIMEOUT_SECONDS = 20.0


def by_network(tablet: Tablet) -> Carrier:
    """Carry with a client of one's own, where nothing is carried by itself."""

    def carry(report: Callable[[Progress], None], cancelled: Callable[[], bool]) -> Progress:
        import httpx

        from sync.courier import Courier

        with httpx.Client(base_url=tablet.pairing.hub_address, timeout=_TIMEOUT_SECONDS) as client:
            progress = Courier(tablet, client).carry(report, cancelled)
        tablet.vault.settle()
        return progress

    return carry


def newer_catalogue(tablet: Tablet, sticks: Sequence[Path]) -> bytes | None:
    """A catalogue that a stick or the hub has, signed and not put into use; None where there is none newer.

    Raises:
        HubUnreachable, HubRefused: no stick has one, and the hub does not give one.
    """
    import httpx

    from kiosk.medium import read_plain
    from sync.courier import Courier

    for stick in sticks:
        file = stick / "kiosk" / "catalogue.signed"
        if file.exists():
            return read_plain(file)
    with httpx.Client(base_url=tablet.pairing.hub_address, timeout=_TIMEOUT_SECONDS) as client:
        return Courier(tablet, client).offered_catalogue()


def sticks_under(folder: Path, is_stick: Callable[[Path], bool] = os.path.ismount) -> list[Path]:
    """The sticks that are plugged in: mounted in `folder`, or in a folder of it (``/media/kiosk/STICK``).

    A folder that nothing is mounted in is no stick: what is written there stays on the tablet's own disk.
    """
    return sorted(path for place in _folders(folder) for path in (place, *_folders(place)) if is_stick(path))


def _folders(folder: Path) -> Iterator[Path]:
    try:
        yield from [path for path in folder.iterdir() if path.is_dir() and not path.is_symlink()]
    except OSError:
        return


def free_bytes(stick: Path) -> int:
    """Room on a stick; 0 when it cannot be asked."""
    try:
        return shutil.disk_usage(stick).free
    except OSError:
        return 0
