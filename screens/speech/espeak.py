"""espeak-ng as a child process, one for each few sentences.

The text goes in by its standard input: never among the arguments, which every user of the machine can
read and where a leading dash would be an option. Being silent is killing the child. A program that is
missing or fails disturbs nobody: it is only not heard.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

VOICES = {"fr": "fr-fr", "en": "en-gb", "es": "es", "oc": "ca"}
"""espeak-ng has no Occitan voice; Catalan is the nearest that it has."""
_OTHER = "fr-fr"
_AMPLITUDE_MAX = 200
_RATES = (80, 450)
"""Words per minute that espeak-ng speaks."""
_TEXT_MAX = 4000
_TOGETHER_MAX = 300
"""Characters given to one child: what it would still say if the kiosk were killed beside it."""
_START_SECONDS = 10.0
_LETTERS_A_WORD = 6
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]+")
_COMMANDS = re.compile(r"[\[\]<>]+")


def as_data(text: str) -> str:
    """`text` with everything that espeak-ng would take for a command left out.

    Ctrl-A begins a command in the text, ``[[`` phonemes; ``<`` would begin SSML were it switched on.
    """
    return " ".join(_COMMANDS.sub(" ", _CONTROL.sub(" ", text[:_TEXT_MAX])).split())


@dataclass(frozen=True)
class _Utterance:
    text: str
    language: str
    rate: int
    amplitude: int

    def joined(self, other: _Utterance) -> _Utterance | None:
        """Both in one, where that is the same voice and not too long."""
        text = f"{self.text}\n\n{other.text}"
        like = (self.language, self.rate, self.amplitude) == (other.language, other.rate, other.amplitude)
        if not like or len(text) > _TOGETHER_MAX:
            return None
        return _Utterance(text, self.language, self.rate, self.amplitude)


class EspeakVoice:
    """A thread that hands sentences to one child after another."""

    exists = True

    def __init__(self, program: str, *, words_per_minute: int, amplitude: int) -> None:
        """Args:
        program: where the program is.
        words_per_minute: the usual speed.
        amplitude: the usual loudness, of 200 at most.
        """
        self._program, self._words_per_minute, self._amplitude = program, words_per_minute, amplitude
        self.rate, self.decibels = 1.0, 0.0
        self._changed = threading.Condition()
        self._waiting: list[_Utterance] = []
        self._generation = 0
        """Counts the silences: what was begun before the last one is not to be heard any more."""
        self._saying: int | None = None
        self._child: subprocess.Popen[bytes] | None = None
        self._thread: threading.Thread | None = None
        self._closed = False
        self._failures = 0

    @property
    def speaking(self) -> bool:
        """Whether something is being said, or still to be said."""
        with self._changed:
            return bool(self._waiting) or self._saying == self._generation

    @property
    def failures(self) -> int:
        """How many attempts in a row could not be heard."""
        return self._failures

    def say(self, text: str, language: str) -> None:
        """Say `text` after all that is still to be said."""
        data = as_data(text)
        if not data:
            return
        rate = max(_RATES[0], min(round(self._words_per_minute * self.rate), _RATES[1]))
        amplitude = min(round(self._amplitude * 10 ** (self.decibels / 20)), _AMPLITUDE_MAX)
        with self._changed:
            if self._closed:
                return
            self._waiting.append(_Utterance(data, language, rate, amplitude))
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="voice", daemon=True)
                self._thread.start()
            self._changed.notify()

    def stop(self) -> None:
        """Kill what speaks, forget what waits."""
        with self._changed:
            self._waiting.clear()
            self._generation += 1
            if self._child is not None:
                self._child.kill()

    def close(self) -> None:
        """Be silent for good, and let the thread end."""
        self.stop()
        with self._changed:
            self._closed = True
            self._changed.notify()
        if self._thread is not None:
            self._thread.join(_START_SECONDS)

    # -- in the thread

    def _run(self) -> None:
        while self._say_next():
            pass

    def _say_next(self) -> bool:
        """Wait for a text and say it. What was said is forgotten on return: nothing of it waits with us."""
        taken = self._take()
        if taken is None:
            return False
        utterance, generation = taken
        heard = self._speak(utterance, generation)
        with self._changed:
            self._saying = None
            if generation == self._generation:
                self._failures = 0 if heard else self._failures + 1
        return True

    def _take(self) -> tuple[_Utterance, int] | None:
        with self._changed:
            while not self._waiting and not self._closed:
                self._changed.wait()
            if self._closed:
                return None
            utterance = self._waiting.pop(0)
            while self._waiting and (more := utterance.joined(self._waiting[0])) is not None:
                utterance = more
                self._waiting.pop(0)
            self._saying = self._generation
            return utterance, self._generation

    def _speak(self, utterance: _Utterance, generation: int) -> bool:
        """Whether it could be heard."""
        try:
            child = subprocess.Popen(  # noqa: S603 - the program of the settings, no text among the arguments
                self._command(utterance),
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE,
                start_new_session=True,  # a key that ends programs is for the kiosk, which ignores it
            )
        except OSError:
            return False
        with self._changed:
            if generation == self._generation:
                self._child = child
            else:
                child.kill()
        # A child that hangs must not keep the visit open for ever: it counts as speaking.
        words = len(utterance.text) / _LETTERS_A_WORD
        patience = _START_SECONDS + 4 * 60 * words / utterance.rate
        told = b""
        try:
            _, told = child.communicate(utterance.text.encode(errors="replace"), timeout=patience)
        except subprocess.TimeoutExpired:
            child.kill()
            with suppress(OSError):
                child.communicate()
        finally:
            with self._changed:
                self._child = None
        # espeak-ng ends with 0 where there is no sound device, and says so in a line of its own.
        return child.returncode == 0 and not any(line.startswith(b"error") for line in told.splitlines())

    def _command(self, utterance: _Utterance) -> list[str]:
        # No -m: markup is not read as markup.
        return [
            self._program,
            "--stdin",
            "-b1",
            f"-v{VOICES.get(utterance.language, _OTHER)}",
            f"-s{utterance.rate}",
            f"-a{utterance.amplitude}",
        ]


def espeak_voice(
    program: str,
    *,
    words_per_minute: int,
    amplitude: int,
    which: Callable[[str], str | None] = shutil.which,
) -> EspeakVoice | None:
    """The voice of this machine, or None where the program is not installed."""
    found = which(program)
    if found is None:
        return None
    return EspeakVoice(found, words_per_minute=words_per_minute, amplitude=amplitude)
