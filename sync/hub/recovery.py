"""The hub's part in a restore: it opens the secret of a backup that one of its tablets signed."""

from __future__ import annotations

from pathlib import Path

from kiosk.backup.card import read_file
from kiosk.backup.sealing import RecoveryKey, opened, read, released
from kiosk.backup.snapshot import Snapshot, decode
from kiosk.errors import BackupError
from kiosk.signed import fingerprint
from sync.hub.store import HubStore
from sync.hub.tables import facts


def release(store: HubStore, path: Path) -> tuple[str, RecoveryKey, Snapshot]:
    """The tablet of a backup, the key that opens it, and what is in it.

    From now on the hub takes this tablet's deposits from another one.

    Raises:
        BackupError: ``unreadable``, ``no_backup``, ``damaged``, ``wrong_mode``; ``other_hub``: no tablet of
            this hub signed it; ``not_revoked``: the tablet could still carry by itself.
        VaultError: the hub could not write.
    """
    backup = read(read_file(path))
    if backup.hub != fingerprint(store.signing_key.verify_key):
        raise BackupError("other_hub", "This backup belongs to another hub.")
    if backup.mode is not store.mode:
        raise BackupError("wrong_mode", f"This backup is of {backup.mode} mode, and this hub is not.")
    tablet = store.tablet(fingerprint=fingerprint(backup.key))
    if tablet is None or tablet.verify_key != backup.key or tablet.id != backup.tablet:
        raise BackupError("other_hub", "No tablet of this hub signed this backup.")
    if tablet.revoked_at is None:
        raise BackupError(
            "not_revoked",
            f"{tablet.id} may still carry by itself. If it is lost or broken, revoke it first: "
            f"kiosk hub revoke {tablet.id}.",
        )
    key = released(backup, store.contributions_open_key())
    content = decode(opened(backup, key))
    if not was_released(store, tablet.id):
        with store.transaction() as connection:
            connection.execute(
                facts.insert().values(name=_fact(tablet.id), value=store.clock().date().isoformat())
            )
    store.log("recovery_released", f"{tablet.id}, {len(content.deposits)} deposits")
    return tablet.id, key, content


def was_released(store: HubStore, tablet: str) -> bool:
    """Whether another tablet may bring this one's deposits."""
    return store.fact(_fact(tablet)) is not None


def _fact(tablet: str) -> str:
    return f"recovery:{tablet}"
