"""Sticks as they come in, on the machine that holds the hub: parcels taken, answers and catalogue written.

Nobody has to type anything at 19:00 with six tablets: a stick goes in, its line says what came and that
it may come out, and the table says which tablets are complete.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from kiosk.errors import KioskError
from kiosk.ids import TabletId
from kiosk.medium import Refused, shown
from kiosk.tablet import Status
from sync.hub.intake import Intake
from sync.hub.standing import SKEW_SECONDS_MAX, Standing, standings
from sync.hub.store import HubStore
from sync.parcel import unpack_answer
from sync.usb import take_parcels

MOUNTS = (Path("/media"), Path("/run/media"), Path("/mnt"))
"""Where Linux shows sticks."""
_DEEP = ("", "*", "*/*")
"""A stick is the named folder itself, or lies in it, or one below: /media/NAME/STICK."""
_COLUMNS = ("tablet", "name", "state", "cast", "here", "aside", "not here", "last contact", "clock", "")
_RIGHT = frozenset({"cast", "here", "aside", "not here"})
_NAME_CELLS = 28
_Mark = tuple[tuple[str, int, int], ...]


@dataclass(frozen=True)
class Stick:
    """What came of one stick."""

    place: str
    parcels: int = 0
    taken: Mapping[TabletId, int] = field(default_factory=dict)
    """Deposits on it that the hub holds now, by tablet."""
    set_aside: Mapping[TabletId, Mapping[str, int]] = field(default_factory=dict)
    """Reason to number of what is set aside, by tablet."""
    problems: tuple[Refused, ...] = ()

    def record(self) -> dict[str, object]:
        """As JSON can hold it."""
        return {
            "place": self.place,
            "parcels": self.parcels,
            "taken": dict(self.taken),
            "set_aside": {tablet: dict(because) for tablet, because in self.set_aside.items()},
            "problems": [{"file": problem.file, "sentence": problem.sentence} for problem in self.problems],
        }


@dataclass(frozen=True)
class Seen:
    """One look around."""

    sticks: tuple[Stick, ...]
    tablets: tuple[Standing, ...]

    @property
    def good(self) -> bool:
        """Whether every file on every stick was taken."""
        return not any(stick.problems for stick in self.sticks)

    def record(self) -> dict[str, object]:
        """As JSON can hold it."""
        return {
            "sticks": [stick.record() for stick in self.sticks],
            "tablets": [tablet.record() for tablet in self.tablets],
        }


class Watch:
    """Looks for sticks and takes each once, until it comes again with something new."""

    def __init__(self, store: HubStore, folders: Sequence[Path] = MOUNTS) -> None:
        """Take for `store` what appears in `folders`."""
        self._store, self._folders = store, folders
        self._intake = Intake(store)
        self._taken: dict[Path, tuple[_Mark, Stick]] = {}

    def look(self) -> Seen:
        """Take the sticks that are new; gives how everything stands."""
        present: dict[Path, tuple[_Mark, Stick]] = {}
        sticks: list[Stick] = []
        for path in self._sticks():
            mark = _mark(path)
            before = self._taken.get(path)
            stick = before[1] if before is not None and before[0] == mark else None
            if stick is None:
                stick, whole = self._take(path)
                if whole:
                    present[path] = (mark, stick)
            elif before is not None:
                present[path] = before
            sticks.append(stick)
        # What could not be read or written whole is tried again; a stick that went out is forgotten.
        self._taken = present
        by_name = sorted(standings(self._store), key=lambda standing: (standing.name, standing.tablet))
        return Seen(tuple(sticks), tuple(by_name))

    def _take(self, path: Path) -> tuple[Stick, bool]:
        taken: Counter[TabletId] = Counter()
        aside: dict[TabletId, Counter[str]] = {}

        def take(signed: bytes) -> bytes:
            answer = self._intake.take(signed, by_network=False)
            said = unpack_answer(answer, self._store.signing_key.verify_key)
            taken[said.tablet] += len(said.accepted)
            aside.setdefault(said.tablet, Counter()).update(said.refused.values())
            return answer

        newest = self._store.newest_catalogue()
        place = shown(str(path))
        try:
            done = take_parcels(path, take, newest[1] if newest else None)
        except KioskError as error:
            return Stick(place, 0, taken, aside, (Refused(place, str(error)),)), False
        return Stick(place, done.parcels, taken, aside, done.problems), True

    def _sticks(self) -> Iterator[Path]:
        """Folders that hold parcels of a kiosk; a link is not followed."""
        found: set[Path] = set()
        for folder in self._folders:
            for deep in _DEEP:
                with suppress(OSError):  # pulled out while we look, or another user's
                    found.update(folder.glob(deep) if deep else [folder])
        for path in sorted(found):
            with suppress(OSError):
                if not path.is_symlink() and (path / "kiosk" / "parcels").is_dir():
                    yield path


def _mark(stick: Path) -> _Mark:
    """What changes when somebody puts another parcel on the stick."""
    found: list[tuple[str, int, int]] = []
    with suppress(OSError):
        for path in (stick / "kiosk" / "parcels").iterdir():
            about = path.lstat()
            found.append((path.name, about.st_size, about.st_mtime_ns))
    return tuple(sorted(found))


def table(seen: Seen) -> str:
    """One look as lines of plain text: the sticks first, then every tablet."""
    names = {standing.tablet: standing.name for standing in seen.tablets}
    lines = [line for stick in seen.sticks for line in _stick_lines(stick, names)]
    if not seen.sticks:
        lines.append("No stick with parcels is plugged in.")
    lines.append("")
    rows = [_COLUMNS, *(_row(standing) for standing in seen.tablets)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(_COLUMNS))]
    for row in rows:
        cells = (
            cell.rjust(width) if name in _RIGHT else cell.ljust(width)
            for cell, width, name in zip(row, widths, _COLUMNS, strict=True)
        )
        lines.append("  ".join(cells).rstrip())
    complete = sum(standing.complete for standing in seen.tablets)
    lines += ["", f"All is here from {complete} of {len(seen.tablets)} tablets."]
    return "\n".join(lines)


def _stick_lines(stick: Stick, names: Mapping[TabletId, str]) -> Iterator[str]:
    for tablet in sorted(stick.taken.keys() | stick.set_aside.keys()):
        because = stick.set_aside.get(tablet, {})
        reasons = ", ".join(f"{number} {reason}" for reason, number in sorted(because.items()))
        aside = sum(because.values())
        yield (
            f"{stick.place}: {_cut(names.get(tablet, tablet))}: {stick.taken.get(tablet, 0)} taken, "
            f"{aside} set aside{f' ({reasons})' if reasons else ''}"
        )
    for problem in stick.problems:
        yield f"{stick.place}: PROBLEM {problem.file}: {problem.sentence}"
    if not stick.problems:
        yield f"{stick.place}: answers and catalogue are on it. It may be pulled out."


def _row(standing: Standing) -> tuple[str, ...]:
    contact = standing.last_contact
    skew = standing.skew_seconds
    clock = "" if skew is None else f"{skew:+d} s" + (" WRONG" if abs(skew) > SKEW_SECONDS_MAX else "")
    if standing.revoked:
        word = "REVOKED"
    elif standing.status is None:
        word = "not heard from yet"
    else:
        whole = "complete" if standing.status == Status.CLOSED else "all here, not closed"
        word = whole if standing.complete else f"{standing.not_here} NOT HERE"
    return (
        standing.tablet,
        _cut(standing.name),
        " ".join(part for part in (standing.mode, standing.status) if part),
        str(standing.cast),
        str(standing.here),
        str(standing.set_aside),
        str(standing.not_here),
        f"{contact.astimezone():%Y-%m-%d %H:%M}" if contact else "",
        clock,
        word,
    )


def _cut(name: str) -> str:
    clean = shown(name)
    return clean if len(clean) <= _NAME_CELLS else clean[: _NAME_CELLS - 1] + "…"
