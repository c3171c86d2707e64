"""One running kiosk for one tablet: two visits at a time on one vault are not what it was made for."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kiosk.errors import VaultError

_FILE = "running.lock"


@contextmanager
def only_one(folder: Path) -> Iterator[None]:
    """Hold the tablet's `folder` while the block runs. The system lets go of it however the process ends.

    Raises:
        VaultError: another process holds it, or the folder cannot be written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        held = os.open(folder / _FILE, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise VaultError(f"{folder / _FILE} cannot be written: {error.strerror}.") from None
    try:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise VaultError("This tablet is already running in another window.") from None
        yield
    finally:
        os.close(held)
