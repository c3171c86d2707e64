"""Files that only their owner may read, such as keys and shares."""

from __future__ import annotations

import os
from pathlib import Path


def write_secret(path: Path, content: bytes, *, replace: bool = False) -> None:
    """Write a file that only its owner may read, and that is on disk when this returns.

    Raises:
        OSError: it cannot be written, or it is there and `replace` is not set.
    """
    how = os.O_TRUNC if replace else os.O_EXCL
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | how, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
