"""`kiosk run`: settings, tablet, schedule and app put together."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from contextlib import ExitStack, suppress
from typing import TYPE_CHECKING

from kiosk.errors import UnpairedError
from kiosk.ids import Mode
from kiosk.only_one import only_one
from screens.app import KioskApp, Manner
from screens.service import Service
from screens.speech.espeak import espeak_voice
from screens.speech.voice import Silent, Voice
from screens.staff.carrying import sticks_under
from screens.staff.side import Finding, Surroundings

if TYPE_CHECKING:
    from kiosk.backup.keeper import Keeper
    from kiosk.i18n import Translator
    from kiosk.printing.printer import Printer
    from kiosk.settings import Settings, SpeechSettings
    from kiosk.tablet import Tablet
    from screens.browser.page import Page
    from sync.courier import Progress
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


def printing_of(settings: Settings, tablet: Callable[[], Tablet]) -> PrintSheet | None:
    """What puts receipts on paper, or None where no printer is set."""
    from kiosk.printing.printer import printer_of

    printer = printer_of(settings.printer)
    return None if printer is None else receipts_on(printer, settings, tablet)


def receipts_on(printer: Printer, settings: Settings, tablet: Callable[[], Tablet]) -> PrintSheet:
    """What puts receipts on the paper of `printer`."""

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
    alone: list[None] = []
    keepers: list[Keeper] = []
    with ExitStack() as held:

        def load() -> Tablet:
            from sync.schedule import CarrySchedule

            if not alone:  # a second time after a pairing
                alone.append(held.enter_context(only_one(settings.data_folder)))
            tablet = open_tablet(settings)
            schedule = CarrySchedule(tablet, settings.sync, settings.retention.days)
            schedule.start()
            running.append((tablet, schedule))
            if settings.backup.folder:
                from kiosk.backup.keeper import keeper_of

                keeper = keeper_of(tablet, settings)
                if keeper is not None:
                    keeper.start()
                    keepers.append(keeper)
            return tablet

        def pair(address: str, code: str, name: str) -> None:
            import httpx

            from sync.pair import pair_tablet

            with httpx.Client(timeout=settings.sync.timeout_seconds) as client:
                pair_tablet(settings.data_folder, address, code, name, client).close_files()

        def by_hand(report: Callable[[Progress], None], cancelled: Callable[[], bool]) -> Progress:
            return running[-1][1].carry_now(report, cancelled)

        def soon() -> None:
            running[-1][1].soon()

        def last_word() -> None:
            import httpx

            from sync.last_word import tell_of_reset

            tablet = running[-1][0]
            address, seconds = tablet.pairing.hub_address, settings.sync.timeout_seconds
            with httpx.Client(base_url=address, timeout=seconds) as client:
                tell_of_reset(tablet, client)

        def findings() -> Sequence[Finding]:
            from screens.staff.device import device_findings

            return device_findings(settings, lambda: open_tablet(settings))

        from kiosk.printing.printer import printer_of

        voice = voice_of(settings.speech)
        held.callback(voice.close)
        # One for receipts and sheets: it lets one sheet wait for the other.
        printer = printer_of(settings.printer)
        app = KioskApp(
            load,
            manner_of(settings),
            print_sheet=receipts_on(printer, settings, lambda: running[-1][0]) if printer else None,
            voice=voice,
            around=Surroundings(
                carrier=by_hand,
                next_attempt=lambda: running[-1][1].next_attempt,
                waits_for_power=lambda: running[-1][1].waits_for_power,
                sync_soon=soon,
                sticks=lambda: sticks_under(settings.sticks_folder),
                findings=findings,
                printer=printer.print if printer else None,
                keeper=lambda: keepers[-1] if keepers else None,
                last_word=last_word,
            ),
            pair=pair,
        )
        app.service = Service.of(os.environ)
        code = app.run_to_exit_code()
        if app.failure is not None:
            raise app.failure
        for keeper in keepers:
            keeper.stop()
        for tablet, schedule in running:
            schedule.stop()
            tablet.close_files()
        return code


def run_kiosk_in_browser(
    settings: Settings,
    open_tablet: Callable[[Settings], Tablet],
    options: Sequence[str],
    port: int | None,
    say: Callable[[str], None],
) -> int:
    """Serve the page until the service ends it; gives the exit code.

    Args:
        options: those of `kiosk run` for the app behind the page.
        port: in place of the setting.
        say: for whoever started it.
    """
    from screens.browser.serve import serve_page

    manner = manner_of(settings)
    # What would stop every app behind the page stops this command, in words.
    with only_one(settings.data_folder), suppress(UnpairedError):  # the page asks for the pairing
        open_tablet(settings).close_files()
    command = [sys.executable, "-m", "kiosk.cli", "run", *options]
    return serve_page(
        page_of(manner, settings.browser.text_pixels),
        command,
        settings.browser.port if port is None else port,
        say,
    )


def page_of(manner: Manner, text_pixels: int) -> Page:
    """The page in this kiosk's manner."""
    from screens.browser.page import Page

    return Page(manner.language, manner.languages, manner.theme, text_pixels)
