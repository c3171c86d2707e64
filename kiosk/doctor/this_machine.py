"""The device that the command runs on."""

from __future__ import annotations

import glob
import os
import shutil
import subprocess
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path

from kiosk.clock import system_clock
from kiosk.doctor.glass import own_glass
from kiosk.doctor.machine import FileState, Glass, HubAnswer

_COMMAND_SECONDS = 5.0
_READ_CHARACTERS = 200_000


class ThisMachine:
    """Reads, runs and writes for real. The hub is asked by whoever has a client for it."""

    def __init__(self, ask_hub: Callable[[str], HubAnswer]) -> None:
        self._ask_hub = ask_hub

    @property
    def environment(self) -> Mapping[str, str]:
        """The environment of the command."""
        return os.environ

    @property
    def glass(self) -> Glass | None:
        """The terminal of this process."""
        return own_glass()

    def now(self) -> datetime:
        """The machine's time."""
        return system_clock()

    def read(self, path: str) -> str | None:
        """A small text file."""
        try:
            with Path(path).open(encoding="utf-8", errors="replace") as file:
                return file.read(_READ_CHARACTERS)
        except OSError:
            return None

    def paths(self, pattern: str) -> Sequence[str]:
        """The paths that fit a pattern."""
        return sorted(glob.glob(pattern))  # noqa: PTH207 - the pattern is a whole path

    def run(self, *command: str) -> str | None:
        """What a command prints, in the language of programs."""
        program = shutil.which(command[0])
        if program is None:
            return None
        try:
            ran = subprocess.run(  # noqa: S603 - the commands are our own, and no shell reads them
                [program, *command[1:]],
                capture_output=True,
                timeout=_COMMAND_SECONDS,
                check=False,
                stdin=subprocess.DEVNULL,
                env={**os.environ, "LC_ALL": "C.UTF-8"},
            )
        except (OSError, subprocess.TimeoutExpired):
            return None
        return ran.stdout.decode(errors="replace") if ran.returncode == 0 else None

    def state(self, path: Path) -> FileState | None:
        """Permissions."""
        try:
            found = path.stat()
        except OSError:
            return None
        return FileState(found.st_mode & 0o7777, found.st_uid == os.geteuid())

    def free_bytes(self, folder: Path) -> int:
        """Room for a user who is not root."""
        return shutil.disk_usage(folder).free

    def write_through(self, folder: Path) -> str:
        """Write, sync the file and its folder, take it away."""
        probe = folder / f".kiosk-doctor-{os.getpid()}"
        try:
            descriptor = os.open(probe, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            try:
                os.write(descriptor, b"kiosk\n")
                os.fsync(descriptor)
            finally:
                os.close(descriptor)
                probe.unlink()
            at = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
            try:
                os.fsync(at)
            finally:
                os.close(at)
        except OSError as error:
            return error.strerror or type(error).__name__
        return ""

    def ask_hub(self, address: str) -> HubAnswer:
        """Ask a hub whether it is well."""
        return self._ask_hub(address)
