"""Carrying by USB stick: the same bytes as by network, as files.

On the stick, in the folder ``kiosk``::

    parcels/<tablet>-<sequence>.parcel     from the tablet
    answers/<digest of the parcel>.answer  from the hub
    catalogue.signed                       from the hub

Every file is written under another name, flushed, read back and compared, and only then renamed: a
stick that is pulled out leaves whole files or none.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from kiosk.errors import KioskError, StaleError, VaultError, WireError
from kiosk.tablet import Tablet
from sync.answers import take_answer
from sync.courier import in_parcels
from sync.parcel import digest_of, pack

FILE_BYTES_MAX = 64 * 1024 * 1024
"""A larger file on a stick is not one of ours."""


@dataclass(frozen=True)
class Refused:
    """A file that was not taken, and why."""

    file: str
    sentence: str


@dataclass(frozen=True)
class Exported:
    """What was written to a stick."""

    parcels: int
    deposits: int
    bytes_written: int
    held_back: int


@dataclass(frozen=True)
class Imported:
    """What was read from a stick."""

    answers: int = 0
    acknowledged: int = 0
    refused: int = 0
    catalogue: int | None = None
    problems: tuple[Refused, ...] = ()


@dataclass(frozen=True)
class Taken:
    """What the hub took from a stick."""

    parcels: int
    problems: tuple[Refused, ...]


def export_parcels(tablet: Tablet, stick: Path, *, batch: int = 2000) -> Exported:
    """Write what may leave now to the stick.

    Raises:
        WireError: the stick is missing, full, read-only or gives back other bytes. Nothing is lost: what
            was written stays aboard until the hub's answer comes back.
    """
    folder = _folder(stick, "parcels")
    parcels = deposits = written = 0
    held_back = tablet.waiting_for_company()
    for many in tablet.deliverable(batch):
        for group in in_parcels(many):
            sequence = tablet.next_sequence()
            signed = pack(group, tablet.statement(), sequence, tablet.signing_key)
            write_verified(folder / f"{tablet.pairing.tablet}-{sequence:06d}.parcel", signed)
            tablet.vault.mark_carried(deposit.id for deposit in group)
            parcels, deposits, written = parcels + 1, deposits + len(group), written + len(signed)
    return Exported(parcels, deposits, written, held_back)


def import_answers(tablet: Tablet, stick: Path) -> Imported:
    """Take acknowledgements and a newer catalogue from the stick; other tablets' files are left alone."""
    answers = acknowledged = refused = 0
    problems: list[Refused] = []
    catalogue: int | None = None
    mine = {
        digest_of(signed) for _, signed in _files(stick / "kiosk" / "parcels", "parcel", problems, tablet)
    }
    for path, signed in _files(stick / "kiosk" / "answers", "answer", problems):
        if path.stem not in mine:
            continue
        try:
            now_acknowledged, now_refused = take_answer(tablet, signed, path.stem)
        except KioskError as error:
            problems.append(Refused(path.name, str(error)))
            continue
        answers += 1
        acknowledged, refused = acknowledged + now_acknowledged, refused + now_refused
    file = stick / "kiosk" / "catalogue.signed"
    if file.is_file():
        try:
            catalogue = tablet.apply_catalogue(_read(file)).catalogue.version
        except StaleError:
            pass  # the one in use is as new: a normal day
        except KioskError as error:
            problems.append(Refused(file.name, str(error)))
    return Imported(answers, acknowledged, refused, catalogue, tuple(problems))


def take_parcels(stick: Path, take: Callable[[bytes], bytes], catalogue: bytes | None) -> Taken:
    """The hub's side: `take` each parcel (`sync.hub.intake.Intake.take`), leave answers and a catalogue.

    Raises:
        WireError: the answers cannot be written.
    """
    problems: list[Refused] = []
    parcels = 0
    folder = _folder(stick, "answers")
    for path, signed in _files(stick / "kiosk" / "parcels", "parcel", problems):
        try:
            answer = take(signed)
        except KioskError as error:
            problems.append(Refused(path.name, str(error)))
            continue
        write_verified(folder / f"{digest_of(signed)}.answer", answer)
        parcels += 1
    if catalogue is not None:
        write_verified(stick / "kiosk" / "catalogue.signed", catalogue)
    return Taken(parcels, tuple(problems))


def clear_answered(tablet: Tablet, stick: Path) -> int:
    """Take this tablet's answered parcels and their answers off the stick; gives how many parcels."""
    problems: list[Refused] = []
    cleared = 0
    for path, signed in _files(stick / "kiosk" / "parcels", "parcel", problems, tablet):
        answer = stick / "kiosk" / "answers" / f"{digest_of(signed)}.answer"
        if answer.is_file():
            take_answer(tablet, _read(answer), digest_of(signed))
            path.unlink()
            answer.unlink()
            cleared += 1
    return cleared


def write_verified(path: Path, content: bytes, *, mode: int = 0o644) -> None:
    """Write, flush, read back, compare, rename. Raises `WireError`; nothing half-written has the name.

    The temporary name is drawn and must be new: a link that somebody left on the stick leads nowhere.
    """
    temporary = path.with_name(f".{secrets.token_hex(8)}.part")
    try:
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, mode)
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        if temporary.read_bytes() != content:
            temporary.unlink()
            raise WireError(
                f"The stick gives back other bytes than were written ({path.name}). Use another one."
            )
        temporary.replace(path)
        _sync_folder(path.parent)
    except OSError as error:
        raise WireError(f"{path} cannot be written: {error.strerror}. Use another stick.") from None


def _check_no_links(stick: Path) -> None:
    """Refuse a stick whose folders lead elsewhere."""
    for path in (stick / "kiosk", stick / "kiosk" / "parcels", stick / "kiosk" / "answers"):
        if path.is_symlink():
            raise WireError(f"{path} is a link to another place; this stick was tampered with.")


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _folder(stick: Path, name: str) -> Path:
    if not stick.is_dir():
        raise WireError(f"{stick} is not there. Plug the stick in and name its folder.")
    folder = stick / "kiosk" / name
    _check_no_links(stick)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise WireError(f"{folder} cannot be made: {error.strerror}.") from None
    return folder


def _files(
    folder: Path, ending: str, problems: list[Refused], tablet: Tablet | None = None
) -> list[tuple[Path, bytes]]:
    """Our files in `folder`, by name; links, folders and oversized files are reported and not read."""
    start = "" if tablet is None else f"{tablet.pairing.tablet}-"
    found: list[tuple[Path, bytes]] = []
    if not folder.is_dir():
        return found
    for path in sorted(folder.iterdir()):
        if path.suffix != f".{ending}" or not path.name.startswith(start) or path.name.startswith("."):
            continue
        try:
            found.append((path, _read(path)))
        except VaultError as error:
            problems.append(Refused(path.name, str(error)))
    return found


def _read(path: Path) -> bytes:
    try:
        if path.is_symlink() or not path.is_file():
            raise VaultError(f"{path.name} is not a file.")
        if path.stat().st_size > FILE_BYTES_MAX:
            raise VaultError(f"{path.name} is too large to be one of ours.")
        return path.read_bytes()
    except OSError as error:
        raise VaultError(f"{path.name} cannot be read: {error.strerror}.") from None


def is_writable_folder(folder: Path) -> bool:
    """Whether files can be written there; the folder is made if only it is missing."""
    try:
        folder.mkdir(exist_ok=True)
    except OSError:
        return False
    return os.access(folder, os.W_OK | os.X_OK)
