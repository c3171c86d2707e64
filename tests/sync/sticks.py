"""Sticks that go wrong: a small one that is really mounted, and one whose system calls fail."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

import pytest

MIB = 1024 * 1024


@contextmanager
def mounted(folder: Path, size_bytes: int) -> Iterator[Path]:
    """A file system of its own of that size; skips the test where mounting is not allowed."""
    folder.mkdir()
    options = ["-t", "tmpfs", "-o", f"size={size_bytes}", "kiosk-test", str(folder)]
    done = subprocess.run(["mount", *options], capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.skip(f"mounting is not allowed here: {done.stderr.strip()}")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


def remount(folder: Path, how: str) -> None:
    """Turn a mounted stick ``ro`` or ``rw``, as its lock does."""
    subprocess.run(["mount", "-o", f"remount,{how}", str(folder)], check=True)


class Failing:
    """Lets the system refuse: after so many written files, with this error number."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, number: int, *, after_files: int = 0) -> None:
        self.left, self.number = after_files, number
        real = os.fdopen

        def fdopen(descriptor: int, mode: str = "r", *arguments: Any, **named: Any) -> IO[Any]:
            file = real(descriptor, mode, *arguments, **named)
            if "+" in mode or "w" in mode:
                if not self.left:
                    file.close()
                    raise OSError(self.number, os.strerror(self.number))
                self.left -= 1
            return file

        monkeypatch.setattr(os, "fdopen", fdopen)
