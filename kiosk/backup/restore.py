"""Restoring a lost or broken tablet's backup on a replacement: nothing is lost and nothing counts twice.

Everything that the backup holds becomes aboard here, marked with the tablet that recorded it. It is carried
as usual; the hub knows each deposit by its id, so that what had arrived before is only acknowledged again,
and it books every one to the tablet that recorded it. This tablet's own account does not change.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from kiosk.backup.card import read_file
from kiosk.backup.sealing import Backup, RecoveryKey, opened, read
from kiosk.backup.snapshot import decode
from kiosk.errors import BackupError, KioskError, StaffError
from kiosk.ids import TabletId
from kiosk.signed import fingerprint
from kiosk.staff.acts import Act
from kiosk.vault.restoring import is_empty, restore

if TYPE_CHECKING:
    from kiosk.staff.desk import StaffDesk
    from kiosk.tablet import Tablet

_REASON_MAX = 200


@dataclass(frozen=True)
class Restored:
    """What a restore brought."""

    tablet: TabletId
    """The lost one."""
    deposits: int
    cast: int
    """How many the lost tablet ever recorded, up to its last backup."""
    codes: int
    """Codes that are spent here from now on."""


def check_backup(tablet: Tablet, path: Path) -> Backup:
    """Look at a backup before anybody types its code.

    Raises:
        StaffError: ``not_empty``: this tablet holds, or held, deposits.
        BackupError: ``unreadable``, ``no_backup``, ``damaged``, ``other_version``, ``wrong_mode`` or
            ``other_hub``.
    """
    if not is_empty(tablet.vault):
        raise StaffError("not_empty", "This tablet has recorded something already. Restore on a new one.")
    backup = read(read_file(path))
    if backup.hub != fingerprint(tablet.pairing.hub_key):
        raise BackupError("other_hub", "This backup belongs to another hub.")
    if backup.mode is not tablet.pairing.mode:
        raise BackupError(
            "wrong_mode",
            f"This backup is of {backup.mode} mode, and this tablet works in {tablet.pairing.mode} mode.",
        )
    return backup


def restore_backup(desk: StaffDesk, path: Path, key: RecoveryKey, reason: str) -> Restored:
    """Take over what another tablet held; an administrator's act, on a tablet that is ready and empty.

    Args:
        desk: who does it.
        path: the file of the backup.
        key: from the hub (`kiosk hub recovery`).
        reason: why; written into the log.

    Raises:
        StaffError: ``not_empty``, or what `StaffDesk.may` says.
        BackupError: as `check_backup`; ``wrong_code``.
        VaultError: the disk refused. Nothing is changed in any of these cases.
    """
    desk.may(Act.RESTORE, reason)
    tablet = desk.tablet
    try:
        backup = check_backup(tablet, path)
        held = decode(opened(backup, key))
        # Only the id tells whose it is; a deposit that was restored there keeps the one that recorded it.
        named = [replace(deposit, origin=deposit.origin or backup.tablet) for deposit in held.deposits]
        detail = desk.signed(f"{len(named)} from {backup.tablet}: {reason.strip()[:_REASON_MAX]}")
        if not restore(tablet.vault, named, held.codes, tablet.clock(), detail):
            raise StaffError("not_empty", "This tablet has recorded something already. Restore on a new one.")
    except KioskError as error:
        desk.log("refused", f"{Act.RESTORE}: {getattr(error, 'reason', type(error).__name__)}")
        raise
    return Restored(backup.tablet, len(named), held.cast, len(held.codes))
