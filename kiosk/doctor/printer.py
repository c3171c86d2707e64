"""The receipt printer that is set, if one is."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from kiosk.doctor.check import Check, good, look, mend
from kiosk.errors import PrinterError
from kiosk.printing.printer import PaperState


def look_at_printer(ask: Callable[[], PaperState] | None) -> Iterator[Check]:
    """`ask` gives what the printer says of its paper; None where no printer is set."""
    if ask is None:
        yield good("printer", "No printer is set: receipts are shown, not printed.")
        return
    try:
        paper = ask()
    except PrinterError as error:
        yield mend(
            "printer",
            str(error),
            'Switch it on and look at its cable, or set printer.connection to "none" in kiosk.toml.',
        )
        return
    match paper:
        case PaperState.OUT:
            yield mend("printer", "It answers, and has no paper.", "Put in a new roll.")
        case PaperState.NEAR_END:
            yield look("printer", "It answers. Its paper is nearly used up.", "Take a new roll along.")
        case PaperState.ENOUGH:
            yield good("printer", "It answers, and has paper.")
        case PaperState.UNKNOWN:
            yield look(
                "printer",
                "It takes what is sent, and does not say whether it has paper.",
                "Open its lid and look at the roll.",
            )
