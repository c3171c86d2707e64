"""A device made of words, in which all is well until a test says otherwise."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from fnmatch import fnmatch
from pathlib import Path

from kiosk.doctor.check import Check, Verdict
from kiosk.doctor.machine import FileState, HubAnswer
from tests.world import NOON

VOICES = """Pty Language       Age/Gender VoiceName          File                 Other Languages
 5  en-gb           --/M      English_(Great_Britain) gmw/en     (en 2)
 5  fr-fr           --/M      French_(France)    roa/fr           (fr 5)
 5  es              --/M      Spanish_(Spain)    roa/es
 5  ca              --/M      Catalan            roa/ca
"""
MOUNTS = """proc /proc proc rw 0 0
/dev/mapper/root / ext4 rw,relatime 0 0
tmpfs /run tmpfs rw 0 0
/dev/sdb1 /media/stick\\040one vfat rw 0 0
"""
ANSWERS = b"\x1b[?1000;2$y\x1b[?1006;2$y\x1b[?62;22c"


@dataclass
class FakeGlass:
    """A terminal that answers as it is told to."""

    cells: tuple[int, int] = (98, 26)
    answer: bytes = ANSWERS
    asked: bytes = b""

    def ask(self, question: bytes) -> bytes:
        """Keep the question."""
        self.asked += question
        return self.answer


@dataclass
class FakeMachine:
    """A tablet on which everything is as it should be."""

    environment: Mapping[str, str] = field(
        default_factory=lambda: {"TERM": "foot", "COLORTERM": "truecolor", "LANG": "fr_FR.UTF-8"}
    )
    glass: FakeGlass | None = field(default_factory=FakeGlass)
    time: datetime = NOON
    files: dict[str, str] = field(
        default_factory=lambda: {
            "/proc/mounts": MOUNTS,
            "/proc/meminfo": "MemTotal: 2000000 kB\nMemAvailable:    1024000 kB\n",
            "/proc/swaps": "Filename Type Size Used Priority\n",
            "/proc/asound/cards": " 0 [PCH ]: HDA-Intel\n",
            "/sys/class/power_supply/BAT0/type": "Battery\n",
            "/sys/class/power_supply/BAT0/capacity": "90\n",
            "/sys/class/power_supply/BAT0/status": "Discharging\n",
            "/sys/class/power_supply/AC/type": "Mains\n",
        }
    )
    commands: dict[str, str | None] = field(
        default_factory=lambda: {
            "fc-list": "DejaVu Sans Mono\n",
            "espeak-ng": VOICES,
            "timedatectl": "Timezone=Europe/Paris\nNTP=yes\nNTPSynchronized=yes\n",
            "lsblk": "lvm\ncrypt\npart\ndisk\n",
        }
    )
    states: dict[str, FileState] = field(default_factory=dict)
    free: int = 20 * 2**30
    refusal: str = ""
    hub: HubAnswer = field(default_factory=lambda: HubAnswer(200, NOON))
    ran: list[tuple[str, ...]] = field(default_factory=list)

    def now(self) -> datetime:
        """The time that was set."""
        return self.time

    def read(self, path: str) -> str | None:
        """A file of the device."""
        return self.files.get(path)

    def paths(self, pattern: str) -> Sequence[str]:
        """Folders of its files that fit."""
        return sorted(
            {str(Path(name).parent) for name in self.files if fnmatch(str(Path(name).parent), pattern)}
        )

    def run(self, *command: str) -> str | None:
        """A command of the device."""
        self.ran.append(command)
        return self.commands.get(command[0])

    def state(self, path: Path) -> FileState | None:
        """All that was not said otherwise is there, and private."""
        return self.states.get(str(path), FileState(0o600 if path.suffix else 0o700, True))

    def free_bytes(self, folder: Path) -> int:
        """The room that was set."""
        return self.free

    def write_through(self, folder: Path) -> str:
        """The refusal that was set."""
        return self.refusal

    def ask_hub(self, address: str) -> HubAnswer:
        """The answer that was set."""
        return self.hub


def verdicts(checks: Iterable[Check]) -> dict[str, Verdict]:
    """The verdict of each; every finding that is not good says what to do, and every name comes once."""
    listed = list(checks)
    named = {check.name: check.verdict for check in listed}
    assert len(named) == len(listed)
    for check in listed:
        assert check.found.endswith(".")
        assert bool(check.todo) == (check.verdict is not Verdict.GOOD), check
    return named
