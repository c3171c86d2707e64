"""The hardened application: no way out by keys, no private data in a crash, one root screen."""

from __future__ import annotations

import asyncio
import os
import signal
import threading
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, ClassVar

from rich.cells import cached_cell_len
from rich.segment import Segment
from textual import events
from textual._styles_cache import StylesCache
from textual.app import App
from textual.screen import Screen

from screens.service import NOBODY, Service
from screens.step import KioskScreen
from screens.theme import DEFAULT_THEME, PALETTES, THEMES, variables

CRASH = 1
"""Exit code after an error nobody expected; the service starts the kiosk again."""
_STOPPED_TIMERS, _FAR_SECONDS = 300, 3600.0
"""More than all timers that ever run here at a time, set for a moment that never comes."""
_LOG_LIMIT_BYTES = 256 * 1024
_WALKING = frozenset({"tab", "shift+tab", "up", "down", "left", "right"})


class KioskShell(App[int], inherit_bindings=False):
    """What every kiosk screen runs in.

    Subclasses give the first screen by overriding `root`; all others come and go above it with
    `switch_to`.
    """

    CSS_PATH: ClassVar[Any] = Path(__file__).with_name("base.tcss")
    ENABLE_COMMAND_PALETTE = False
    ALLOW_SELECT = False
    ESCAPE_TO_MINIMIZE = False
    AUTO_FOCUS = ""

    def __init__(self, *, error_log: Path, monotonic: Callable[[], float]) -> None:
        """Errors go to `error_log` (created with mode 0600); `monotonic` gives seconds."""
        super().__init__()
        self._error_log = error_log
        self._monotonic = monotonic
        self._input_at = monotonic()
        self.service: Service = NOBODY
        """Who watches that the loop is alive; whoever starts the app may set it."""
        self._struck: tuple[object, float] = (None, float("-inf"))
        self.animation_level = "none"
        for theme in THEMES:
            self.register_theme(theme)
        self.theme = DEFAULT_THEME

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """The roles of `screens.theme`, so that the stylesheet resolves under any theme."""
        return variables(PALETTES[DEFAULT_THEME])

    # -- screens

    def root(self) -> Screen[Any]:
        """The screen at the bottom, shown first and never replaced."""
        return KioskScreen()

    def get_default_screen(self) -> Screen[Any]:
        """Put the root under everything: Textual cannot switch away from its lowest screen."""
        return self.root()

    def switch_to(self, screen: Screen[Any]) -> None:
        """Show `screen` above the root in place of whatever is there, dialogs included."""
        while len(self.screen_stack) > 2:
            self.pop_screen()
        if len(self.screen_stack) == 2:
            self.switch_screen(screen)
        else:
            self.push_screen(screen)

    def switch_to_root(self) -> None:
        """Drop every screen above the root."""
        while len(self.screen_stack) > 1:
            self.pop_screen()

    def forget_what_was_drawn(self) -> None:
        """Empty the caches that keep words long after they left the glass.

        Rich keeps what it has measured or cut; Textual keeps up to 1,024 whole pictures of widgets that
        are gone, as keys of a cache of their colours (its issue 6665).
        """
        cached_cell_len.cache_clear()
        Segment._split_cells.cache_clear()
        StylesCache.get_inner_outer.cache_clear()
        self.forget_stopped_timers()

    def forget_stopped_timers(self) -> None:
        """Let the loop drop the timers that were stopped.

        Each keeps, until the moment it was set for, the context it was made in, and with it the screens that
        were shown then. asyncio throws them out only once they are more than half of over a hundred.
        """
        loop = asyncio.get_running_loop()
        for _ in range(_STOPPED_TIMERS):
            loop.call_later(_FAR_SECONDS, _nothing).cancel()

    # -- input

    @property
    def idle_seconds(self) -> float:
        """Seconds since the last touch or key."""
        return self._monotonic() - self._input_at

    async def on_event(self, event: events.Event) -> None:
        """Note when input came, and whether the person moves by keys or by finger."""
        if isinstance(event, events.InputEvent) and not event.is_forwarded:
            if self._strikes_again(event):
                return
            self._input_at = self._monotonic()
            self.somebody_acts(event)
            if isinstance(self.screen, KioskScreen) and isinstance(event, events.Key | events.MouseDown):
                walks = isinstance(event, events.Key) and event.key in _WALKING
                self.screen.input_came(walks=walks, by_finger=isinstance(event, events.MouseDown))
        await super().on_event(event)

    @property
    def second_tap_seconds(self) -> float:
        """The same key, or a touch in the same place, is not counted again so soon; 0 counts them all."""
        return 0

    def _strikes_again(self, event: events.InputEvent) -> bool:
        """Whether an unsteady hand struck twice (EN 301 549, 5.8); only for whoever has asked for it."""
        if not self.second_tap_seconds or not isinstance(event, events.Key | events.MouseDown):
            return False
        now = self._monotonic()
        what, before = self._struck
        struck = event.key if isinstance(event, events.Key) else (event.screen_x // 4, event.screen_y // 2)
        self._struck = (struck, now)
        return what == struck and now - before < self.second_tap_seconds

    @property
    def now(self) -> float:
        """Seconds, from no beginning in particular."""
        return self._monotonic()

    def somebody_acts(self, event: events.InputEvent) -> None:
        """A touch or a key came, and is not handled yet."""

    def settled(self, screen: KioskScreen) -> None:
        """The present screen has nothing left to do for now."""

    def rest(self) -> None:
        """Count the idle time from now: whoever listens is not away."""
        self._input_at = self._monotonic()

    def notify(self, *_: Any, **__: Any) -> None:
        """Show no toast: nothing on a kiosk may cover a screen and vanish by itself."""

    # -- ends

    def on_mount(self) -> None:
        """Leave cleanly when the service stops us; keep stray errors out of stderr."""
        loop = asyncio.get_running_loop()
        loop.set_exception_handler(self._stray_error)
        if threading.current_thread() is threading.main_thread():
            for number in (signal.SIGTERM, signal.SIGHUP):
                loop.add_signal_handler(number, self.exit)

    def on_ready(self) -> None:
        """The first picture is there: from here on, give signs of life."""
        self.service.ready()
        if self.service.beat_seconds:
            self.set_interval(self.service.beat_seconds, self._beat)

    def _beat(self) -> None:
        """Say that the kiosk lives, by way of the screen's own queue: a screen that hangs is not alive."""
        if self.screen_stack:
            self.screen.call_later(self.service.alive)

    def run_to_exit_code(self) -> int:
        """Run until the end and give the exit code: 0, `CRASH`, or what `exit` was given."""
        self.run()
        self.service.stopping()
        return self.return_code or 0

    def record(self, error: BaseException) -> None:
        """Note an error that a person was told of, without anything that was typed."""
        self._record(error)

    def _stray_error(self, _: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        error = context.get("exception")
        if isinstance(error, BaseException):
            self._record(error)

    def _handle_exception(self, error: Exception) -> None:
        """End with code 1 and a record without content (Textual would print local variables)."""
        self._return_code = CRASH
        if self._exception is None:
            self._exception = error
            self._exception_event.set()
        self._record(error)
        self._close_messages_no_wait()

    def _fatal_error(self) -> None:
        self._close_messages_no_wait()

    def panic(self, *_: Any) -> None:
        """End with code 1 and print nothing."""
        self._return_code = CRASH
        self._close_messages_no_wait()

    def _print_error_renderables(self) -> None:
        self._exit_renderables.clear()

    def _record(self, error: BaseException) -> None:
        record = "\n".join(crash_record(error)) + "\n\n"
        flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND
        try:
            descriptor = os.open(self._error_log, flags, 0o600)
        except OSError:
            return  # a full or read-only disk must not turn a crash into a hang
        with os.fdopen(descriptor, "a", encoding="utf-8") as log:
            os.fchmod(descriptor, 0o600)
            if log.tell() > _LOG_LIMIT_BYTES:
                log.truncate(0)
            log.write(record)


def crash_record(error: BaseException) -> Iterator[str]:
    """Type and frames of an error and of its causes: no message, no local variable, no time.

    Messages are left out because many quote the value at fault, which may be a name or a code.
    """
    chain: list[BaseException] = []
    link: BaseException | None = error
    while link is not None and link not in chain:
        chain.append(link)
        link = link.__cause__ or link.__context__
    for part in reversed(chain):
        yield f"{type(part).__module__}.{type(part).__qualname__}"
        for frame, line in traceback.walk_tb(part.__traceback__):
            code = frame.f_code
            yield f"  {Path(code.co_filename).name}:{line} in {code.co_qualname}"


def _nothing() -> None:
    """What a stopped timer would do."""
