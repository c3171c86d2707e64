"""espeak-ng as a child: what it is given, how it is silenced, and that its failures disturb nobody."""

from __future__ import annotations

import json
import math
import os
import shutil
import signal
import stat
import subprocess
import sys
import time
import wave
from array import array
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from screens.speech.espeak import VOICES, EspeakVoice, as_data, espeak_voice
from screens.speech.narrator import LOUDNESS

PATIENCE_SECONDS = 20.0
HOSTILE = (
    "--help",
    "-w/tmp/x",
    "<speak>bonjour</speak>",
    "[[h@l'oU]]",
    "\x01300S\x01100A",
    "a\x00b",
    "\ud800",
    "&lt;",
)
ESPEAK = shutil.which("espeak-ng")
NEEDS_ESPEAK = pytest.mark.skipif(ESPEAK is None, reason="espeak-ng is not installed here")

CHILD = """#!{python}
import json, os, pathlib, sys, time
folder = pathlib.Path({folder!r})
text = sys.stdin.buffer.read().decode()
number = len(list(folder.glob("said-*")))
given = {{"text": text, "argv": sys.argv[1:], "pid": os.getpid()}}
(folder / f"part-{{number}}").write_text(json.dumps(given))
(folder / f"part-{{number}}").rename(folder / f"said-{{number}}")
if "HANG" in text:
    time.sleep(600)
if "FAIL" in text:
    sys.exit(3)
if "MUTE" in text:
    print("ALSA lib: no card", "error: No such file or directory", sep="\\n", file=sys.stderr)
"""


class Child:
    """A program in place of espeak-ng, which writes down what it is given."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.program = folder / "speaks"
        self.program.write_text(CHILD.format(python=sys.executable, folder=str(folder)), encoding="utf-8")
        self.program.chmod(self.program.stat().st_mode | stat.S_IXUSR)

    def said(self) -> list[dict[str, object]]:
        """What each call was given, in order."""
        files = sorted(self.folder.glob("said-*"), key=lambda file: int(file.name.partition("-")[2]))
        return [json.loads(file.read_text(encoding="utf-8")) for file in files]


def until(so: Callable[[], bool]) -> None:
    """Wait until something is so, which it always is in the end."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not so():
        assert time.monotonic() < deadline, "never"
        time.sleep(0.005)


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


@pytest.fixture
def child(tmp_path: Path) -> Child:
    return Child(tmp_path)


@pytest.fixture
def voice(child: Child) -> Iterator[EspeakVoice]:
    speaks = EspeakVoice(str(child.program), words_per_minute=160, amplitude=100)
    yield speaks
    speaks.close()


def test_the_text_goes_in_by_the_standard_input_and_is_no_argument(child: Child, voice: EspeakVoice) -> None:
    voice.say("K, 7, Q, M", "fr")
    until(lambda: not voice.speaking)
    [said] = child.said()
    assert said["text"] == "K, 7, Q, M"
    assert said["argv"] == ["--stdin", "-b1", "-vfr-fr", "-s160", "-a100"]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_text(text: str, child: Child, voice: EspeakVoice) -> None:
    voice.say(f"avant {text} après", "fr")
    until(lambda: not voice.speaking)
    [said] = child.said()
    words = str(said["text"])
    assert words.startswith("avant ")
    assert words.endswith(" après")
    assert not set(words) & set("[]<>\x00\x01\x1b")
    assert len(said["argv"]) == 5  # type: ignore[arg-type]
    assert voice.failures == 0


def test_each_language_has_its_voice(child: Child, voice: EspeakVoice) -> None:
    for language in ("fr", "en", "es", "oc", "??"):
        voice.say(language, language)
    until(lambda: not voice.speaking)
    voices = [next(option for option in said["argv"] if option.startswith("-v")) for said in child.said()]  # type: ignore[attr-defined]
    assert voices == ["-vfr-fr", "-ven-gb", "-ves", "-vca", "-vfr-fr"]


def test_rate_and_volume_are_those_of_the_moment_it_was_said(child: Child, voice: EspeakVoice) -> None:
    voice.rate, voice.decibels = 1.6, 6.0
    voice.say("vite et fort", "fr")
    voice.rate, voice.decibels = 0.6, -12.0
    voice.say("lentement et bas", "fr")
    voice.rate, voice.decibels = 100.0, 100.0
    voice.say("jamais plus", "fr")
    until(lambda: not voice.speaking)
    given = [said["argv"][3:] for said in child.said()]  # type: ignore[index]
    assert given == [["-s256", "-a200"], ["-s96", "-a25"], ["-s450", "-a200"]]


def test_short_sentences_of_one_language_share_a_child(child: Child, voice: EspeakVoice) -> None:
    voice.say("HANG", "en")
    until(lambda: len(child.said()) == 1)
    for text in ("un.", "deux.", "x" * 299, "trois."):
        voice.say(text, "fr")
    voice.say("four.", "en")
    os.kill(int(str(child.said()[0]["pid"])), signal.SIGTERM)
    until(lambda: not voice.speaking)
    assert [said["text"] for said in child.said()[1:]] == ["un.\n\ndeux.", "x" * 299, "trois.", "four."]


