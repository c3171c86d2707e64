"""Carrying by USB stick: the same bytes as by network, as files.

On the stick, in the folder ``kiosk``::

    parcels/<tablet>-<sequence>.parcel     from the tablet
    answers/<digest of the parcel>.answer  from the hub
    catalogue.signed                       from the hub

Every file is written under another name, flushed, read back and compared, and only then renamed: a
stick that is pulled out leaves whole files or none.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from kiosk.carrying import Way, note_failure, note_success, note_waiting
from kiosk.errors import KioskError, StaleError
from kiosk.medium import (
    Refused,
    check_stick,
    files_on,
    folder_on,
    is_writable_folder,
    read_plain,
    shown,
    stick_error,
    write_verified,
)
from kiosk.tablet import Tablet
from kiosk.vault.store import Deposit
from sync.answers import take_answer
from sync.courier import in_parcels
from sync.parcel import digest_of, pack
from sync.telling import told_by

__all__ = [
    "Exported",
    "Imported",
    "Refused",
    "Taken",
    "clear_answered",
    "export_parcels",
    "import_answers",
    "is_writable_folder",
    "take_parcels",
    "write_verified",
]


@dataclass(frozen=True)
class Exported:
    """What was written to a stick."""

    parcels: int
    """Files; one of them holds the tablet's statement alone when there was nothing to carry."""
    deposits: int
    bytes_written: int
    held_back: int
    total: int = 0
    """Deposits that were to be written when it began."""
    stopped: bool = False
    """Whether it was cancelled: the rest is aboard and goes next time."""


@dataclass(frozen=True)
class Imported:
    """What was read from a stick."""

    answers: int = 0
    acknowledged: int = 0
    refused: int = 0
    refused_because: Mapping[str, int] = field(default_factory=dict)
    """Reason to number, of what the hub set aside now."""
    catalogue: int | None = None
    problems: tuple[Refused, ...] = ()


@dataclass(frozen=True)
class Taken:
    """What the hub took from a stick."""

    parcels: int
    problems: tuple[Refused, ...]


