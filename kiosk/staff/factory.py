"""Back to a tablet that was never paired: vault, keys and catalogue go; the card's backup too, when asked.

Files are overwritten with zeros before they are removed. On flash memory the old cells may stay until the
medium uses them again, and a file system with a journal or with copies may keep more: what was sealed stays
sealed, and the signing key is worthless once the hub has revoked the tablet.
"""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from kiosk.backup.card import overwrite
from kiosk.backup.state import State
from kiosk.errors import KioskError, StaffError, VaultError
from kiosk.staff.acts import Act

if TYPE_CHECKING:
    from kiosk.backup.keeper import Keeper
    from kiosk.staff.desk import StaffDesk
    from kiosk.tablet import Tablet

_ERASING = ".erasing-"
_REASON_MAX = 200


@dataclass(frozen=True)
class Stakes:
    """What a reset would lose."""

    undelivered: int
    """Deposits that the hub has not answered for."""
    on_card: bool
    """Whether all of them are on the card too, which outlives the reset unless it is erased as well."""

    @property
    def lost(self) -> int:
        """How many deposits are nowhere else, as long as the card is kept."""
        return 0 if self.on_card else self.undelivered


def stakes(tablet: Tablet, keeper: Keeper | None) -> Stakes:
    """What is at stake now; the card is brought up to date and read back for it."""
    on_card = False
    if keeper is not None:
        with suppress(KioskError):
            on_card = keeper.write_now() is State.UP_TO_DATE
    return Stakes(tablet.vault.undelivered(), on_card)


def factory_reset(
    desk: StaffDesk,
    *,
    reason: str = "",
    typed: str = "",
    keeper: Keeper | None = None,
    erase_card: bool = False,
    tell_hub: Callable[[], object] = lambda: None,
) -> None:
    """Erase this tablet. Afterwards `desk.tablet` is of no use any more, and the machine is not paired.

    Args:
        desk: an administrator, at a tablet that is ready or closed.
        reason: why; needed while something is not acknowledged.
        typed: the number of deposits that are not acknowledged, as somebody typed it; needed then too.
        keeper: what keeps the backup; it is stopped.
        erase_card: whether the backup on the card goes as well.
        tell_hub: sends a last statement, at best effort.

    Raises:
        StaffError: ``still_aboard``: something is not acknowledged, and it was not said why;
            ``number_wrong``; or what `StaffDesk.may` says.
        BackupError: the card is not there or cannot be erased.
        VaultError: the disk refused. In all these cases the tablet is as it was.
    """
    desk.may(Act.FACTORY_RESET)
    tablet = desk.tablet
    undelivered = tablet.vault.undelivered()
    why = reason.strip()[:_REASON_MAX]
    if undelivered:
        _refuse_unless(desk, bool(why), "still_aboard")
        _refuse_unless(desk, typed.strip() == str(undelivered), "number_wrong")
    desk.log("factory_reset", f"{undelivered} not acknowledged" + (f": {why}" if why else ""))
    with suppress(KioskError):
        tell_hub()
    # Last looked at together: somebody may have synced or restored in another window meanwhile.
    if tablet.vault.undelivered() > undelivered:
        raise StaffError("number_wrong")
    if keeper is not None:
        if erase_card:
            keeper.erase()
        keeper.stop()
    tablet.close_files()
    erase_folder(tablet.folder)


def erase_folder(folder: Path) -> None:
    """Erase a tablet's folder: gone in one step by its name, then byte by byte.

    A kill leaves a tablet that works, or none: `finish_erasing` ends at the next start what was begun.

    Raises:
        VaultError: it could not be renamed; nothing is erased.
    """
    going = folder.with_name(f"{_ERASING}{secrets.token_hex(4)}")
    try:
        folder.rename(going)
    except OSError as error:
        raise VaultError(f"{folder} cannot be erased: {error.strerror}. Nothing was erased.") from None
    mode = folder.parent / "mode"
    with suppress(OSError):
        if mode.read_text(encoding="utf-8").strip() == folder.name:
            mode.unlink()
    finish_erasing(folder.parent)


def finish_erasing(data: Path) -> None:
    """Erase what a reset has left that was cut short. Never fails: the next start tries again."""
    for going in data.glob(f"{_ERASING}*"):
        for path in sorted(going.rglob("*")):
            if path.is_file() and not path.is_symlink():
                with suppress(OSError):
                    overwrite(path)
        with suppress(OSError):
            shutil.rmtree(going)
    with suppress(OSError):
        descriptor = os.open(data, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _refuse_unless(desk: StaffDesk, held: bool, reason: str) -> None:
    if not held:
        desk.log("refused", f"{Act.FACTORY_RESET}: {reason}")
        raise StaffError(reason)
