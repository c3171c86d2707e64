"""The kiosk's app: wires the tablet, the visit and the screens; holds no rule and no sentence."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from textual.screen import Screen

from kiosk.errors import KioskError, UnpairedError
from kiosk.i18n import LANGUAGE_NAMES, Translator, translator
from screens.resident.attract import AttractScreen
from screens.speaking import VOICE_TOOLS, SpeakingShell
from screens.speech.voice import Silent, Voice
from screens.staff.side import StaffSide, Surroundings
from screens.step import Tool, is_tiny
from screens.words import reason

if TYPE_CHECKING:
    from kiosk.claims.claim import ClaimRule
    from kiosk.staff.desk import StaffDesk
    from kiosk.staff.rapid import Rapid
    from kiosk.suggestions import WordList
    from kiosk.tablet import Tablet
    from kiosk.visit import Visit
    from screens.resident.step import ResidentStep
    from screens.staff.pairing import Pair

_THEMES = ("day", "night", "contrast")
_MORE_TIME_MAX = 20
"""Times that the limit can be lengthened in one visit; ten are asked for (EN 301 549, WCAG 2.2.1)."""
_SECOND_TAP_SECONDS = 0.5
"""EN 301 549, 5.8."""
_LOOK_SECONDS = 1.0
_STATUS_SECONDS = 5.0


def _code(language: str) -> str:
    """Two letters for a small button: those of the language that it is a form of."""
    return language[:2].upper()


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
    hold_seconds: float = 0.5
    words: Path | None = None
    """A list of words to suggest while somebody writes."""
    second_strike_seconds: float = 0.0
    """On a screen that has just come, what cannot be undone waits so long."""
    headphones: bool = False
    """Whether the voice is heard in headphones only."""


class KioskApp(SpeakingShell):
    """One tablet in front of one person after another."""

    CSS_PATH: ClassVar[Any] = [
        Path(__file__).with_name("base.tcss"),
        *(Path(__file__).parent / "resident" / f"{name}.tcss" for name in ("resident", "finding", "forms")),
        Path(__file__).parent / "staff" / "staff.tcss",
    ]

    def __init__(
        self,
        open_tablet: Callable[[], Tablet],
        manner: Manner,
        *,
        after_visit: Callable[[], None] = lambda: None,
        hint: Callable[[ClaimRule], str] = lambda _rule: "",
        print_sheet: Callable[[Translator, Sequence[tuple[str, str]]], None] | None = None,
        voice: Voice | None = None,
        around: Surroundings | None = None,
        pair: Pair | None = None,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        """Args:
        open_tablet: called in a thread once the first screen is painted: the store loads after it.
        manner: how it greets and waits.
        after_visit: called after each reset, off the main loop's way; the demo carries then.
        print_sheet: prints (what, receipt) lines on paper, or raises a `KioskError`; waits for the printer.
        hint: what may be typed where a claim is asked for; only a demo knows.
        voice: reads the screens to whoever asks for it; None where there is none.
        around: what the staff side reaches outside the tablet.
        pair: pairs this machine when no tablet is paired here; None where that is an error.
        monotonic: gives seconds.
        """
        super().__init__(
            error_log=manner.error_log,
            monotonic=monotonic,
            voice=voice or Silent(),
            headphones=manner.headphones,
        )
        self._open_tablet, self._manner, self._after_visit = open_tablet, manner, after_visit
        self.hint, self._print_sheet = hint, print_sheet
        self.pair = pair
        self.staff = StaffSide(self, around or Surroundings(), monotonic)
        self.sparse = False
        """Whether screens keep to the shape of 40x12 on any grid: fewer things at a time."""
        self._lengthened = 0
        self._words: WordList | None = None
        self._steady = False
        self._tablet: Tablet | None = None
        self.visit: Visit | None = None
        self.closed_because = ""
        self.rapid: Rapid | None = None
        """Where every visit begins for now, if the staff said so."""
        self.failure: KioskError | None = None
        """Why the kiosk could not start, for whoever started it."""
        self._printing = False
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

    def forget_tablet(self) -> None:
        """The tablet was erased: nothing looks at it any more."""
        self._tablet = None

    @property
    def is_loaded(self) -> bool:
        """Whether the tablet is there."""
        return self._tablet is not None

    @property
    def desk(self) -> StaffDesk | None:
        """Who of the staff is here."""
        return self.staff.desk

    @property
    def place(self) -> str:
        """Where the tablet stands."""
        return self._manner.place

    @property
    def tr(self) -> Translator:
        """The sentences of the present language."""
        return translator(self._language)

    def speak(self, language: str) -> None:
        """What is shown from now on is in this language."""
        self._language = language

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
    def residents_language(self) -> str:
        """What a visit begins in."""
        return self._manner.language

    @property
    def other_languages(self) -> list[str]:
        """What is offered besides the present one."""
        return [language for language in self.languages if language != self._language]

    @property
    def second_tap_seconds(self) -> float:
        """Within so many seconds a second tap on the same key counts as none, for a hand that trembles."""
        return _SECOND_TAP_SECONDS if self._steady else 0

    @property
    def second_strike_seconds(self) -> float:
        """How long what cannot be undone waits on a screen that has just come."""
        return self._manner.second_strike_seconds

    @property
    def ending_seconds(self) -> int:
        """How long the receipt stays."""
        return self._manner.ending_seconds

    @property
    def patience_seconds(self) -> int:
        """How long nobody need touch before the visit ends."""
        return self._manner.idle_seconds * (1 + self._lengthened)

    @property
    def hold_seconds(self) -> float:
        """How long a finger stays on a key to hold it."""
        return self._manner.hold_seconds

    @property
    def suggest(self) -> Callable[[str], Sequence[str]] | None:
        """Gives whole words for the beginning of one, where a list of words is installed."""
        return None if self._words is None else self._words.completions

    @property
    def can_be_sparse(self) -> bool:
        """Whether the grid is large enough for the choice to make sense."""
        return not is_tiny(self.size)

    @property
    def can_print(self) -> bool:
        """Whether there is a receipt printer."""
        return self._print_sheet is not None

    @property
    def banner(self) -> str:
        """What stands above everything in test mode, and while the staff write for somebody."""
        tablet, tr = self._tablet, self.tr
        test = tablet is not None and tablet.pairing.mode.value != "official"
        if self.visit is None or not self.visit.dictated:
            return tr("Test mode: nothing counts") if test else ""
        dictated = tr("The staff write what you say")
        brief = tr("Test") if is_tiny(self.size) else tr("Test mode: nothing counts")
        return f"{brief} · {dictated}" if test else dictated

    def tools(self, *, leave: bool) -> Iterator[Tool]:
        """The small actions at the top right."""
        choosing = self.visit is not None and self.visit.state.value == "language"
        others = [] if choosing else self.other_languages
        if len(others) == 1:
            other = others[0]
            yield Tool(f"language-{other}", LANGUAGE_NAMES[other], _code(other), language=other)
        elif others:
            codes = " · ".join(dict.fromkeys(map(_code, others[:3])))
            yield Tool("languages", codes, _code(others[0]) + "…")
        yield Tool("access", self.tr("Display"), "Aa")
        if self.has_voice and not self.staff.active:
            yield self.voice_tool()
        index = None if self._tablet is None or self.staff.active else self._tablet.index
        if index is not None and not index.catalogue.privacy.empty:
            yield Tool("privacy", self.tr("Your data"), "i")
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
        except UnpairedError as error:
            if self.pair is not None:
                self.staff.pair()
                return
            self.failure = error
            self.exit(1)
            return
        except KioskError as error:
            self.failure = error
            self.exit(1)
            return
        await asyncio.to_thread(_import_what_a_visit_needs)
        if self._manner.words is not None:
            self.run_worker(self._read_words(self._manner.words), exit_on_error=False)
        self.set_interval(_LOOK_SECONDS, self._look_at_the_clock)
        self.set_interval(_STATUS_SECONDS, self._look_at_the_tablet)
        self._look_at_the_tablet()
        if self.pair is not None:
            self.staff.set_up()
        if self._wanted:
            self.begin_visit()

    def load_again(self) -> None:
        """A tablet was paired just now."""
        self._wanted = False
        self.run_worker(self._load(), exit_on_error=True)

    async def _read_words(self, path: Path) -> None:
        from kiosk.suggestions import WordList

        self._words = await asyncio.to_thread(WordList.read, path)

    def begin_visit(self) -> None:
        """Somebody touched the waiting screen."""
        if self._tablet is None:
            self._wanted = True  # the store is still loading: half a second after the start
            return
        self._wanted = False
        self._look_at_the_tablet()
        if self.visit is not None or self.staff.active or self.closed_because:
            return
        from kiosk.visit import Visit

        self.visit = Visit(self._tablet, self._language)
        if self.rapid is not None:
            self.visit.begin_at(self.rapid.located.activity.id, self.rapid.language)
        elif len(self.languages) == 1:
            self.visit.choose_language(self.languages[0])
        self.show_visit()

    def speak_to_staff(self) -> None:
        """The language of the house, whichever the group in front speaks."""
        self._language = self._manner.language

    def take_up(self, visit: Visit) -> None:
        """Go on with a visit that the staff have begun: a vote, or words that they write down."""
        self.visit = visit
        self.rest()
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
            self.reset()
        else:
            self.switch_to(screen)

    def end_visit(self) -> None:
        """End, cancel, or run out of time: a whole reset."""
        if self.visit is not None:
            self.visit.end()
            self.reset()

    def reset(self) -> None:
        """Wait for the next person; nothing of the one before stays."""
        self.narrator.goodbye(
            self.tr("Your visit is over. This tablet has forgotten it. Thank you."), self.tr
        )
        self.visit, self._warned = None, None
        self._language = self._manner.language
        self.theme = self._manner.theme
        self.sparse, self._lengthened, self._steady = False, 0, False
        self.switch_to_root()
        self._look_at_the_tablet()
        self.call_after_refresh(self.forget_what_was_drawn)
        self.run_worker(self._settle(), exit_on_error=False)
        self.staff.come_back()

    async def _settle(self) -> None:
        # Whoever takes the tablet after this cannot see in which order people came.
        await asyncio.to_thread(self.tablet.vault.settle)
        await asyncio.to_thread(self._after_visit)
        self.forget_stopped_timers()

    def stay(self) -> None:
        """Go on where the visit is, with all that is typed: only take away what lies over it."""
        self._warned = None
        while len(self.screen_stack) > 2:
            self.pop_screen()

    def over(self, screen: Screen[Any]) -> None:
        """Show `screen` over the step, in place of what lies over it."""
        self.stay()
        self.push_screen(screen)

    def use_tool(self, name: str) -> None:
        """A tool of the top bar, or a row of the screen of helps."""
        from screens.resident import access

        if self._is_busy():
            return
        if name == "theme":
            self.theme = _THEMES[(_THEMES.index(self.theme) + 1) % len(_THEMES)]
        elif name == "time":
            self._lengthened = min(self._lengthened + 1, _MORE_TIME_MAX)
        elif name == "sparse":
            self.sparse = not self.sparse
            self._show_anew()
        elif name == "steady":
            self._steady = not self._steady
        elif name in VOICE_TOOLS:
            self.use_voice(name)
        elif name == "leave":
            self._leave()
        elif name == "languages":
            self.over(access.LanguagesScreen(self))
        elif name == "access":
            self.over(access.AccessScreen(self))
        elif name == "privacy":
            self.over(access.PrivacyScreen(self))
        elif name.startswith("language-"):
            self._speak(name.removeprefix("language-"))

    def _speak(self, language: str) -> None:
        from kiosk.visit_map import State

        visit = self.visit
        if visit is not None and visit.state is State.LANGUAGE:
            visit.choose_language(language)
        elif visit is not None:
            visit.language = language
        elif not self.staff.active:
            return
        else:
            self.staff.keep_language(language)
        self._language = language
        self._show_anew()

    def _show_anew(self) -> None:
        """The same step, in another language or shape, with what is typed."""
        step = self.screen_stack[1]  # a question may lie over it
        renewed = getattr(step, "renewed", None)
        if renewed is None:
            self.show_visit()
        else:
            self._warned = None
            self.switch_to(renewed())

    def _leave(self) -> None:
        from kiosk.visit_map import TABLE, Step
        from screens.resident.dialogs import LeaveScreen

        visit = self.visit
        if self.staff.active:
            self.staff.leave()
        elif visit is not None and visit.unfinished_work:
            self.over(LeaveScreen(self))
        elif visit is not None and visit.kept and Step.FINISH in TABLE[visit.state]:
            visit.finish()
            self.show_visit()
        else:
            self.end_visit()

    def finish_by_itself(self) -> None:
        """The countdown of the end has run down."""
        visit = self.visit
        if visit is None:
            return
        self.staff.lose_sight()
        try:
            visit.run_out()
        except KioskError:
            self.log("what was said at the end could not be written")
        self.reset()

    def print_receipts(self, screen: ResidentStep) -> None:
        """Print the receipts of this visit, and say how it went."""
        if not self._printing:  # a second touch is no wish for a second sheet
            self.run_worker(self._on_paper(screen), exclusive=True, group="printer", exit_on_error=False)

    async def _on_paper(self, screen: ResidentStep) -> None:
        from screens.resident.recorded import receipt_lines

        visit, tr, print_sheet = self.visit, self.tr, self._print_sheet
        if visit is None or print_sheet is None:
            return
        screen.say(tr("Printing…"))
        self._printing = True
        try:
            await asyncio.to_thread(print_sheet, tr, receipt_lines(tr, visit.kept, self.tablet.index))
        except KioskError:
            words = tr("The printer does not answer. Take a picture of your receipt instead.")
        else:
            words = tr("Printed.")
        finally:
            self._printing = False
        if screen.is_current:
            screen.say(words)

    def _is_busy(self) -> bool:
        return bool(getattr(self.screen, "busy", False))

    # -- waiting ------------------------------------------------------------------------------------

    def _look_at_the_clock(self) -> None:
        from kiosk.visit_map import State
        from screens.resident.dialogs import StillThereScreen

        if self.staff.active and self.screen_stack and not self._is_busy():
            self.staff.look_at_the_clock()
        if self.visit is None or not self.screen_stack:
            if self.voice_on and self.idle_seconds > self._manner.idle_seconds:
                self.narrator.reset()  # whoever woke the voice has gone
            return
        if self.is_speaking and self._warned is None:
            self.rest()
        if self.visit.state in (State.RECORDED, State.FAREWELL, State.SHEET) or self._is_busy():
            return
        left = round(self.patience_seconds - self.idle_seconds)
        if left <= 0:
            self.finish_by_itself()
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
        self._look_where_visits_begin()
        waiting = self.screen_stack[0]
        if self.visit is None and isinstance(waiting, AttractScreen) and waiting.is_mounted:
            waiting.show_state()

    def _look_where_visits_begin(self) -> None:
        from kiosk.staff.rapid import rapid_of

        self.rapid = rapid_of(self.tablet)
        if self.visit is None and not self.staff.active:
            self._language = self.rapid.language if self.rapid is not None else self._manner.language


def _import_what_a_visit_needs() -> None:
    import kiosk.staff.rapid
    import kiosk.visit
    import screens.speech.telling
    from screens.resident.route import warm_up

    _ = kiosk.visit, kiosk.staff.rapid, screens.speech.telling
    warm_up()
