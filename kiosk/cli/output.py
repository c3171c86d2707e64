"""What commands print: figures for people or as JSON, refusals as one sentence, progress on a terminal."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping

DONE, REFUSED, WRONG_USAGE = 0, 1, 2
"""Exit codes."""
_BAR_CELLS = 24


def figures(content: Mapping[str, object], *, as_json: bool) -> None:
    """Print named figures, one a line, or one JSON object."""
    if as_json:
        print(json.dumps(content, ensure_ascii=False))
        return
    width = max((len(name) for name in content), default=0)
    for name, value in content.items():
        print(f"{name.replace('_', ' '):<{width}}  {plain(value)}")


def plain(value: object) -> str:
    """A value as people read it; control characters that came from elsewhere are not sent to the terminal."""
    if isinstance(value, Mapping):
        text = ", ".join(f"{number} {name}" for name, number in value.items()) or "none"
    else:
        text = ", ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)
    return "".join(
        character if character.isprintable() else "\N{REPLACEMENT CHARACTER}" for character in text
    )


def say(sentence: str) -> None:
    """Print a sentence for the person who waits; JSON on standard output stays clean."""
    print(plain(sentence), file=sys.stderr)


class Bar:
    """A progress bar on standard error, drawn only where somebody looks."""

    def __init__(self, label: str = "") -> None:
        self._label, self._drawn, self._shown = label, False, sys.stderr.isatty()

    def __call__(self, step: str, done: int, total: int) -> None:
        """Draw how far `step` has come."""
        if not self._shown:
            return
        filled = _BAR_CELLS if not total else _BAR_CELLS * done // total
        bar = "■" * filled + "□" * (_BAR_CELLS - filled)
        print(f"\r{self._label} {step:<8} {bar} {done}/{total}\x1b[K", end="", file=sys.stderr, flush=True)
        self._drawn = True

    def close(self) -> None:
        """Take the bar off the screen."""
        if self._drawn:
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)
