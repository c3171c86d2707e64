"""What may be asked of a device. Everything that has to do with the world comes in through here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol


@dataclass(frozen=True)
class FileState:
    """A file or a folder, as the system sees it."""

    mode: int
    """Permission bits."""
    is_ours: bool
    """Whether it belongs to the user that asks."""


@dataclass(frozen=True)
class HubAnswer:
    """What a hub answered, or why it did not."""

    status: int = 0
    """HTTP status; 0 without an answer."""
    date: datetime | None = None
    """What its clock says."""


class Glass(Protocol):
    """The terminal that the command runs in."""

    @property
    def cells(self) -> tuple[int, int]:
        """Columns and lines."""

    def ask(self, question: bytes) -> bytes:
        """Send a question and give everything that comes back, until the terminal has said what it is."""


class Machine(Protocol):
    """A device."""

    @property
    def environment(self) -> Mapping[str, str]:
        """The environment of the command."""

    @property
    def glass(self) -> Glass | None:
        """Its terminal; None where input or output is something else."""

    def now(self) -> datetime:
        """The time, aware."""

    def read(self, path: str) -> str | None:
        """A small text file; None where there is none to read."""

    def paths(self, pattern: str) -> Sequence[str]:
        """The paths that fit a pattern, sorted."""

    def run(self, *command: str) -> str | None:
        """What a command prints; None where it is not installed, fails or takes too long."""

    def state(self, path: Path) -> FileState | None:
        """Permissions; None where there is no such thing."""

    def free_bytes(self, folder: Path) -> int:
        """Room on the disk of a folder."""

    def write_through(self, folder: Path) -> str:
        """Write a file, bring it to the disk, take it away; gives why that failed, or nothing."""

    def ask_hub(self, address: str) -> HubAnswer:
        """Ask a hub whether it is well; never longer than some seconds."""
