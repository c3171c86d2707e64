"""`kiosk run`: settings, tablet, schedule and app put together."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from contextlib import closing, suppress
from typing import TYPE_CHECKING, TypeAlias

from kiosk.errors import UnpairedError
from kiosk.ids import Mode
from kiosk.only_one import only_one
from screens.app import KioskApp, Manner
from screens.running import Running
from screens.service import Service
from screens.speech.espeak import espeak_voice
from screens.speech.voice import Silent, Voice

if TYPE_CHECKING:
    from kiosk.i18n import Translator
    from kiosk.printing.printer import Printer
    from kiosk.settings import Settings, SpeechSettings
    from kiosk.tablet import Tablet
    from screens.browser.page import Page


PrintSheet: TypeAlias = "Callable[[Translator, Sequence[tuple[str, str]]], None]"


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
    from kiosk.printing.printer import printer_of

    with closing(Running(settings, open_tablet)) as running, closing(voice_of(settings.speech)) as voice:
        # One for receipts and sheets: it lets one sheet wait for the other.
        printer = printer_of(settings.printer)
        app = KioskApp(
            running.load,
            manner_of(settings),
            print_sheet=receipts_on(printer, settings, lambda: running.tablet) if printer else None,
            voice=voice,
            around=running.surroundings(printer),
            pair=running.pair,
        )
        app.service = Service.of(os.environ)
        code = app.run_to_exit_code()
        if app.failure is not None:
            raise app.failure
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
