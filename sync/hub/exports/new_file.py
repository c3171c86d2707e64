"""Files that leave the hub: whole or not at all, for their owner alone, and never over another one."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from kiosk.errors import UsageError


@contextmanager
def new_file(path: Path) -> Iterator[BinaryIO]:
    """Write a file that appears under its name only when it is complete and on disk.

    Raises:
        UsageError: the name is taken, or cannot be written.
    """
    check_free(path)
    part = path.with_name(f".{path.name}.part")
    try:
        # What an earlier run left behind when it was killed is no file of anybody's.
        part.unlink(missing_ok=True)
        descriptor = os.open(part, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as error:
        raise UsageError(f"{path} cannot be written: {error.strerror}.") from None
    try:
        with os.fdopen(descriptor, "w+b") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        check_free(path)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def check_free(*paths: Path) -> None:
    """Raise `UsageError` for the first of `paths` that is there already, before any work is done."""
    for path in paths:
        if path.exists() or path.is_symlink():
            raise UsageError(f"{path} is there already, and is never written over. Name another file.")
