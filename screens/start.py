"""`kiosk run`: settings, tablet, schedule and app put together."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from screens.app import KioskApp, Manner
from screens.speech.espeak import espeak_voice
from screens.speech.voice import Silent, Voice

if TYPE_CHECKING:
    from kiosk.settings import Settings, SpeechSettings
    from kiosk.tablet import Tablet
    from sync.schedule import CarrySchedule


def manner_of(settings: Settings) -> Manner:
    """How this tablet greets and waits."""
    data = settings.data_folder
    data.mkdir(parents=True, exist_ok=True)
    return Manner(
        error_log=data / "errors.log",
        place=settings.tablet.place,
        language=settings.tablet.language,
        languages=tuple(settings.tablet.languages),
        theme=settings.tablet.theme,
        idle_seconds=settings.visit.idle_seconds,
        idle_warning_seconds=settings.visit.idle_warning_seconds,
        ending_seconds=settings.visit.ending_seconds,
        second_strike_seconds=settings.visit.second_strike_milliseconds / 1000,
        headphones=settings.speech.headphones,
    )


def voice_of(settings: SpeechSettings) -> Voice:
    """The voice of this tablet; a silent one where none is installed or wanted."""
    found = None
    if settings.engine == "auto":
        found = espeak_voice(
            settings.program, words_per_minute=settings.words_per_minute, amplitude=settings.volume
        )
    return found or Silent()


def run_kiosk(settings: Settings, open_tablet: Callable[[Settings], Tablet]) -> int:
    """Run until the service ends it; gives the exit code."""
    running: list[tuple[Tablet, CarrySchedule]] = []

    def load() -> Tablet:
        from sync.schedule import CarrySchedule

        tablet = open_tablet(settings)
        schedule = CarrySchedule(tablet, settings.sync, settings.retention.days)
        schedule.start()
        running.append((tablet, schedule))
        return tablet

    voice = voice_of(settings.speech)
    app = KioskApp(load, manner_of(settings), voice=voice)
    try:
        code = app.run_to_exit_code()
    finally:
        voice.close()
    if app.failure is not None:
        raise app.failure
    for tablet, schedule in running:
        schedule.stop()
        tablet.close_files()
    return code