def export_parcels(
    tablet: Tablet,
    stick: Path,
    *,
    batch: int = 2000,
    report: Callable[[Exported], None] = lambda _exported: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> Exported:
    """Write what may leave now to the stick, each parcel read back from it; how it went is kept in the vault.

    With nothing to carry, the tablet's statement goes alone: the hub hears what is still aboard, as it
    does by network.

    Args:
        tablet: whose deposits.
        stick: the stick's folder.
        batch: the most deposits in a parcel.
        report: is told how far it has come, after each parcel.
        cancelled: is asked before each parcel.

    Raises:
        StickError: the stick is missing, full, read-only, pulled out or gives back other bytes. Nothing is
            lost: what was written stays aboard until the hub's answer comes back.
    """
    try:
        note_waiting(tablet)
        return _export(tablet, stick, batch, report, cancelled)
    except KioskError as error:
        note_failure(tablet, Way.STICK, error)
        raise


def _export(
    tablet: Tablet,
    stick: Path,
    batch: int,
    report: Callable[[Exported], None],
    cancelled: Callable[[], bool],
) -> Exported:
    folder = folder_on(stick, "parcels")
    total, _ = tablet.deliverable_size()
    so_far = Exported(0, 0, 0, tablet.waiting_for_company(), total)
    report(so_far)
    for group in _groups(tablet, batch):
        if cancelled():
            return replace(so_far, stopped=True)
        sequence = tablet.next_sequence()
        signed = pack(group, told_by(tablet), sequence, tablet.signing_key)
        write_verified(folder / f"{tablet.pairing.tablet}-{sequence:06d}.parcel", signed)
        tablet.vault.mark_carried(deposit.id for deposit in group)
        so_far = replace(
            so_far,
            parcels=so_far.parcels + 1,
            deposits=so_far.deposits + len(group),
            bytes_written=so_far.bytes_written + len(signed),
        )
        report(so_far)
    return so_far


def _groups(tablet: Tablet, batch: int) -> Iterator[list[Deposit]]:
    """What goes into each parcel; one without deposits when there are none."""
    empty = True
    for many in tablet.deliverable(batch):
        for group in in_parcels(many):
            empty = False
            yield group
    if empty:
        yield []


def import_answers(tablet: Tablet, stick: Path) -> Imported:
    """Take acknowledgements and a newer catalogue from the stick; other tablets' files are left alone.

    Raises:
        StickError: the stick is not there, was pulled out, or leads elsewhere. What was taken stays taken,
            and taking it again changes nothing.
    """
    problems: list[Refused] = []
    try:
        check_stick(stick)
        imported = _import(tablet, stick, problems)
    except KioskError as error:
        note_failure(tablet, Way.STICK, error)
        raise
    if imported.answers:
        note_success(tablet, Way.STICK, acknowledged=imported.acknowledged, refused=imported.refused)
    return imported


def _import(tablet: Tablet, stick: Path, problems: list[Refused]) -> Imported:
    answers = acknowledged = refused = 0
    because: Counter[str] = Counter()
    catalogue: int | None = None
    mine = {digest_of(signed) for _, signed in _own_parcels(tablet, stick, problems)}
    for path, signed in files_on(stick / "kiosk" / "answers", "answer", "", problems):
        if path.stem not in mine:
            continue
        try:
            answered = take_answer(tablet, signed, path.stem)
        except KioskError as error:
            problems.append(Refused(path.name, str(error)))
            continue
        answers += 1
        acknowledged, refused = acknowledged + answered.acknowledged, refused + answered.refused
        because += Counter(answered.refused_because)
    file = stick / "kiosk" / "catalogue.signed"
    if file.is_symlink() or file.exists():
        try:
            catalogue = tablet.apply_catalogue(read_plain(file)).catalogue.version
        except StaleError:
            pass  # the one in use is as new: a normal day
        except KioskError as error:
            problems.append(Refused(file.name, str(error)))
    return Imported(answers, acknowledged, refused, dict(because), catalogue, tuple(problems))


def take_parcels(stick: Path, take: Callable[[bytes], bytes], catalogue: bytes | None) -> Taken:
    """The hub's side: `take` each parcel (`sync.hub.intake.Intake.take`), leave answers and a catalogue.

    Raises:
        StickError: the parcels cannot be read any longer or the answers cannot be written. What the hub took
            stays taken; it answers again when the parcels come again.
    """
    problems: list[Refused] = []
    parcels = 0
    folder = folder_on(stick, "answers")
    for path, signed in files_on(stick / "kiosk" / "parcels", "parcel", "", problems):
        try:
            answer = take(signed)
        except KioskError as error:
            problems.append(Refused(shown(path.name), str(error)))
            continue
        write_verified(folder / f"{digest_of(signed)}.answer", answer)
        parcels += 1
    if catalogue is not None:
        write_verified(stick / "kiosk" / "catalogue.signed", catalogue)
    return Taken(parcels, tuple(problems))


def clear_answered(tablet: Tablet, stick: Path) -> int:
    """Take this tablet's answered parcels and their answers off the stick; gives how many parcels.

    Raises:
        StickError: they cannot be taken off.
    """
    problems: list[Refused] = []
    check_stick(stick)
    cleared = 0
    for path, signed in _own_parcels(tablet, stick, problems):
        answer = stick / "kiosk" / "answers" / f"{digest_of(signed)}.answer"
        if answer.is_file():
            take_answer(tablet, read_plain(answer), digest_of(signed))
            try:
                path.unlink()
                answer.unlink()
            except OSError as error:
                raise stick_error(error, f"{shown(path.name)} cannot be taken off") from None
            cleared += 1
    return cleared


def _own_parcels(tablet: Tablet, stick: Path, problems: list[Refused]) -> Iterator[tuple[Path, bytes]]:
    return files_on(stick / "kiosk" / "parcels", "parcel", f"{tablet.pairing.tablet}-", problems)
