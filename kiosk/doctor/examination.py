"""Everything that is looked at, in order: what people see, hear and hold, what is kept, what is carried."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from kiosk.doctor.check import Check, mend
from kiosk.doctor.clock import compared_with_hub, look_at_clock
from kiosk.doctor.disk import look_at_disk
from kiosk.doctor.fonts import look_at_fonts
from kiosk.doctor.hub import look_at_hub
from kiosk.doctor.keys import look_at_keys
from kiosk.doctor.machine import Machine
from kiosk.doctor.power import look_at_battery, look_at_memory
from kiosk.doctor.printer import look_at_printer
from kiosk.doctor.software import look_at_software
from kiosk.doctor.speech import look_at_speech
from kiosk.doctor.tablet import index_of, look_at_tablet
from kiosk.doctor.terminal import look_at_terminal
from kiosk.errors import KioskError
from kiosk.printing.printer import Printer, printer_of
from kiosk.settings import PrinterSettings, Settings
from kiosk.tablet import Tablet


def findings(
    settings: Settings,
    machine: Machine,
    open_tablet: Callable[[], Tablet],
    open_printer: Callable[[PrinterSettings], Printer | None] = printer_of,
) -> list[Check]:
    """Look at the whole device."""
    printer = open_printer(settings.printer)
    return [
        *look_at_software(settings.tablet.languages),
        *look_at_terminal(machine),
        *look_at_fonts(machine),
        *look_at_speech(machine, settings.tablet.languages, settings.speech),
        *look_at_printer(printer.look if printer else None),
        *look_at_memory(machine),
        *look_at_battery(machine),
        *look_at_disk(machine, settings.data_folder),
        *look_at_clock(machine),
        *_paired(machine, open_tablet),
    ]


def _paired(machine: Machine, open_tablet: Callable[[], Tablet]) -> Iterator[Check]:
    try:
        tablet = open_tablet()
    except KioskError as error:
        yield mend(
            "tablet", str(error), "Then ask the doctor again: the vault, the keys and the hub wait for it."
        )
        return
    try:
        yield from look_at_tablet(tablet)
        index = index_of(tablet)
        yield from look_at_keys(machine, tablet.folder, index.catalogue.keys if index else None)
        answer = machine.ask_hub(tablet.pairing.hub_address)
        yield from look_at_hub(tablet.pairing.hub_address, answer)
        yield from compared_with_hub(machine, answer)
    finally:
        tablet.close_files()
