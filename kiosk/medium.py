"""A stick as a place for files: written so that they are whole or not there, read without believing anything.

A stick is anybody's. It may be missing, full, write-protected, worn, pulled out at any moment, or made to do
harm: links to other places, devices, files without end, folders of a million names, names with escapes.
Each of these ends in one sentence (`kiosk.errors.StickError`).
"""

from __future__ import annotations

import errno
import os
import secrets
import stat
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from kiosk.errors import StickError, VaultError

FILE_BYTES_MAX = 64 * 1024 * 1024
"""A larger file on a stick is not one of ours."""
FILES_MAX = 5_000
"""A folder with more names is not one of ours; the first so many are looked at."""
_NAME_SHOWN = 60

_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_PROTECTED = frozenset({errno.EROFS, errno.EACCES, errno.EPERM})
_GONE = frozenset({errno.EIO, errno.ENODEV, errno.ENXIO, errno.ENOENT, errno.ESTALE, errno.ENOMEDIUM})


@dataclass(frozen=True)
class Refused:
    """A file that was not taken, and why."""

    file: str
    """Its name, fit to be shown."""
    sentence: str


def folder_on(stick: Path, name: str) -> Path:
    """The folder ``kiosk/<name>`` of a stick, made where it is missing.

    Raises:
        StickError: ``missing``, ``tampered``, or why it cannot be made.
    """
    check_stick(stick)
    folder = stick / "kiosk" / name
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise stick_error(error, f"{shown(str(folder))} cannot be made") from None
    return folder


def check_stick(stick: Path) -> None:
    """Refuse a stick that is not there, or whose folders lead elsewhere. Raises `StickError`."""
    if not stick.is_dir():
        raise StickError(
            f"{shown(str(stick))} is not there. Plug the stick in and name its folder.", "missing"
        )
    for path in (stick / "kiosk", *(stick / "kiosk" / name for name in ("parcels", "answers", "sheets"))):
        if path.is_symlink():
            raise StickError(
                f"{shown(str(path))} is a link to another place; this stick was tampered with.", "tampered"
            )


def write_verified(path: Path, content: bytes, *, mode: int = 0o644, dated: float | None = None) -> None:
    """Write, flush, read back from the medium, compare, rename; nothing half-written has the name.

    The temporary name is drawn and must be new: a link that somebody left on the stick leads nowhere.

    Args:
        path: its name in the end.
        content: all of it.
        mode: who may read it, where the file system knows that.
        dated: the time of its last change that it shall show, in seconds since 1970; None: the real one.

    Raises:
        StickError: ``full``, ``read_only``, ``pulled_out``, ``other_bytes`` or ``unwritable``; what was
            written of it is taken away again.
    """
    temporary = path.with_name(f".{secrets.token_hex(8)}.part")
    try:
        descriptor = os.open(temporary, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, mode)
        with os.fdopen(descriptor, "r+b") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
            _forget_cached(file.fileno())
        if temporary.read_bytes() != content:
            raise StickError(
                f"The stick gives back other bytes than were written ({shown(path.name)}). Use another one.",
                "other_bytes",
            )
        if dated is not None:
            os.utime(temporary, (dated, dated))
        temporary.replace(path)
        _sync_folder(path.parent)
    except OSError as error:
        raise stick_error(error, f"{shown(str(path))} cannot be written") from None
    finally:
        with suppress(OSError):
            temporary.unlink()


def files_on(folder: Path, ending: str, start: str, problems: list[Refused]) -> Iterator[tuple[Path, bytes]]:
    """Our files in `folder`, by name, one in memory at a time; what is not to be believed is reported.

    Raises:
        StickError: the folder cannot be read, or not any longer.
    """
    for path in _names(folder, ending, start, problems):
        try:
            yield path, read_plain(path)
        except VaultError as error:
            problems.append(Refused(shown(path.name), str(error)))


def read_plain(path: Path) -> bytes:
    """The bytes of a plain file of bearable size; a link, a folder or a device is not opened.

    Raises:
        VaultError: says what it is instead.
    """
    name = shown(path.name)
    try:
        # A device or a pipe may do something, or wait for ever, when it is opened.
        if not stat.S_ISREG(path.lstat().st_mode):
            raise VaultError(f"{name} is not a file.")
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
        with os.fdopen(descriptor, "rb") as file:
            about = os.fstat(file.fileno())
            if not stat.S_ISREG(about.st_mode):
                raise VaultError(f"{name} is not a file.")
            if about.st_size > FILE_BYTES_MAX:
                raise VaultError(f"{name} is too large to be one of ours.")
            return file.read(FILE_BYTES_MAX)
    except OSError as error:
        raise VaultError(f"{name} cannot be read: {error.strerror}.") from None


def is_writable_folder(folder: Path) -> bool:
    """Whether files can be written there; the folder is made if only it is missing."""
    try:
        folder.mkdir(exist_ok=True)
    except OSError:
        return False
    return os.access(folder, os.W_OK | os.X_OK)


def shown(name: str) -> str:
    """A name that somebody else chose, fit for a line: no escapes, no line ends, not too long."""
    clean = "".join(letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in name)
    return clean if len(clean) <= 4 * _NAME_SHOWN else clean[:_NAME_SHOWN] + "…"


def stick_error(error: OSError, what: str) -> StickError:
    """What the system said, as one sentence for the person who holds the stick."""
    match error.errno:
        case number if number in _FULL:
            return StickError(f"{what}: the stick is full. Free some room on it, or use another.", "full")
        case number if number in _PROTECTED:
            return StickError(
                f"{what}: the stick is write-protected. Move its lock, or use another.", "read_only"
            )
        case number if number in _GONE:
            return StickError(
                f"{what}: the stick was pulled out, or it is failing. Plug it in again, or use another.",
                "pulled_out",
            )
    return StickError(f"{what}: {error.strerror}. Use another stick.")


def _names(folder: Path, ending: str, start: str, problems: list[Refused]) -> list[Path]:
    if not folder.is_dir():
        return []
    found: list[Path] = []
    try:
        with os.scandir(folder) as entries:
            for number, entry in enumerate(entries):
                if number >= FILES_MAX:
                    sentence = f"More than {FILES_MAX} files are in it; the rest was not looked at."
                    problems.append(Refused(shown(folder.name), sentence))
                    break
                ours = entry.name.endswith(f".{ending}") and entry.name.startswith(start)
                if ours and not entry.name.startswith("."):
                    found.append(folder / entry.name)
    except OSError as error:
        raise stick_error(error, f"{shown(str(folder))} cannot be read") from None
    return sorted(found)


def _forget_cached(descriptor: int) -> None:
    """Let the next reading come from the medium and not from memory, where the system can do that."""
    if hasattr(os, "posix_fadvise"):
        with suppress(OSError):
            os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
