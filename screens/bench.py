"""`kiosk bench`: every speed the project promises, as ratios of one run on this machine."""

from __future__ import annotations

import fcntl
import gc
import json
import os
import pty
import re
import select
import signal
import statistics
import struct
import subprocess
import sys
import tempfile
import termios
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kiosk.errors import WireError
from kiosk.finding import entries
from kiosk.search import SearchIndex
from screens.bench_apps import CHANGES, TAPS, VISITS
from screens.bench_content import tablet_in_a_city
from sync.figure import Figure

_LINES, _COLUMNS = 26, 98
_STARTS = 9
_QUIET_SECONDS = 0.03
_LONGEST_SECONDS = 60.0


def run_bench(*, as_json: bool) -> int:
    """Print each figure as it is measured; gives 0 when all are as promised, 1 otherwise."""
    from sync.bench import figures

    found: list[Figure] = []

    def report(figure: Figure) -> None:
        found.append(figure)
        if as_json:
            print(json.dumps(vars(figure)), flush=True)  # noqa: T201 - the command's output
        else:
            mark = "ok " if figure.good else "NOT"
            value = f"{figure.figure:>9.2f} {figure.unit}"
            print(f"{mark} {figure.name:<12} {value:<42} {figure.target:<14} {figure.detail}", flush=True)  # noqa: T201

    figures(report)
    report(paint_figure())
    for projects in (10, 200):
        report(tap_figure(projects))
    report(change_figure())
    report(search_figure())
    report(memory_figure())
    return 0 if all(figure.good for figure in found) else 1


def paint_figure() -> Figure:
    """Process start to first paint, in turns with a bare Textual app on the same terminal."""
    ours, theirs = [], []
    with tempfile.TemporaryDirectory(prefix="kiosk-bench-") as folder:
        config = Path(folder) / "kiosk.toml"
        config.write_text("", encoding="utf-8")
        for _ in range(_STARTS):
            ours.append(_seconds_to(["-m", "kiosk.cli", "run", "--config", str(config)], b"Touchez"))
            theirs.append(_seconds_to(["-m", "screens.bench_bare"], b"Touchez"))
    kiosk, bare = statistics.median(ours), statistics.median(theirs)
    detail = f"{kiosk * 1000:.0f} ms and {bare * 1000:.0f} ms"
    return Figure("first paint", kiosk / bare, "x a bare app", "at most 2", kiosk <= 2 * bare, detail)


def tap_figure(projects: int) -> Figure:
    """A finger's mouse bytes to the last byte of the repaint, 95th percentile."""
    durations = []
    with _in_terminal(["-m", "screens.bench_apps", "tap", str(projects)]) as terminal:
        _read_until(terminal, b"ready to tap")
        for tap in range(TAPS):
            line = 8 if tap % 4 < 2 else 12
            started = time.perf_counter()
            os.write(terminal, f"\x1b[<0;30;{line}M\x1b[<0;30;{line}m".encode())
            durations.append(_last_byte(terminal) - started)
    worst = statistics.quantiles(durations, n=20)[-1] * 1000
    middle = statistics.median(durations) * 1000
    name, detail = f"tap, {projects}", f"median {middle:.0f} ms, {TAPS} taps"
    return Figure(name, worst, "ms to repaint, 95th percentile", "at most 60", worst <= 60, detail)


def change_figure() -> Figure:
    """A touch that leads to another screen, to the last byte of its paint, in a city's catalogue."""
    durations = []
    with _in_terminal(["-m", "screens.bench_apps", "changes"]) as terminal:
        for _ in range(CHANGES):
            x, y = _next_target(terminal)
            started = time.perf_counter()
            os.write(terminal, f"\x1b[<0;{x};{y}M\x1b[<0;{x};{y}m".encode())
            durations.append(_last_byte(terminal) - started)
    worst = statistics.quantiles(durations, n=20)[-1] * 1000
    detail = f"median {statistics.median(durations) * 1000:.0f} ms, {CHANGES} changes"
    return Figure(
        "change", worst, "ms to another screen, 95th percentile", "at most 100", worst <= 100, detail
    )


