"""The shell with a voice: keys and touches that steer it, and when it looks at a screen."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual import events
from textual.binding import Binding, BindingType

from screens.shell import KioskShell
from screens.speech.narrator import LOUDNESS, SPEEDS, Narrator
from screens.step import KioskScreen, StepScreen, Tool
from screens.widgets.row import Option

if TYPE_CHECKING:
    from kiosk.i18n import Translator
    from screens.speech.voice import Voice

VOICE_KEYS = {
    "f2": "repeat",
    "f3": "alone",
    "f4": "voice",
    "f6": "softer",
    "f7": "louder",
    "f8": "slower",
    "f9": "faster",
}
"""Keys that a keypad can have, and what they do on every screen."""
VOICE_TOOLS = frozenset({*VOICE_KEYS.values(), "volume", "speed"})


class SpeakingShell(KioskShell):
    """A kiosk that reads its screens to whoever asks for it. Subclasses give the sentences."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(key, f"voice('{what}')", show=False, priority=True) for key, what in VOICE_KEYS.items()
    ]

    def __init__(
        self, *, error_log: Path, monotonic: Callable[[], float], voice: Voice, headphones: bool
    ) -> None:
        """`headphones`: whether the tablet is heard in headphones only."""
        super().__init__(error_log=error_log, monotonic=monotonic)
        self.narrator = Narrator(voice, headphones=headphones)

    @property
    def tr(self) -> Translator:
        """The sentences of the present language."""
        raise NotImplementedError

    @property
    def has_voice(self) -> bool:
        """Whether there is a voice to offer."""
        return self.narrator.voice.exists

    @property
    def voice_on(self) -> bool:
        """Whether somebody has asked for it."""
        return self.narrator.on

    @property
    def is_speaking(self) -> bool:
        """Whether somebody is being spoken to: whoever listens is not away."""
        return self.narrator.on and self.narrator.voice.speaking

    def say_aloud(self, words: str) -> None:
        """Say what stands on no screen, or whose time has come, to whoever listens."""
        self.narrator.say(words, self.tr)

    # -- what the person does

    def somebody_acts(self, event: events.InputEvent) -> None:
        """Silence at the next action. A key on the waiting screen wakes the voice.

        Whoever begins by a key may not see the ♪. A finger begins in silence.
        """
        if isinstance(event, events.Key | events.MouseDown | events.MouseScrollDown | events.MouseScrollUp):
            self.narrator.interrupt()
        waits = len(self.screen_stack) == 1
        if waits and isinstance(event, events.Key) and event.key not in VOICE_KEYS:
            self._switch(True)

    def _switch(self, on: bool) -> None:
        if not on and self.narrator.on:
            self.narrator.off(self.tr("The voice is off."), self.tr)
        elif on and not self.narrator.on:
            self.narrator.switch(True)
        self._show()

    def action_voice(self, what: str) -> None:
        """A key of the voice."""
        self.use_voice(what)

    def use_voice(self, what: str) -> None:
        """Switch it, repeat, louder, faster: each is heard at once."""
        narrator = self.narrator
        if not self.has_voice:
            return
        match what:
            case "voice":
                self._switch(not narrator.on)
            case "repeat":
                narrator.again()
            case "alone":
                narrator.listens_alone(not narrator.alone)
                self.say_aloud(self._alone_words())
            case "softer" | "louder":
                narrator.louder(1 if what == "louder" else -1)
                self.say_aloud(self._loudness_words())
            case "slower" | "faster":
                narrator.faster(1 if what == "faster" else -1)
                self.say_aloud(self._speed_words())
            case "volume":
                narrator.louder(1 if narrator.loudness + 1 < len(LOUDNESS) else -len(LOUDNESS))
            case "speed":
                narrator.faster(1 if narrator.speed + 1 < len(SPEEDS) else -len(SPEEDS))
        self._show()
        if isinstance(self.screen, KioskScreen):
            self.settled(self.screen)

    def _show(self) -> None:
        for screen in self.screen_stack:
            if isinstance(screen, StepScreen) and screen.is_mounted:
                screen.show_voice(self.voice_tool())

    # -- what is said of it

    def voice_tool(self) -> Tool:
        """The ♪ of the top bar: one touch on, one touch off."""
        tr = self.tr
        if self.narrator.on:
            return Tool("voice", "♪ " + tr("Silence"), "♪✔")
        return Tool("voice", "♪ " + tr("Voice"), "♪")

    def voice_options(self) -> list[Option]:
        """What can be changed about the voice, as rows of the screen of helps."""
        tr, narrator = self.tr, self.narrator
        if not self.has_voice:
            return []
        options = [
            Option("voice", tr("Voice"), tr("Yes") if narrator.on else tr("No")),
            Option("volume", tr("How loud the voice is"), self._loudness_words()),
            Option("speed", tr("How fast the voice is"), self._speed_words()),
        ]
        if narrator.headphones:
            options.append(Option("alone", tr("I listen alone, in headphones"), self._alone_words()))
        return options

    def _loudness_words(self) -> str:
        tr = self.tr
        return (tr("Very soft"), tr("Soft"), tr("As usual"), tr("Loud"))[self.narrator.loudness]

    def _speed_words(self) -> str:
        tr = self.tr
        words = (tr("Very slow"), tr("Slow"), tr("As usual"), tr("Fast"), tr("Very fast"))
        return words[self.narrator.speed]

    def _alone_words(self) -> str:
        tr, narrator = self.tr, self.narrator
        if not narrator.headphones:
            return tr("This tablet has a loudspeaker: what is private is not said.")
        if narrator.alone:
            return tr("What you type is said, also your code and your name.")
        return tr("What is private is not said.")

    # -- when it looks

    def settled(self, screen: KioskScreen) -> None:
        """Say what has come, or what has changed."""
        narrator = self.narrator
        if not narrator.on or screen is not self.screen:
            return
        from screens.speech.reading import is_ready

        if not is_ready(screen):
            return
        if isinstance(screen, StepScreen):
            if narrator.failing:
                self._switch(False)
                screen.say(self.tr("The voice cannot be heard. Please ask the staff."))
                return
            if screen.confidential and narrator.must_warn():
                screen.say(self.tr("Other people can hear this voice. You can ask for headphones."))
        narrator.look(screen, self.tr)