def test_silence_kills_the_child_and_forgets_what_waits(child: Child, voice: EspeakVoice) -> None:
    long = "HANG " * 600  # so long that nobody loses patience with it here
    voice.say(long, "fr")
    voice.say("never", "en")
    until(lambda: len(child.said()) == 1)
    pid = int(str(child.said()[0]["pid"]))
    voice.stop()
    assert not voice.speaking
    until(lambda: not is_alive(pid))
    voice.say("after", "en")
    until(lambda: not voice.speaking)
    assert [said["text"] for said in child.said()] == [long.strip(), "after"]
    assert voice.failures == 0, "whoever was silenced has not failed"


def test_closing_leaves_no_child_and_says_nothing_more(child: Child, voice: EspeakVoice) -> None:
    voice.say("HANG", "fr")
    until(lambda: len(child.said()) == 1)
    voice.close()
    assert not is_alive(int(str(child.said()[0]["pid"])))
    voice.say("never", "fr")
    assert not voice.speaking
    voice.close()


@pytest.mark.parametrize("text", ["FAIL", "MUTE"])
def test_what_cannot_be_heard_is_counted_until_something_is(
    text: str, child: Child, voice: EspeakVoice
) -> None:
    for language in ("fr", "en"):
        voice.say(text, language)
    until(lambda: voice.failures == 2)
    voice.say("bonjour", "fr")
    until(lambda: voice.failures == 0 and not voice.speaking)


def test_a_program_that_vanishes_disturbs_nobody(tmp_path: Path) -> None:
    voice = EspeakVoice(str(tmp_path / "not there"), words_per_minute=160, amplitude=100)
    voice.say("bonjour", "fr")
    until(lambda: voice.failures == 1 and not voice.speaking)
    voice.close()


def test_without_the_program_there_is_no_voice() -> None:
    assert espeak_voice("espeak-ng", words_per_minute=160, amplitude=100, which=lambda _: None) is None


# -- the real one


def render(text: str, folder: Path, amplitude: int = 100, voice: str = "fr-fr") -> array[int]:
    """What espeak-ng would play, as samples."""
    file = folder / "said.wav"
    speaks = EspeakVoice(str(ESPEAK), words_per_minute=160, amplitude=amplitude)
    language = next(language for language, name in VOICES.items() if name == voice)
    commands: list[list[str]] = []

    def command(utterance: object) -> list[str]:
        commands.append([*EspeakVoice._command(speaks, utterance), f"-w{file}"])  # type: ignore[arg-type]
        return commands[-1]

    speaks._command = command  # type: ignore[method-assign]
    speaks.say(text, language)
    until(lambda: not speaks.speaking)
    assert speaks.failures == 0
    speaks.close()
    with wave.open(str(file)) as sound:
        return array("h", sound.readframes(sound.getnframes()))


def loudness(samples: array[int]) -> float:
    """Root mean square."""
    return math.sqrt(sum(sample * sample for sample in samples) / len(samples))


@NEEDS_ESPEAK
@pytest.mark.parametrize("voice", sorted(VOICES.values()))
def test_espeak_has_every_voice(voice: str, tmp_path: Path) -> None:
    assert loudness(render("Budget 2027", tmp_path, voice=voice)) > 100


@NEEDS_ESPEAK
@pytest.mark.parametrize("text", ["--help", "<speak>oui</speak>", "[[h@l'oU]]", "-1"])
def test_espeak_reads_hostile_text_as_words(text: str, tmp_path: Path) -> None:
    whole = render(f"avant {text} après", tmp_path)
    plain = render("avant après", tmp_path)
    assert len(whole) > len(plain), "what is between is spoken too"
    assert render(as_data(text), tmp_path) == render(text, tmp_path)


@NEEDS_ESPEAK
def test_phonemes_would_be_a_command_and_are_not() -> None:
    def phonemes(text: str) -> str:
        answer = subprocess.run(
            [str(ESPEAK), "--stdin", "-b1", "-vfr-fr", "-q", "-x"],
            input=text,
            capture_output=True,
            text=True,
            check=True,
        )
        return answer.stdout.strip()

    assert phonemes("[[h@l'oU]]") == "h@l'oU", "the danger is real"
    assert phonemes(as_data("[[h@l'oU]]")) != "h@l'oU"


@NEEDS_ESPEAK
def test_the_loudest_is_18_decibels_above_the_softest(tmp_path: Path) -> None:
    levels = [
        loudness(render("Budget participatif", tmp_path, amplitude=round(100 * 10 ** (decibels / 20))))
        for decibels in LOUDNESS
    ]
    softest, *_, usual, loudest = levels
    assert 20 * math.log10(loudest / softest) >= 18
    assert 20 * math.log10(usual / softest) >= 12


@NEEDS_ESPEAK
def test_espeak_is_silenced_at_once() -> None:
    voice = espeak_voice("espeak-ng", words_per_minute=80, amplitude=10)
    assert voice is not None
    voice.say("un deux trois quatre cinq six sept huit neuf dix " * 5, "fr")
    voice.stop()
    assert not voice.speaking
    voice.close()
