"""Reading aloud: the program, its voices, and something to hear it by."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kiosk.doctor.check import Check, good, look
from kiosk.doctor.machine import Machine
from kiosk.i18n import LANGUAGE_NAMES
from kiosk.settings import SpeechSettings

VOICES: dict[str, tuple[str, ...]] = {"oc": ("oc", "ca"), "fr_simple": ("fr",)}
"""Voices that may read a language, where they are not called as it is; espeak-ng knows no Occitan."""
_USUAL = SpeechSettings()
_CARDS = "/proc/asound/cards"


def look_at_speech(
    machine: Machine, languages: Sequence[str], settings: SpeechSettings = _USUAL
) -> Iterator[Check]:
    """What is needed to hear the screens, unless the settings want no voice."""
    if settings.engine == "off":
        yield good("speech", "Reading aloud is switched off in kiosk.toml.")
        return
    program = settings.program
    listed = machine.run(program, "--voices")
    if listed is None:
        yield look(
            "speech",
            f"{program} is not installed: nothing is read aloud.",
            "Install espeak-ng, so that people who do not see the screen can vote.",
        )
        return
    known = {fields[1] for line in listed.splitlines()[1:] if len(fields := line.split()) > 1}
    bases = known | {voice.partition("-")[0] for voice in known}
    mute = [language for language in languages if not bases & set(VOICES.get(language, (language,)))]
    if mute:
        names = ", ".join(LANGUAGE_NAMES.get(language, language) for language in mute)
        yield look("speech", f"espeak-ng has no voice for {names}.", "Install all of espeak-ng-data.")
    else:
        yield good("speech", "espeak-ng has a voice for every language that is offered.")
    cards = machine.read(_CARDS)
    if cards is None or "no soundcards" in cards:
        yield look(
            "sound", "There is no sound card.", "Plug in headphones, or switch sound on in the firmware."
        )
    else:
        yield good("sound", "There is a sound card.")