def search_figure() -> Figure:
    """Words typed to what was found, over 2,000 proposals, on an index that is there; the worst of many."""
    with tempfile.TemporaryDirectory(prefix="kiosk-bench-") as folder:
        tablet = tablet_in_a_city(Path(folder))
        index = tablet.index
        tablet.close_files()
    if index is None:
        raise WireError("The catalogue of the bench was not taken.")
    started = time.perf_counter()
    searched = SearchIndex(entries(index, "fr"))
    made = (time.perf_counter() - started) * 1000
    durations = []
    for words in ("arbres", "ar", "banc canal", "près du pont", "numéro 1999", "vélos", "marché couvert"):
        for _ in range(20):
            started = time.perf_counter()
            searched.find(words, 60)
            searched.similar(words, words * 10, 5)
            durations.append((time.perf_counter() - started) * 1000)
    worst = max(durations)
    detail = f"median {statistics.median(durations):.1f} ms; the index takes {made:.0f} ms, made while typing"
    return Figure("search", worst, "ms at most, 2,000 proposals", "at most 100", worst <= 100, detail)


def memory_figure() -> Figure:
    """Resident memory after all visits against that after a quarter of them."""
    print(f"{VISITS} visits follow; that takes some minutes.", file=sys.stderr)  # noqa: T201
    command = [sys.executable, "-m", "screens.bench_apps", "visits"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - our own program
    if done.returncode:
        raise WireError("The visits of the bench did not end well.")
    early, late = json.loads(done.stdout.strip().splitlines()[-1])
    ratio = late / early
    detail = f"{early:.1f} MiB after {VISITS // 4} visits, {late:.1f} MiB after {VISITS}"
    return Figure("memory", ratio, "x after a quarter of the visits", "at most 1.05", ratio <= 1.05, detail)


@contextmanager
def _in_terminal(arguments: list[str]) -> Iterator[int]:
    gc.collect()
    child, terminal = pty.fork()
    if child == 0:
        os.environ.update(TERM="xterm-256color", COLORTERM="truecolor")
        os.execv(sys.executable, [sys.executable, *arguments])  # noqa: S606 - our own program
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", _LINES, _COLUMNS, 0, 0))
    try:
        yield terminal
    finally:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        os.close(terminal)


def _seconds_to(arguments: list[str], words: bytes) -> float:
    started = time.perf_counter()
    with _in_terminal(arguments) as terminal:
        _read_until(terminal, words)
        return time.perf_counter() - started


def _read_until(terminal: int, words: bytes) -> None:
    seen = b""
    deadline = time.perf_counter() + _LONGEST_SECONDS
    while words not in _words_of(seen):
        seen += _some_bytes(terminal, deadline)


def _words_of(output: bytes) -> bytes:
    return re.sub(rb"\x1b\[[0-9;?]*[a-zA-Z]", b"", output)


def _next_target(terminal: int) -> tuple[int, int]:
    """Column and line, from 1, of what the app wants touched next."""
    seen = b""
    deadline = time.perf_counter() + _LONGEST_SECONDS
    while not (found := re.search(rb"\x1b\]2;touch (\d+) (\d+)\x07", seen)):
        seen += _some_bytes(terminal, deadline)
    return int(found[1]), int(found[2])


def _last_byte(terminal: int) -> float:
    """When the last byte of a burst came: nothing follows it for a while."""
    deadline = time.perf_counter() + _LONGEST_SECONDS
    _some_bytes(terminal, deadline)
    last = time.perf_counter()
    while select.select([terminal], [], [], _QUIET_SECONDS)[0]:
        _some_bytes(terminal, deadline)
        last = time.perf_counter()
    return last


def _some_bytes(terminal: int, deadline: float) -> bytes:
    left = deadline - time.perf_counter()
    if left <= 0 or not select.select([terminal], [], [], left)[0]:
        raise WireError("The kiosk did not paint in the bench.")
    try:
        return os.read(terminal, 65536)
    except OSError:
        raise WireError("The kiosk ended in the bench before it painted.") from None
