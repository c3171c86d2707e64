"""`kiosk run`: settings, tablet, schedule and app put together."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from kiosk.ids import Mode
from screens.app import KioskApp, Manner
from screens.service import Service

if TYPE_CHECKING:
    from kiosk.i18n import Translator
    from kiosk.settings import Settings
    from kiosk.tablet import Tablet
    from sync.schedule import CarrySchedule

    PrintSheet = Callable[[Translator, Sequence[tuple[str, str]]], None]


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


def printing_of(settings: Settings, tablet: Callable[[], Tablet]) -> PrintSheet | None:
    """What puts receipts on paper, or None where no printer is set."""
    from kiosk.printing.printer import printer_of

    printer = printer_of(settings.printer)
    if printer is None:
        return None

    def print_sheet(tr: Translator, receipts: Sequence[tuple[str, str]]) -> None:
        from kiosk.printing.receipt import Issuer, receipt_sheet

        held = tablet()
        issuer = Issuer(
            organiser=held.index.catalogue.organiser.within(tr.language) if held.index else "",
            place=settings.tablet.place,
            day=held.clock().astimezone().date(),
            is_test=held.pairing.mode is not Mode.OFFICIAL,
            check_at=settings.printer.check_at,
        )
        printer.print(receipt_sheet(tr, receipts, issuer))

    return print_sheet


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

    app = KioskApp(load, manner_of(settings), print_sheet=printing_of(settings, lambda: running[-1][0]))
    app.service = Service.of(os.environ)
    code = app.run_to_exit_code()
    if app.failure is not None:
        raise app.failure
    for tablet, schedule in running:
        schedule.stop()
        tablet.close_files()
    return code
