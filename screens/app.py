"""The kiosk's app: loads the tablet, leads each visit, looks at the clock; holds no rule and no sentence."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from textual.screen import Screen

from kiosk.errors import KioskError, UnpairedError
from screens.answers import Answers
from screens.helps import Helps
from screens.manner import Manner
from screens.resident.attract import AttractScreen
from screens.staff.side import StaffSide, Surroundings

if TYPE_CHECKING:
    from kiosk.visit import Visit
    from screens.resident.step import ResidentStep

__all__ = ["KioskApp", "Manner"]

_LOOK_SECONDS = 1.0
_STATUS_SECONDS = 5.0


class KioskApp(Answers):
    """One tablet in front of one person after another."""

    CSS_PATH: ClassVar[Any] = [
        Path(__file__).with_name("base.tcss"),
        *(Path(__file__).parent / "resident" / f"{name}.tcss" for name in ("resident", "finding", "forms")),
        Path(__file__).parent / "staff" / "staff.tcss",
    ]

    def staff_side(self, around: Surroundings, monotonic: Callable[[], float]) -> StaffSide:
        """The side of the staff of this app."""
        return StaffSide(self, around, monotonic)

    def use_tool(self, name: str) -> None:
        """A tool of the top bar, or a row of the screen of helps."""
        Helps(self).use(name)

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

    # -- the life of a visit ------------------------------------------------------------------------

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
        self.warned = None
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
        self.visit, self.warned = None, None
        self._language = self._manner.language
        self.theme = self._manner.theme
        self.sparse, self.lengthened, self.steady = False, 0, False
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
        self.warned = None
        while len(self.screen_stack) > 2:
            self.pop_screen()

    def over(self, screen: Screen[Any]) -> None:
        """Show `screen` over the step, in place of what lies over it."""
        self.stay()
        self.push_screen(screen)

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

    # -- waiting ------------------------------------------------------------------------------------

    def _look_at_the_clock(self) -> None:
        from kiosk.visit_map import State
        from screens.resident.dialogs import StillThereScreen

        if self.staff.active and self.screen_stack and not self.is_busy():
            self.staff.look_at_the_clock()
        if self.visit is None or not self.screen_stack:
            if self.voice_on and self.idle_seconds > self._manner.idle_seconds:
                self.narrator.reset()  # whoever woke the voice has gone
            return
        if self.is_speaking and self.warned is None:
            self.rest()
        if self.visit.state in (State.RECORDED, State.FAREWELL, State.SHEET) or self.is_busy():
            return
        left = round(self.patience_seconds - self.idle_seconds)
        if left <= 0:
            self.finish_by_itself()
        elif left <= self._manner.idle_warning_seconds:
            if isinstance(self.warned, StillThereScreen):
                self.warned.show_left(left)
            else:
                self.warned = StillThereScreen(self, left)
                self.push_screen(self.warned)
        elif self.warned is not None:
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
