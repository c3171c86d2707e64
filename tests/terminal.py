"""A real terminal for tests: the program runs in a pty, pyte is the glass, mouse bytes are the finger."""

from __future__ import annotations

import fcntl
import os
import pty
import select
import signal
import struct
import subprocess
import termios
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import TracebackType

import pyte

KEYS = {
    "enter": "\r",
    "tab": "\t",
    "shift+tab": "\x1b[Z",
    "escape": "\x1b",
    "backspace": "\x7f",
    "space": " ",
    "up": "\x1b[A",
    "down": "\x1b[B",
    "right": "\x1b[C",
    "left": "\x1b[D",
    "f1": "\x1bOP",
    "ctrl+\\": "\x1c",
    **{f"ctrl+{letter}": chr(ord(letter) - 96) for letter in "abcdefghijklmnopqrstuvwxyz"},
}
_CHUNK = 65536
_POLL_SECONDS = 0.05


class NotSeenError(AssertionError):
    """What was waited for did not appear; the message shows the screen."""


class TerminalSession:
    """A program in a terminal of `columns` x `lines`.

    ``wait_for`` is the only way to wait: it reads until the screen shows what is expected, so that a
    slow machine makes a test slower and never wrong.
    """

    def __init__(
        self,
        command: Sequence[str],
        *,
        columns: int = 80,
        lines: int = 24,
        env: Mapping[str, str] | None = None,
        cwd: Path | None = None,
    ) -> None:
        """Start `command`; its three streams are the terminal (Textual paints through stderr)."""
        self.output = b""
        """Every byte the program has written."""
        self.screen = pyte.Screen(columns, lines)
        self._stream = pyte.ByteStream(self.screen)
        self._master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))
        environment = {
            **{name: value for name, value in os.environ.items() if name not in ("COLUMNS", "LINES")},
            "TERM": "xterm-256color",
            "COLORTERM": "truecolor",
            "PYTHONUNBUFFERED": "1",
            **(env or {}),
        }
        self.process = subprocess.Popen(
            list(command),
            stdin=slave,
            stdout=slave,
            stderr=slave,
            env=environment,
            cwd=cwd,
            start_new_session=True,
            close_fds=True,
        )
        os.close(slave)

    # -- the glass

    def screen_lines(self) -> list[str]:
        """What is shown now, line by line."""
        self._read(0)
        return list(self.screen.display)

    def text(self) -> str:
        """What is shown now, in one piece."""
        return "\n".join(self.screen_lines())

    def wait_for(self, wanted: str | Callable[[str], bool], timeout: float = 20) -> str:
        """Read until the screen contains a text, or satisfies a predicate on its text; give its text.

        Raises:
            NotSeenError: it did not within `timeout` seconds, or the program ended first.
        """
        deadline = time.monotonic() + timeout
        ended = False
        while True:
            shown = "\n".join(self.screen.display)
            if wanted in shown if isinstance(wanted, str) else wanted(shown):
                return shown
            left = deadline - time.monotonic()
            if ended or left <= 0:
                what = (
                    repr(wanted)
                    if isinstance(wanted, str)
                    else getattr(wanted, "__name__", "what was expected")
                )
                raise NotSeenError(f"{what} was not seen. The screen:\n{shown}")
            # The last words of a program that ends may come with its end.
            ended = not self._read(min(left, _POLL_SECONDS))

    def find(self, text: str) -> tuple[int, int]:
        """Column and line, from 0, of the middle of `text`.

        Raises:
            NotSeenError: it is not on the screen.
        """
        for line, shown in enumerate(self.screen_lines()):
            column = shown.find(text)
            if column >= 0:
                return column + len(text) // 2, line
        raise NotSeenError(f"{text!r} is not on the screen:\n{self.text()}")

    # -- the finger and the keys

    def click(self, where: str | tuple[int, int]) -> None:
        """Tap a text, or a column and a line counted from 0."""
        column, line = self.find(where) if isinstance(where, str) else where
        place = f"{column + 1};{line + 1}"
        self.send(f"\x1b[<0;{place}M")
        self.send(f"\x1b[<0;{place}m")

    def press(self, key: str) -> None:
        """Press a key of `KEYS`, or a character."""
        self.send(KEYS.get(key, key))

    def type_text(self, text: str) -> None:
        """Type in one burst, as a scanner does."""
        self.send(text)

    def resize(self, columns: int, lines: int) -> None:
        """Give the terminal another size."""
        fcntl.ioctl(self._master, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))
        self.screen.resize(lines, columns)
        self.process.send_signal(signal.SIGWINCH)

    def send(self, characters: str) -> None:
        """Send bytes as a terminal would, reading on meanwhile so that neither side blocks."""
        rest = characters.encode()
        while rest:
            readable, writable, _ = select.select([self._master], [self._master], [], 5)
            if readable and not self._read(0):
                return
            if writable:
                rest = rest[os.write(self._master, rest) :]

    # -- the end

    def wait_exit(self, timeout: float = 20) -> int:
        """Read until the program ends; give its exit code.

        Raises:
            NotSeenError: it still runs after `timeout` seconds.
        """
        deadline = time.monotonic() + timeout
        while self.process.poll() is None:
            if time.monotonic() > deadline:
                raise NotSeenError(f"The program did not end. The screen:\n{self.text()}")
            if not self._read(_POLL_SECONDS):
                self.process.wait(max(0.1, deadline - time.monotonic()))
        return self.process.returncode

    def close(self) -> None:
        """End the program if it still runs, and the terminal."""
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        if self._master >= 0:
            os.close(self._master)
            self._master = -1

    def __enter__(self) -> TerminalSession:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _read(self, timeout: float) -> bool:
        """Take in what has arrived within `timeout` seconds; False once the program's side is closed."""
        while select.select([self._master], [], [], timeout)[0]:
            try:
                data = os.read(self._master, _CHUNK)
            except OSError:  # Linux says EIO when the other side is gone
                return False
            if not data:
                return False
            self.output += data
            self._stream.feed(data)
            timeout = 0
        return True
