"""What was read from the platform, page by page on disk: a pull that was killed goes on at the next page.

``running/`` holds the pull under way, one file an answer; the page after the last file is the next one to
ask for, and its cursor stands in that file. ``last/`` holds the last pull that came to its end, to compare
with and to make drafts from without asking again. Pulls of some processes alone are kept apart from pulls of
all. ``files/`` holds pictures for all of them, by the digest of their address.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from kiosk.errors import KioskError, VaultError
from sync.decidim.document import A, Document
from sync.decidim.errors import PlatformError
from sync.decidim.whole_file import write_whole

RESUMED_WITHIN = timedelta(hours=20)
"""A pull that stopped longer ago starts anew: its first pages would tell of another day than its last."""
_FACTS = "pull.json"


class Run:
    """The answers of one pull."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @property
    def facts(self) -> dict[str, Any]:
        """What the pull was begun with: ``address``, ``version``, ``began``."""
        found: dict[str, Any] = json.loads((self.folder / _FACTS).read_bytes())
        return found

    def answer(self, key: str, document: Document[A], ask: Callable[[], A] | None = None) -> A:
        """The answer that is kept under `key`, or that `ask` gives now and is kept.

        Raises:
            PlatformError: `ask` failed.
            KeyError: nothing is kept, and there is nobody to ask.
        """
        path = self.folder / f"{key}.json"
        if path.exists():
            try:
                return document.answer.model_validate_json(path.read_bytes())
            except ValidationError:
                if ask is None:
                    raise VaultError(f"{path} is damaged. Pull again.") from None
        if ask is None:
            raise KeyError(key)
        answer = ask()
        write_whole(path, answer.model_dump_json(by_alias=True).encode())
        return answer


class Mirror:
    """Everything that is kept of pulls that ask for the same."""

    def __init__(self, shelf: Path, name: str = "all") -> None:
        """Keep it in the folder `shelf`, under `name`; it is made when something is kept."""
        self._shelf, folder = shelf, shelf / name
        self._running, self._last, self._old = folder / "running", folder / "last", folder / "old"

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Hold all that is kept of the platform while the block runs.

        Raises:
            VaultError: another pull is running.
        """
        self._shelf.mkdir(parents=True, exist_ok=True, mode=0o700)
        held = os.open(self._shelf / "pull.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            try:
                fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise VaultError("Another pull from the platform is running. Wait for it.") from None
            self._tidy()
            yield
        finally:
            os.close(held)

    def begin(self, facts: dict[str, str], now: datetime) -> tuple[Run, bool]:
        """The pull to work on, and whether it is one that was stopped.

        Args:
            facts: address, version and whatever else must be equal for answers to fit together.
            now: the present.
        """
        run = Run(self._running)
        try:
            held = run.facts
            began = datetime.fromisoformat(held.pop("began"))
            if held == facts and timedelta(0) <= now - began <= RESUMED_WITHIN:
                return run, True
        except (OSError, ValueError, KeyError, TypeError):
            pass
        shutil.rmtree(self._running, ignore_errors=True)
        began_at = now.astimezone(UTC).isoformat()
        write_whole(self._running / _FACTS, json.dumps(facts | {"began": began_at}).encode())
        return run, False

    def last(self) -> Run | None:
        """The last pull that came to its end."""
        return Run(self._last) if (self._last / _FACTS).exists() else None

    def finish(self) -> None:
        """Make the pull under way the last one."""
        if self._last.exists():
            self._last.rename(self._old)
        self._running.rename(self._last)
        shutil.rmtree(self._old, ignore_errors=True)

    def _tidy(self) -> None:
        """Settle what a kill between the steps of `finish` left."""
        if self._old.exists() and not self._last.exists():
            self._old.rename(self._last)
        shutil.rmtree(self._old, ignore_errors=True)

    def picture(self, run: Run, address: str, make: Callable[[], bytes]) -> bytes | str:
        """The picture of an address as the catalogue holds it, or the sentence why there is none.

        A refusal is kept with the pull `run`: the next one tries again.

        Raises:
            PlatformError: `make` could not fetch it just now.
        """
        # What changes from day to day behind the same file: signatures with an expiry.
        name = hashlib.sha256(address.partition("?")[0].encode()).hexdigest()[:32]
        path, refusal = self._shelf / "files" / f"{name}.jpg", run.folder / f"file.{name}.txt"
        if path.exists():
            return path.read_bytes()
        if refusal.exists():
            return refusal.read_text(encoding="utf-8")
        try:
            content = make()
        except KioskError as error:
            if isinstance(error, PlatformError) and error.passing:
                raise
            write_whole(refusal, str(error).encode())
            return str(error)
        write_whole(path, content)
        return content


def mirrors(shelf: Path) -> list[Mirror]:
    """Every mirror in `shelf` with a pull that came to its end, the oldest first."""
    found = [Mirror(shelf, path.parents[1].name) for path in shelf.glob(f"*/last/{_FACTS}")]
    begun = [(run.facts["began"], number) for number, one in enumerate(found) if (run := one.last())]
    return [found[number] for _, number in sorted(begun)]
