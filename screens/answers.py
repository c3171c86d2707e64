"""What the app knows and answers when a screen asks; holds no rule and no sentence."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from textual.screen import Screen

from kiosk.errors import KioskError
from kiosk.i18n import LANGUAGE_NAMES, Translator, translator
from screens.manner import Manner
from screens.speaking import SpeakingShell
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
    from screens.staff.pairing import Pair

_SECOND_TAP_SECONDS = 0.5
"""EN 301 549, 5.8."""


def _code(language: str) -> str:
    """Two letters for a small button: those of the language that it is a form of."""
    return language[:2].upper()


class Answers(SpeakingShell):
    """The state of one kiosk, and what screens may ask of it."""

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
        self.staff = self.staff_side(around or Surroundings(), monotonic)
        self.sparse = False
        """Whether screens keep to the shape of 40x12 on any grid: fewer things at a time."""
        self.lengthened = 0
        """How often somebody asked for more time."""
        self._words: WordList | None = None
        self.steady = False
        """Whether a second tap on a key soon after the first counts as none."""
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
        self.warned: Screen[Any] | None = None
        """The question whether somebody is still there, while it is shown."""
        self.theme = manner.theme

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
        return _SECOND_TAP_SECONDS if self.steady else 0

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
        return self._manner.idle_seconds * (1 + self.lengthened)

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

    def is_busy(self) -> bool:
        return bool(getattr(self.screen, "busy", False))

    def staff_side(self, around: Surroundings, monotonic: Callable[[], float]) -> StaffSide:
        """The side of the staff, made once."""
        raise NotImplementedError
