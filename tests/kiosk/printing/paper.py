"""Reads back what would be printed: a small ESC/POS reader that knows the few commands that we send."""

from __future__ import annotations

from dataclasses import dataclass, field

import zxingcpp
from PIL import Image

_FIXED = {
    b"\x1b@": 2,
    b"\x1c.": 2,
    b"\x1bt": 3,
    b"\x1b!": 3,
    b"\x1bE": 3,
    b"\x1ba": 3,
    b"\x1bd": 3,
    b"\x1dV": 3,
}
"""Whole length of each command of a fixed length."""


@dataclass
class Printed:
    """What is on the paper, and how it got there."""

    commands: list[bytes] = field(default_factory=list)
    lines: list[tuple[int, str]] = field(default_factory=list)
    """(size byte, text) of each line; 0x30 is twice as wide and high."""
    codes: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """All lines, spaces as they are."""
        return "\n".join(line for _, line in self.lines)

    @property
    def flat(self) -> str:
        """All words with one space between them."""
        return " ".join(self.text.split())


def read_back(content: bytes, codec: str = "cp1252") -> Printed:
    """Print. Raises `ValueError` at a byte that is neither a letter nor one of our commands."""
    printed, size, line, at = Printed(), 0, b"", 0
    while at < len(content):
        command = content[at : at + 2]
        if command == b"\x1dv":  # GS v 0: a picture, m xL xH yL yH, then the dots
            width, height = (
                int.from_bytes(content[at + start : at + start + 2], "little") for start in (4, 6)
            )
            end = at + 8 + width * height
            printed.codes += _read(content[at + 8 : end], width * 8, height)
            printed.commands.append(content[at : at + 8])
            at = end
        elif command in _FIXED:
            whole = content[at : at + _FIXED[command]]
            printed.commands.append(whole)
            size = whole[2] if command == b"\x1b!" else size
            at += len(whole)
        elif content[at] == 0x0A:
            printed.lines.append((size, line.decode(codec)))
            line, at = b"", at + 1
        elif content[at] < 0x20 or content[at] == 0x7F:
            raise ValueError(f"{content[at : at + 4]!r} at {at} is no letter and no command of ours")
        else:
            line, at = line + content[at : at + 1], at + 1
    return printed


def _read(dots: bytes, width: int, height: int) -> list[str]:
    picture = Image.frombytes("1", (width, height), bytes(255 - byte for byte in dots)).convert("L")
    return [found.text for found in zxingcpp.read_barcodes(picture)]
