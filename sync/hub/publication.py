"""Publishing a count: its papers are checked against the signed minutes and put where the public pages read.

The folder of a vote appears whole, by a rename: whoever reads meets the papers of one count or none.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import os
import re
import secrets
import shutil
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from kiosk.catalogue.parts import Slug
from kiosk.errors import CountError, FormatError, SignatureError
from kiosk.pabulib.read import parse
from kiosk.receipts import Receipt
from kiosk.signed import VerifyKey, verify
from sync.hub.paper.minutes_content import Minutes, read_minutes
from sync.hub.store import HubStore

MINUTES, SIGNED, PDF = "minutes.json", "minutes.signed", "minutes.pdf"
RECEIPTS, SET_ASIDE = "receipts.csv", "set-aside.csv"
_ALWAYS = (MINUTES, SIGNED, PDF, RECEIPTS, SET_ASIDE)
_BYTES_MAX = 256 * 2**20
"""Of one paper: a .pb of a million ballots has far less."""
_SLUG = TypeAdapter(Slug)
_PB = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,129}\.pb")


@dataclass(frozen=True)
class Publication:
    """The papers of one count, as everybody may read them."""

    folder: Path
    minutes: Minutes
    names: tuple[str, ...]
    """The files that can be had, the minutes first."""

    def paper(self, name: str) -> bytes | None:
        """The content of a paper; None: there is none of that name, or it was taken away just now."""
        if name not in self.names:
            return None
        try:
            return (self.folder / name).read_bytes()
        except OSError:
            return None

    @cached_property
    def receipts(self) -> frozenset[str]:
        """Receipts of the ballots that went into the box."""
        return frozenset(self.sorted_receipts)

    @cached_property
    def sorted_receipts(self) -> tuple[str, ...]:
        """The same, in the order of the list. Raises `FormatError` when it is not what was signed."""
        return _checked_receipts(self.paper(RECEIPTS) or b"", self.minutes)

    @cached_property
    def set_aside(self) -> Mapping[str, tuple[str, ...]]:
        """Receipt to the reasons it was set aside for; without what nobody knows the receipts of."""
        found: dict[str, tuple[str, ...]] = {}
        for row in self._set_aside_rows:
            if row["receipt"]:
                found[row["receipt"]] = (*found.get(row["receipt"], ()), row["reason"])
        return found

    @cached_property
    def invalid(self) -> Mapping[str, int]:
        """Ballots set aside after the cut, reason to number: nobody knows whose they are."""
        return {row["reason"]: int(row["number"]) for row in self._set_aside_rows if not row["receipt"]}

    @cached_property
    def _set_aside_rows(self) -> list[dict[str, str]]:
        return _checked_set_aside(self.paper(SET_ASIDE) or b"", self.minutes)

    def says(self, receipt: Receipt) -> str | None:
        """The reason it was set aside for, "" when it was counted, None when it is not on the list."""
        if receipt in self.receipts:
            return ""
        return next(iter(self.set_aside.get(receipt, ())), None)


class Publications:
    """What is published at a hub; read again when it changes."""

    def __init__(self, store: HubStore) -> None:
        self._folder, self._key = published_folder(store), store.signing_key.verify_key
        self._mode = store.mode.value
        self._read: dict[str, tuple[tuple[int, int], Publication | None]] = {}

    def all(self) -> list[Publication]:
        """Every published count, by activity."""
        try:
            names = sorted(path.name for path in self._folder.iterdir() if path.is_dir())
        except OSError:
            return []
        return [found for name in names if (found := self.of(name)) is not None]

    def of(self, activity: str) -> Publication | None:
        """The published count of a vote; None: there is none, or what lies there is not what was signed."""
        if not _is_slug(activity):
            return None
        folder = self._folder / activity
        try:
            state = folder.stat()
        except OSError:
            return None
        version = (state.st_ino, state.st_mtime_ns)
        known = self._read.get(activity)
        if known is None or known[0] != version:
            known = (version, self._opened(folder, activity))
            self._read[activity] = known
        return known[1]

    def _opened(self, folder: Path, activity: str) -> Publication | None:
        try:
            minutes = _checked_minutes(
                (folder / MINUTES).read_bytes(),
                (folder / SIGNED).read_bytes(),
                activity,
                self._mode,
                self._key,
            )
            here = {path.name for path in folder.iterdir() if path.is_file()}
        except (OSError, FormatError, SignatureError, CountError):
            return None
        names = [name for name in _ALWAYS if name in here] + sorted(filter(_PB.fullmatch, here))
        return Publication(folder, minutes, tuple(names))


def published_folder(store: HubStore) -> Path:
    """Where the papers of published counts are: one folder a vote."""
    return store.folder.path / "published"


def publish_papers(store: HubStore, activity: str, source: Path) -> Path:
    """Publish the papers that `kiosk count` wrote into `source`; an earlier publication gives way to it.

    Raises:
        SignatureError: this hub did not sign these minutes, or they were altered.
        CountError: the papers are of another vote or mode, or one is missing, or the disk refuses.
        FormatError: a paper does not parse, or does not agree with the minutes. Nothing is published then.
    """
    papers = _checked_papers(store, activity, source)
    folder = published_folder(store)
    target, new, old = (folder / name for name in (activity, _hidden("new"), _hidden("old")))
    try:
        new.mkdir(parents=True)
        for name, content in papers.items():
            with (new / name).open("xb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
        if target.exists():
            target.rename(old)
        new.rename(target)
        _sync_folder(folder)
    except OSError as error:
        raise CountError(f"The papers cannot be published in {folder}: {error.strerror}.") from None
    finally:
        if old.exists() and not target.exists():
            old.rename(target)
        for left in (new, old):
            shutil.rmtree(left, ignore_errors=True)
    store.log("published", activity)
    return target


def _hidden(kind: str) -> str:
    # The ids of a catalogue begin with a letter or a figure: no reader takes this for a vote.
    return f".{kind}-{secrets.token_hex(8)}"


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _checked_papers(store: HubStore, activity: str, source: Path) -> dict[str, bytes]:
    papers = {name: _paper(source / name) for name in _ALWAYS}
    key = store.signing_key.verify_key
    minutes = _checked_minutes(papers[MINUTES], papers[SIGNED], activity, store.mode.value, key)
    for contest in minutes.contests:
        name = f"{activity}-{contest.quartier}.pb" if contest.quartier else f"{activity}.pb"
        papers[name] = _paper(source / name)
        file = parse(_text(papers[name], name), name)
        if len(file.votes) != contest.ballots - contest.blank:
            raise FormatError(
                f"{name} has {len(file.votes)} ballots and the minutes have others. Count again."
            )
    _checked_receipts(papers[RECEIPTS], minutes)
    _checked_set_aside(papers[SET_ASIDE], minutes)
    return papers


def _checked_minutes(encoded: bytes, signed: bytes, activity: str, mode: str, key: VerifyKey) -> Minutes:
    if verify(signed, "minutes", key) != encoded:
        raise SignatureError(f"{MINUTES} is not what was signed: it was altered. Count again.")
    try:
        minutes = read_minutes(json.loads(encoded))
    except (ValueError, RecursionError):
        raise FormatError(f"{MINUTES} does not parse.") from None
    if minutes.activity.id != activity:
        raise CountError(f"These are the papers of {minutes.activity.id} and not of {activity}.")
    if minutes.mode != mode:
        raise CountError(f"These are papers of {minutes.mode} mode; this hub is of {mode} mode.")
    return minutes


def _checked_receipts(content: bytes, minutes: Minutes) -> tuple[str, ...]:
    listed = sorted(row["receipt"] for row in _rows(content))
    if hashlib.sha256("\n".join(listed).encode()).hexdigest() != minutes.receipts_digest:
        raise FormatError(f"{RECEIPTS} is not the list that the minutes speak of. Count again.")
    return tuple(listed)


def _checked_set_aside(content: bytes, minutes: Minutes) -> list[dict[str, str]]:
    rows = _rows(content)
    reasons: Counter[str] = Counter()
    for row in rows:
        reasons[row["reason"]] += int(row["number"])
    if reasons != {line.reason: line.number for line in minutes.set_aside}:
        raise FormatError(f"{SET_ASIDE} is not the list that the minutes speak of. Count again.")
    return rows


def _paper(path: Path) -> bytes:
    try:
        if not path.is_symlink() and path.is_file() and path.stat().st_size <= _BYTES_MAX:
            return path.read_bytes()
    except OSError:
        pass
    raise CountError(f"{path} is missing or is no paper of a count. Name the folder that kiosk count wrote.")


def _rows(content: bytes) -> list[dict[str, str]]:
    """The lines of one of our tables, header left out."""
    reader = csv.DictReader(io.StringIO(_text(content, "A list of the count")))
    try:
        rows = list(reader)
    except csv.Error:
        raise FormatError("A list of the count does not parse.") from None
    wanted = {"receipt"} if reader.fieldnames == ["receipt"] else {"receipt", "reason", "number"}
    if any(row.keys() != wanted or not row.get("number", "1").isdecimal() for row in rows):
        raise FormatError("A list of the count does not parse.")
    return rows


def _text(content: bytes, name: str) -> str:
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        raise FormatError(f"{name} is not UTF-8.") from None


def _is_slug(text: str) -> bool:
    try:
        _SLUG.validate_python(text)
    except ValidationError:
        return False
    return True
