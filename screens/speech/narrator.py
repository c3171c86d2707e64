"""When something is said: a screen when it comes, then only what has changed on it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from screens.speech.marks import ended, heard

if TYPE_CHECKING:
    from kiosk.i18n import Translator
    from screens.speech.reading import Scene
    from screens.speech.voice import Voice
    from screens.step import KioskScreen

LOUDNESS = (-12, -6, 0, 6)
"""Decibels from the usual: 18 between the softest and the loudest, 12 from the softest to the usual
(EN 301 549, 8.2.1.1 and 8.2.1.2)."""
SPEEDS = (0.6, 0.8, 1.0, 1.25, 1.6)
"""Times the usual."""
_FAILURES_MAX = 2


class Narrator:
    """The voice of one visit after another: silent until someone asks for it, and after each visit."""

    def __init__(self, voice: Voice, *, headphones: bool = False) -> None:
        """`headphones`: what this tablet says can only be heard in them, if the person says so too."""
        self.voice = voice
        self.headphones = headphones
        self.reset()

    def reset(self) -> None:
        """As before the first visit."""
        self.voice.stop()
        self.on = False
        self.alone = False
        """Whether the person has said that nobody else hears the voice."""
        self.loudness, self.speed = LOUDNESS.index(0), SPEEDS.index(1.0)
        self._scene: Scene | None = None
        """What was said last; what is on it, is in the memory of the visit alone."""
        self._around: tuple[str, ...] = ()
        self._explained = False
        self._failures_before = 0
        self._warned = False
        self._set_voice()

    def _set_voice(self) -> None:
        self.voice.decibels, self.voice.rate = float(LOUDNESS[self.loudness]), SPEEDS[self.speed]

    # -- what the person asks for

    def switch(self, on: bool) -> None:
        """On or off; the present screen is said next."""
        self.on = on and self.voice.exists
        self._failures_before = self.voice.failures
        self._explained = False
        self.again()

    def louder(self, steps: int) -> None:
        """Louder, or softer."""
        self.loudness = max(0, min(self.loudness + steps, len(LOUDNESS) - 1))
        self._set_voice()

    def faster(self, steps: int) -> None:
        """Faster, or slower."""
        self.speed = max(0, min(self.speed + steps, len(SPEEDS) - 1))
        self._set_voice()

    def listens_alone(self, alone: bool) -> None:
        """Whether nobody else can hear; only where the tablet is known to speak into headphones."""
        self.alone = alone and self.headphones

    def again(self) -> None:
        """Forget what was said: all of the screen is said anew."""
        self.voice.stop()
        self._scene = None
        self._around = ()

    # -- what the kiosk tells it

    def interrupt(self) -> None:
        """The person does something: silence at once, even if it is the same refusal that follows."""
        self.voice.stop()
        if self._scene is not None:
            self._scene = replace(self._scene, notice="")

    def must_warn(self) -> bool:
        """Whether it has still to be said that others can hear; true once a visit."""
        must = self.on and not self.alone and not self._warned
        self._warned = self._warned or must
        return must

    def goodbye(self, words: str, tr: Translator) -> None:
        """The end of a visit: everything as before it, and some last words to someone who listened."""
        listened = self.on
        self.reset()
        if listened:
            self._speak([(words, "")], tr)

    @property
    def failing(self) -> bool:
        """Whether nothing has been heard since it was switched on."""
        return self.voice.failures >= self._failures_before + _FAILURES_MAX

    def off(self, words: str, tr: Translator) -> None:
        """Off, after some last words to someone who listened."""
        listened = self.on
        self.switch(False)
        if listened:
            self._speak([(words, "")], tr)

    def say(self, words: str, tr: Translator) -> None:
        """Say something that stands on no screen, or whose time has come."""
        if self.on:
            self._speak([(words, "")], tr)

    def look(self, screen: KioskScreen, tr: Translator) -> None:
        """Look at a screen that has come to rest: say it, or what has changed."""
        from screens.speech.reading import is_ready, scene_of
        from screens.speech.telling import changes, whole

        if not self.on or not is_ready(screen):
            return
        scene = scene_of(screen, tr, alone=self.alone)
        before, self._scene = self._scene, scene
        if before is None or before.title != scene.title:
            self._speak(whole(scene, tr, self._around, explains=not self._explained), tr)
            self._around, self._explained = scene.around or tuple(part.name for part in scene.body), True
        else:
            self._speak(changes(before, scene, tr), tr)

    def _speak(self, said: Iterable[tuple[str, str]], tr: Translator) -> None:
        for words, language in said:
            text = heard(words, tr)
            if text:
                self.voice.say(ended(text), (language or tr.language).partition("_")[0])
