"""The second medium, such as an SD card: whether it is there, writing, reading and erasing a backup on it.

On the card there is one file for each tablet, ``kiosk/backup/<tablet>.backup``, always written whole: where
a record lies in it, how old it is and in which order people came cannot be seen. It bears the same date
always. What a file system adds by itself (the change time of ext4, the day a FAT entry was made) tells when
the newest backup was written, as the vault's own file does; not when anything in it was recorded.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from kiosk.errors import BackupError, StickError, VaultError
from kiosk.ids import TabletId
from kiosk.medium import read_plain, shown, stick_error, write_verified

FILE_DATE = 946_684_800.0
"""1 January 2000, UTC: the date that every backup bears. FAT knows none before 1980."""
_ENDING = ".backup"
_FILES_MAX = 200
_SENTENCES = {
    "full": "The backup cannot be written: the card is full. Free some room on it, or use another.",
    "read_only": "The backup cannot be written: the card is write-protected. Move its lock, or use another.",
    "pulled_out": "The backup cannot be written: the card was pulled out, or it is failing. Put it in again.",
    "other_bytes": "The card gives back other bytes than were written. Use another one.",
    "unwritable": "The backup cannot be written on this card. Use another one.",
}


@dataclass(frozen=True)
class Card:
    """Where backups go."""

    folder: Path
    """Where the card is mounted."""
    vault_folder: Path
    same_disk: bool = False
    """Whether the card may be the vault's own file system."""

    def check(self) -> None:
        """Refuse where no card is.

        Raises:
            BackupError: ``missing``; ``same_disk`` where the folder is there and nothing is mounted on it.
        """
        try:
            here, vault = self.folder.stat(), self.vault_folder.stat()
        except OSError:
            raise BackupError("missing", f"No card is in {shown(str(self.folder))}.") from None
        if here.st_dev == vault.st_dev and not self.same_disk:
            raise BackupError(
                "same_disk",
                f"{shown(str(self.folder))} is on the tablet's own disk: no card is mounted there.",
            )
        for path in (self.folder / "kiosk", self._backups):
            if path.is_symlink():
                raise BackupError("tampered", f"{shown(str(path))} is a link to another place.")

    @property
    def _backups(self) -> Path:
        return self.folder / "kiosk" / "backup"

    def path_of(self, tablet: TabletId) -> Path:
        """Where the backup of that tablet is."""
        return self._backups / f"{tablet}{_ENDING}"

    def write(self, tablet: TabletId, content: bytes) -> None:
        """Put a backup in the place of the one before: read back, compared, and only then renamed.

        Raises:
            BackupError: ``missing``, ``same_disk``, ``full``, ``read_only``, ``pulled_out``, ``other_bytes``,
                ``tampered`` or ``unwritable``; the backup before is still there, if the card is.
        """
        self.check()
        try:
            self._backups.mkdir(parents=True, exist_ok=True)
            self._clear()
            write_verified(self.path_of(tablet), content, mode=0o600, dated=FILE_DATE)
            for folder in (self._backups, self._backups.parent):
                os.utime(folder, (FILE_DATE, FILE_DATE))
        except StickError as error:
            raise _refused(error.reason) from None
        except OSError as error:
            raise _refused(stick_error(error, "").reason) from None

    def holds(self, tablet: TabletId, content: bytes) -> bool:
        """Whether the card gives back exactly these bytes."""
        try:
            return read_plain(self.path_of(tablet)) == content
        except VaultError:
            return False

    def erase(self, tablet: TabletId) -> None:
        """Take the backup of that tablet off the card, as far as a card lets anyone. Raises `BackupError`."""
        self.check()
        path = self.path_of(tablet)
        try:
            if path.is_file() and not path.is_symlink():
                overwrite(path)
            path.unlink(missing_ok=True)
            self._clear()
        except OSError as error:
            raise _refused(stick_error(error, "").reason) from None

    def _clear(self) -> None:
        """Take away what a card that was pulled out has left half-written."""
        if self._backups.is_dir():
            for left in self._backups.glob(".*.part"):
                left.unlink()


def overwrite(path: Path) -> None:
    """Write zeros over a file before it goes. On flash the old cells may stay: that is up to the medium."""
    size = path.stat().st_size
    with path.open("r+b") as file:
        for start in range(0, size, 1 << 20):
            file.write(bytes(min(1 << 20, size - start)))
        file.flush()
        os.fsync(file.fileno())


def backups_in(folder: Path) -> list[Path]:
    """The backups on a card, or the one file that was named. Raises `BackupError` ``missing``."""
    if folder.is_file():
        return [folder]
    return sorted(_backups_in(folder)) or sorted(_backups_in(folder / "kiosk" / "backup"))


def only_backup(folder: Path) -> Path:
    """The backup on a card that holds one.

    Raises:
        BackupError: ``missing``: there is none; ``several``: one must be named.
    """
    found = backups_in(folder)
    if not found:
        raise BackupError("missing", f"No backup is in {shown(str(folder))}. Put the card in and look again.")
    if len(found) > 1:
        names = ", ".join(shown(path.name) for path in found)
        raise BackupError("several", f"There are several backups: {names}. Name one of these files.")
    return found[0]


def read_file(path: Path) -> bytes:
    """The bytes of a backup. Raises `BackupError` ``unreadable``."""
    try:
        return read_plain(path)
    except VaultError as error:
        raise BackupError("unreadable", str(error)) from None


def _backups_in(folder: Path) -> Iterator[Path]:
    try:
        with os.scandir(folder) as entries:
            for number, entry in enumerate(entries):
                if number < _FILES_MAX and entry.name.endswith(_ENDING) and entry.name[0] != ".":
                    yield folder / entry.name
    except OSError:
        return


def _refused(reason: str) -> BackupError:
    return BackupError(reason, _SENTENCES.get(reason, _SENTENCES["unwritable"]))
