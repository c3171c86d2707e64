"""Disks that go wrong under a vault: full at any byte, read-only, with flipped bytes."""

from __future__ import annotations

import resource
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PAGE_BYTES = 4096


@contextmanager
def full_from(size_bytes: int) -> Iterator[None]:
    """No file of this process grows beyond that size meanwhile: a write gets a part of its bytes or EFBIG.

    The limit is the process's own and Python ignores the signal that comes with it (SIGXFSZ).
    """
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size_bytes, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def flip_page(path: Path, page: int, value: int) -> None:
    """Spoil a page of a database: every 7th of its bytes is another one."""
    with path.open("r+b") as file:
        file.seek(page * PAGE_BYTES)
        content = bytearray(file.read(PAGE_BYTES))
        for place in range(0, len(content), 7):
            content[place] ^= value
        file.seek(page * PAGE_BYTES)
        file.write(content)
