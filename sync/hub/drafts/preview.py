"""Pictures of a draft by the real screens, which live in another room: a child process draws them.

One at a time on this hub, bounded in time, and kept by the digest of what they show.
"""

from __future__ import annotations

import fcntl
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from kiosk.errors import ReasonedError
from sync.hub.drafts.content import Content, digest
from sync.hub.drafts.publication import base, with_draft
from sync.hub.drafts.shelf import Shelf
from sync.hub.store import HubStore

PREVIEW_SECONDS = 60.0
"""A drawing that takes longer is stopped."""
KEPT = 30
"""Sets of pictures that stay, the newest."""
SIZES = ("98x26", "40x12")
SCREENS = ("home", "consultation", "projects", "project")
_NAME = re.compile(rf"({'|'.join(SCREENS)})-({'|'.join(SIZES)})\.svg")
_DIGEST = re.compile(r"[0-9a-f]{32}")
_LOOK_SECONDS = 0.2


class PreviewError(ReasonedError):
    """No pictures: ``busy``, ``slow``, ``refused`` (the sentence says why) or ``failed``."""


class Previews:
    """The pictures of one hub's drafts."""

    def __init__(
        self,
        store: HubStore,
        shelf: Shelf,
        *,
        program: Sequence[str] = (sys.executable, "-m", "kiosk.cli"),
        seconds: float = PREVIEW_SECONDS,
    ) -> None:
        """Draw with `program`, which understands ``catalogue preview``."""
        self._store, self._shelf = store, shelf
        self._program, self._seconds = tuple(program), seconds
        self._folder = store.folder.path / "previews"

    def key(self, content: Content, language: str) -> str:
        """What is equal when pictures show the same."""
        return digest([self._catalogue(content), language])

    def drawn(self, key: str) -> list[str]:
        """The names of the pictures that are there; empty: none were drawn."""
        if not _DIGEST.fullmatch(key):
            return []
        folder = self._folder / key
        found = {path.name for path in folder.glob("*.svg")} if folder.is_dir() else set()
        names = (f"{screen}-{size}.svg" for size in SIZES for screen in SCREENS)
        return [name for name in names if name in found]

    def picture(self, key: str, name: str) -> bytes | None:
        """The SVG of that name."""
        if not _DIGEST.fullmatch(key) or not _NAME.fullmatch(name):
            return None
        try:
            return (self._folder / key / name).read_bytes()
        except OSError:
            return None

    def draw(self, content: Content, language: str) -> str:
        """Draw, unless it was drawn before; gives the key.

        Raises:
            PreviewError: there are no pictures, and why.
        """
        key = self.key(content, language)
        if self.drawn(key):
            return key
        with self._alone():
            if not self.drawn(key):
                self._draw(key, content, language)
        return key

    # -- inside ----------------------------------------------------------------------------------

    def _catalogue(self, content: Content) -> dict[str, object]:
        _, held = base(self._store, self._shelf)
        # Neither digests of codes nor prints of PINs are anything to draw.
        catalogue = with_draft({**content, "codes": []})(held) | {"codes": [], "accounts": []}
        return catalogue | {"mode": self._store.mode.value}

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Hold the right to draw; the system lets go of it however the process ends."""
        self._folder.mkdir(mode=0o700, exist_ok=True)
        held = os.open(self._folder / "drawing.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            deadline = time.monotonic() + self._seconds
            while True:
                try:
                    fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
                except BlockingIOError:
                    if time.monotonic() > deadline:
                        raise PreviewError("busy") from None
                    time.sleep(_LOOK_SECONDS)
                else:
                    break
            yield
        finally:
            os.close(held)

    def _draw(self, key: str, content: Content, language: str) -> None:
        with tempfile.TemporaryDirectory(prefix="drawing-", dir=self._folder) as folder:
            draft, out = Path(folder) / "draft.json", Path(folder) / "out"
            draft.write_text(json.dumps(self._catalogue(content)), encoding="utf-8")
            wanted = ["--consultation", content["consultation"]["id"], "--language", language]
            command = [*self._program, "catalogue", "preview", str(draft), "--out", str(out), *wanted]
            try:
                done = subprocess.run(  # noqa: S603 - our own program
                    command, capture_output=True, timeout=self._seconds, check=False
                )
            except subprocess.TimeoutExpired:
                raise PreviewError("slow") from None
            except OSError:
                raise PreviewError("failed") from None
            if done.returncode:
                said = done.stderr.decode(errors="replace").strip().splitlines()
                raise PreviewError("refused" if done.returncode == 1 else "failed", said[-1] if said else "")
            if not out.is_dir():
                raise PreviewError("failed")
            place = self._folder / key
            shutil.rmtree(place, ignore_errors=True)
            out.rename(place)
        self._forget()

    def _forget(self) -> None:
        sets = [path for path in self._folder.iterdir() if _DIGEST.fullmatch(path.name)]
        sets.sort(key=lambda path: path.stat().st_mtime, reverse=True)
        for old in sets[KEPT:]:
            shutil.rmtree(old, ignore_errors=True)
