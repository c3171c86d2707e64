"""The kiosk's app: wires the tablet, the visit and the screens; holds no rule and no sentence."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from textual.screen import Screen

from kiosk.errors import KioskError
from kiosk.i18n import LANGUAGE_NAMES, Translator, translator
from screens.resident.attract import AttractScreen
from screens.shell import KioskShell
from screens.step import Tool
from screens.words import reason

if TYPE_CHECKING:
    from kiosk.claims.claim import ClaimRule
    from kiosk.tablet import Tablet
    from kiosk.visit import Visit

_THEMES = ("day", "night", "contrast")
_LOOK_SECONDS = 1.0
_STATUS_SECONDS = 5.0


@dataclass(frozen=True)
class Manner:
    """How this kiosk greets and waits; all durations in seconds."""

    error_log: Path
    place: str = ""
    language: str = "fr"
    languages: tuple[str, ...] = ("fr", "en")
    theme: str = "day"
    idle_seconds: int = 90
    idle_warning_seconds: int = 20
    ending_seconds: int = 25


class KioskApp(KioskShell):
    """One tablet in front of one person after another."""

    CSS_PATH: ClassVar[Any] = [
        Path(__file__).with_name("base.tcss"),
        Path(__file__).parent / "resident" / "resident.tcss",
    ]

    def __init__(
        self,
        open_tablet: Callable[[], Tablet],
        manner: Manner,
        *,
        after_visit: Callable[[], None] = lambda: None,
        hint: Callable[[ClaimRule], str] = lambda _rule: "",
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        """Args:
        open_tablet: called in a thread once the first screen is painted: the store loads after it.
        manner: how it greets and waits.
        after_visit: called after each reset, off the main loop's way; the demo carries then.
        hint: what may be typed where a claim is asked for; only a demo knows.
        monotonic: gives seconds.
        """
        super().__init__(error_log=manner.error_log, monotonic=monotonic)
        self._open_tablet, self._manner, self._after_visit = open_tablet, manner, after_visit
        self.hint = hint
        self._tablet: Tablet | None = None
        self.visit: Visit | None = None
        self.closed_because = ""
        self.failure: KioskError | None = None
        """Why the kiosk could not start, for whoever started it."""
        self._language = manner.language
        self._wanted = False
        self._warned: Screen[Any] | None = None
        self.theme = manner.theme

    # -- what screens ask ---------------------------------------------------------------------------

    @property
    def tablet(self) -> Tablet:
        """The tablet; there is one before any visit begins."""
        if self._tablet is None:
            raise RuntimeError("no visit begins before the tablet is there")
        return self._tablet

    @property
    def place(self) -> str:
        """Where the tablet stands."""
        return self._manner.place

    @property
    def tr(self) -> Translator:
        """The sentences of the present language."""
        return translator(self._language)

    def words_of(self, language: str) -> Translator:
        """The sentences of another language."""
        return translator(language)

    def reason(self, name: str) -> str:
        """The sentence of a refusal."""
        return reason(self.tr, name)

    @property
    def languages(self) -> tuple[str, ...]:
        """What is offered."""
        return self._manner.languages

    @property
    def other_languages(self) -> list[str]:
        """What is offered besides the present one."""
        return [language for language in self.languages if language != self._language]

    @property
    def ending_seconds(self) -> int:
        """How long the receipt stays."""
        return self._manner.ending_seconds

    @property
    def banner(self) -> str:
        """What stands above everything in test mode."""
        tablet = self._tablet
        official = tablet is None or tablet.pairing.mode.value == "official"
        return "" if official else self.tr("Test mode: nothing counts")

    def tools(self, *, leave: bool) -> Iterator[Tool]:
        """The small actions at the top right."""
        for language in self.other_languages:
            yield Tool(f"language-{language}", LANGUAGE_NAMES[language], language.upper())
        yield Tool("theme", self.tr("Contrast"), "◐")
        if leave:
            yield Tool("leave", self.tr("Leave"), "✕")

    # -- the life of a visit ------------------------------------------------------------------------

    def root(self) -> Screen[Any]:
        """The screen that waits."""
        return AttractScreen(self)

    def on_mount(self) -> None:
        """Paint first; open the store after that."""
        super().on_mount()
        self.call_after_refresh(lambda: self.run_worker(self._load(), exit_on_error=True))

    async def _load(self) -> None:
        try:
            self._tablet = await asyncio.to_thread(self._open_tablet)
            # After a kill the last visit's traces are still in the write-ahead log.
            await asyncio.to_thread(self._tablet.vault.settle)
        except KioskError as error:
            self.failure = error
            self.exit(1)
            return
        await asyncio.to_thread(_import_what_a_visit_needs)
        self.set_interval(_LOOK_SECONDS, self._look_at_the_clock)
        self.set_interval(_STATUS_SECONDS, self._look_at_the_tablet)
        self._look_at_the_tablet()
        if self._wanted:
            self.begin_visit()

    def begin_visit(self) -> None:
        """Somebody touched the waiting screen."""
        if self._tablet is None:
            self._wanted = True  # the store is still loading: half a second after the start
            return
        self._wanted = False
        self._look_at_the_tablet()
        if self.visit is not None or self.closed_because:
            return
        from kiosk.visit import Visit

        self.visit = Visit(self._tablet, self._language)
        if len(self.languages) == 1:
            self.visit.choose_language(self.languages[0])
        self.show_visit()

    def show_visit(self) -> None:
        """Show where the visit is; once it has ended, everything is reset."""
        from screens.resident.route import screen_for

        if self.visit is None:
            return
        self._language = self.visit.language
        self._warned = None
        screen = screen_for(self, self.visit)
        if screen is None:
            self._reset()
        else:
            self.switch_to(screen)

    def end_visit(self) -> None:
        """End, cancel, or run out of time: a whole reset."""
        if self.visit is not None:
            self.visit.end()
            self._reset()

    def _reset(self) -> None:
        self.visit, self._warned = None, None
        self._language = self._manner.language
        self.theme = self._manner.theme
        self.switch_to_root()
        self._look_at_the_tablet()
        self.run_worker(self._settle(), exit_on_error=False)

    async def _settle(self) -> None:
        # Whoever takes the tablet after this cannot see in which order people came.
        await asyncio.to_thread(self.tablet.vault.settle)
        await asyncio.to_thread(self._after_visit)

    def stay(self) -> None:
        """Go on where the visit is, with all that is typed: only take away what lies over it."""
        self._warned = None
        while len(self.screen_stack) > 2:
            self.pop_screen()

    def use_tool(self, name: str) -> None:
        """A tool of the top bar."""
        if name == "theme":
            self.theme = _THEMES[(_THEMES.index(self.theme) + 1) % len(_THEMES)]
        elif name == "leave":
            self._leave()
        elif name.startswith("language-") and self.visit is not None:
            self._speak(name.removeprefix("language-"))

    def _speak(self, language: str) -> None:
        from kiosk.visit_map import State

        visit = self.visit
        if visit is None or self._is_busy():
            return
        step = self.screen_stack[1]  # a question may lie over it
        if visit.state is State.LANGUAGE:
            visit.choose_language(language)
        else:
            visit.language = language
        self._language = language
        renewed = getattr(step, "renewed", None)
        if renewed is None:
            self.show_visit()
        else:
            self._warned = None
            self.switch_to(renewed())

    def _leave(self) -> None:
        from screens.resident.dialogs import LeaveScreen

        if self._is_busy():
            return
        if self.visit is not None and self.visit.unfinished_work:
            self.push_screen(LeaveScreen(self))
        else:
            self.end_visit()

    def _is_busy(self) -> bool:
        return bool(getattr(self.screen, "busy", False))

    # -- waiting ------------------------------------------------------------------------------------

    def _look_at_the_clock(self) -> None:
        from kiosk.visit_map import State
        from screens.resident.dialogs import StillThereScreen

        if self.visit is None or not self.screen_stack:
            return
        if self.visit.state is State.RECORDED or self._is_busy():
            return
        left = round(self._manner.idle_seconds - self.idle_seconds)
        if left <= 0:
            self.end_visit()
        elif left <= self._manner.idle_warning_seconds:
            if isinstance(self._warned, StillThereScreen):
                self._warned.show_left(left)
            else:
                self._warned = StillThereScreen(self, left)
                self.push_screen(self._warned)
        elif self._warned is not None:
            self.stay()

    def _look_at_the_tablet(self) -> None:
        if self._tablet is None or not self.screen_stack:  # empty while the app is closing
            return
        self._tablet.notice_time()
        refusal = self._tablet.not_accepting()
        self.closed_because = "" if refusal is None else self.reason(refusal.value)
        waiting = self.screen_stack[0]
        if self.visit is None and isinstance(waiting, AttractScreen) and waiting.is_mounted:
            waiting.show_state()


def _import_what_a_visit_needs() -> None:
    import kiosk.visit
    import screens.resident.route
    from screens.resident import about, ballots, claims, dialogs, home, language, quartier, recorded, review

    _ = (kiosk.visit, screens.resident.route, about, ballots, claims, dialogs, home, language)
    _ = (quartier, recorded, review)
