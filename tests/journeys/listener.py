"""Somebody who does not see the screen: presses keys, and knows nothing but what is said."""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from textual.pilot import Pilot

from kiosk.i18n import Translator, translator
from kiosk.tablet import Tablet
from screens.speech.marks import heard
from tests.journeys.kiosk_app import LARGE, PATIENCE_SECONDS, Ticks, person_at
from tests.voices import RecordingVoice

_STEPS_MAX = 80


class NotHeardError(AssertionError):
    """What somebody waits for is never said; the message tells what was."""


@dataclass
class Listener:
    """Keys in, sentences out. There is no eye here: nothing looks at the app or its widgets."""

    pilot: Pilot[Any]
    voice: RecordingVoice
    ticks: Ticks
    tr: Translator
    _from: int = 0

    def sentence(self, msgid: str, **values: Any) -> str:
        """A sentence of the kiosk as it is heard."""
        return heard(self.tr(msgid, **values), self.tr)

    def words(self, msgid: str, **values: Any) -> str:
        """The same without its full stop: as it is heard inside a longer sentence."""
        return self.sentence(msgid, **values).rstrip(".")

    def number(self, one: str, many: str, number: int) -> str:
        """A number of something as it is heard inside a longer sentence."""
        return heard(self.tr.plural(one, many, number), self.tr).rstrip(".")

    @property
    def last(self) -> list[str]:
        """What has been said since the last key."""
        return [text for text, _ in self.voice.said[self._from :]]

    async def press(self, *keys: str) -> list[str]:
        """Press keys one after another; gives what is said after the last one."""
        for key in keys:
            self._from = len(self.voice.said)
            await self.pilot.press(key)
        return self.last

    async def until(self, words: str) -> list[str]:
        """Wait until something is said. Raises `NotHeardError` when it never is."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not self.hears(words):
            if time.monotonic() > deadline:
                raise NotHeardError(f"{words!r} was not said, but: {self.last}")
            await asyncio.sleep(0.005)
        await self.pilot.pause()
        return self.last

    def hears(self, words: str) -> bool:
        """Whether this was among what was said since the last key."""
        return any(words in sentence for sentence in self.last)

    # -- finding

    async def find(self, words: str) -> list[str]:
        """Walk until the keys point at something called so; turn pages on the way."""
        known: list[str] = []
        for _ in range(_STEPS_MAX):
            said = await self.press("tab")
            if any(words in sentence for sentence in said):
                return said
            if any(self._leads_on(sentence) for sentence in said):
                await self._turn_until(words)
                if self.hears(words):
                    return await self._back_to(words)
            if not said and len(known) > 2:
                break
            known += said
        raise NotHeardError(f"{words!r} is nowhere. What was said: {known}")

    async def _turn_until(self, words: str) -> None:
        """Press Enter on "see more" as long as it is there and the words are not said."""
        for _ in range(_STEPS_MAX):
            said = await self.press("enter")
            if self.hears(words) or not any(self._leads_on(sentence) for sentence in said):
                return

    async def _back_to(self, words: str) -> list[str]:
        """The row was read with its page: it lies before "see more"."""
        for _ in range(_STEPS_MAX):
            said = await self.press("shift+tab")
            if any(words in sentence for sentence in said):
                return said
        raise NotHeardError(f"{words!r} was read and cannot be reached")

    def _leads_on(self, sentence: str) -> bool:
        more = [self.tr.plural("See {n} more ▼", "See {n} more ▼", n) for n in (1, 2)]
        more += [self.tr.plural("{n} more quartier ▼", "{n} more quartiers ▼", n) for n in (1, 2)]
        shapes = {re.sub(r"\d+", "#", heard(words, self.tr)).rstrip(".") for words in more}
        return any(re.sub(r"\d+", "#", sentence).startswith(shape) for shape in shapes)

    async def choose(self, words: str) -> list[str]:
        """Find it and press Enter on it."""
        await self.find(words)
        return await self.press("enter")

    async def do(self, msgid: str) -> list[str]:
        """Find a button by the words of the kiosk and press it."""
        return await self.choose(self.words(msgid))

    # -- typing

    async def type(self, text: str) -> None:
        """Type on real keys."""
        await self.press(*("space" if character == " " else character for character in text))

    async def type_by_arrows(self, text: str) -> None:
        """Type on the keyboard of the screen with the arrows and Enter, by the names that are said."""
        await self.find(self.words("keyboard"))
        here, way = self.last[0].partition(",")[0].strip("."), "right"
        for character in text:
            here, way = await self._walk_to(character, here, way)
            await self.press("enter")

    async def _walk_to(self, character: str, here: str, way: str) -> tuple[str, str]:
        """Sweep the rows, up first and then down, to and fro, until the letter is said."""
        for across in ("up", "down"):
            for _ in range(_STEPS_MAX):
                if here == character:
                    return here, way
                here, turned = await self._step(way, here)
                if turned:
                    way = "left" if way == "right" else "right"
                    here, ended = await self._step(across, here)
                    if ended:
                        break
        raise NotHeardError(f"No key is called {character!r}")

    async def _step(self, key: str, here: str) -> tuple[str, bool]:
        """The key that is said now; whether the keyboard ended there, and was entered again."""
        said = await self.press(key)
        if len(said) == 1 and len(said[0].rstrip(".")) == 1:
            return said[0].rstrip("."), False
        back = {"right": "shift+tab", "down": "shift+tab", "left": "tab", "up": "tab"}
        for again in (back[key], "tab", "shift+tab"):
            for _ in range(_STEPS_MAX):
                said = await self.press(again)
                if self.hears(self.words("keyboard")):
                    return said[0].partition(",")[0], True
        raise NotHeardError("The keyboard was left and cannot be found again")


@asynccontextmanager
async def listener_at(
    tablet: Tablet,
    size: tuple[int, int] = LARGE,
    *,
    language: str = "fr",
    voice: RecordingVoice | None = None,
    **manner: Any,
) -> AsyncIterator[Listener]:
    """Somebody who listens, in front of a kiosk that has a voice."""
    voice = voice or RecordingVoice()
    async with person_at(tablet, size, voice=voice, **manner) as person:
        yield Listener(person.pilot, voice, person.ticks, translator(language))
