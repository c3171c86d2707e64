"""`kiosk run`: settings, tablet, schedule and app put together."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from screens.app import KioskApp, Manner
from screens.staff.carrying import sticks_under
from screens.staff.device import device_findings
from screens.staff.side import Surroundings

if TYPE_CHECKING:
    from kiosk.settings import Settings
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
        hold_seconds=settings.writing.hold_milliseconds / 1000,
        words=settings.words_file,
    )


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

    around = Surroundings(
        next_attempt=lambda: running[-1][1].next_attempt,
        sticks=lambda: sticks_under(settings.sticks_folder),
        findings=lambda: device_findings(settings, lambda: open_tablet(settings)),
    )
    app = KioskApp(load, manner_of(settings), around=around)
    code = app.run_to_exit_code()
    if app.failure is not None:
        raise app.failure
    for tablet, schedule in running:
        schedule.stop()
        tablet.close_files()
    return code
