"""The shell cannot be left by keys, ends cleanly, and tells nothing when it falls."""

from __future__ import annotations

import asyncio
import gc
import signal
import stat
import sys
import weakref
from contextvars import ContextVar, copy_context
from pathlib import Path

import pytest
from textual.screen import Screen

from screens.shell import CRASH, crash_record
from screens.step import KioskScreen
from tests.screens.finger import tap
from tests.screens.gallery import SCREENS, Gallery
from tests.terminal import TerminalSession

ROOT = Path(__file__).parents[2]
INERT = (
    "ctrl+q", "ctrl+c", "ctrl+z", "ctrl+p", "ctrl+\\", "ctrl+d", "ctrl+s", "escape", "f1", "q",
)  # fmt: skip


def session(name: str, folder: Path) -> TerminalSession:
    command = [sys.executable, "-m", "tests.screens.gallery", name, str(folder / "errors")]
    return TerminalSession(command, cwd=ROOT)


def test_no_key_leaves_or_changes_the_screen(tmp_path: Path) -> None:
    with session("frame", tmp_path) as terminal:
        before = terminal.wait_for("Commencer")
        for key in INERT:
            terminal.press(key)
            terminal.press("\x00")  # parts an escape from what follows
        # Input is handled in order, so once the tap has answered, the keys have been handled too.
        terminal.click("Commencer")
        after = terminal.wait_for("▲ main")
        assert terminal.process.poll() is None
        unchanged = [line for line in after.splitlines() if "▲" not in line]
        assert set(unchanged) <= set(before.splitlines())


def test_sigterm_ends_cleanly(tmp_path: Path) -> None:
    with session("frame", tmp_path) as terminal:
        terminal.wait_for("Commencer")
        terminal.process.send_signal(signal.SIGTERM)
        assert terminal.wait_exit() == 0
    assert not (tmp_path / "errors").exists()


def test_a_crash_gives_code_1_and_keeps_the_secret(tmp_path: Path) -> None:
    with session("crash", tmp_path) as terminal:
        terminal.wait_for("Vérifier")
        terminal.click("Vérifier")
        assert terminal.wait_exit() == CRASH
        terminal.screen_lines()
        printed = terminal.output.decode(errors="replace")
    log = tmp_path / "errors"
    record = log.read_text(encoding="utf-8")
    assert "builtins.ValueError" in record
    assert "in Crashing.on_main" in record
    assert stat.S_IMODE(log.stat().st_mode) == 0o600
    for told in (record, printed):
        assert "PLANTED" not in told
        assert "K7QM" not in told


def test_a_record_names_causes_without_their_words() -> None:
    try:
        try:
            int("private")
        except ValueError as error:
            raise RuntimeError("private") from error
    except RuntimeError as error:
        record = "\n".join(crash_record(error))
    assert record.index("builtins.ValueError") < record.index("builtins.RuntimeError")
    assert "private" not in record


class _Time:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


async def test_idle_time_begins_anew_with_each_touch_and_key(tmp_path: Path) -> None:
    app = Gallery("choices", error_log=tmp_path / "errors")
    clock = app._monotonic = _Time()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("x")
        clock.now += 30
        assert app.idle_seconds == 30
        await pilot.press("x")
        assert app.idle_seconds == 0
        clock.now += 7
        await tap(app, pilot, app.screen.query_one("#question"))
        assert app.idle_seconds == 0


async def test_screens_are_replaced_above_one_root(tmp_path: Path) -> None:
    app = Gallery("code", error_log=tmp_path / "errors")
    async with app.run_test(size=(80, 24)) as pilot:
        root = app.screen_stack[0]
        for name in ("text", "choices", "code"):
            app.switch_to(SCREENS[name]())
            await pilot.pause()
            assert len(app.screen_stack) == 2
        app.push_screen(KioskScreen())
        await pilot.pause()
        last: Screen[None] = KioskScreen(id="last")
        app.switch_to(last)
        await pilot.pause()
        assert app.screen_stack == [root, last]
        app.switch_to_root()
        await pilot.pause()
        assert app.screen_stack == [root]


@pytest.mark.parametrize(
    ("size", "shape"),
    [
        ((40, 12), "-tiny"),
        ((59, 30), "-tiny"),
        ((90, 19), "-tiny"),
        ((60, 20), "-large"),
        ((98, 26), "-large"),
    ],
)
async def test_the_shape_follows_the_grid(size: tuple[int, int], shape: str, tmp_path: Path) -> None:
    app = Gallery("choices", error_log=tmp_path / "errors")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.resize_terminal(*size)
        await pilot.pause()
        assert [name for name in ("-tiny", "-large") if app.screen.has_class(name)] == [shape]


async def test_a_stopped_timer_keeps_no_screen(tmp_path: Path) -> None:
    app = Gallery("frame", error_log=tmp_path / "errors")
    async with app.run_test():

        class Held:
            """Something that a context holds."""

        holding: ContextVar[Held] = ContextVar("holding")
        context = copy_context()
        context.run(holding.set, Held())
        held = weakref.ref(context.run(holding.get))
        handle = asyncio.get_running_loop().call_later(600, lambda: None, context=context)
        handle.cancel()
        del handle, context
        gc.collect()
        assert held() is not None, "otherwise there is nothing to forget"
        app.forget_stopped_timers()
        await asyncio.sleep(0)
        gc.collect()
        assert held() is None
