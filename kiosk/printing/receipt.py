"""The receipts of a visit as a sheet to take home. No choice, no name, and no time finer than the day."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from kiosk.i18n import Translator
from kiosk.printing.sheet import Code, Gap, Part, Rule, Style, Text


@dataclass(frozen=True)
class Issuer:
    """Who gives the receipts, where and on which day."""

    organiser: str
    place: str
    day: date
    is_test: bool = False
    check_at: str = ""
    """Where receipts can be checked, such as an address; empty where only the organiser knows.

    One that begins with ``https://`` is the hub's page on receipts: the square opens it.
    """


def receipt_sheet(tr: Translator, receipts: Sequence[tuple[str, str]], issuer: Issuer) -> tuple[Part, ...]:
    """The sheet of (what it is for, receipt) pairs; the square holds the receipts, or the page on them."""
    return tuple(_parts(tr, receipts, issuer))


def square(receipts: Sequence[str], check_at: str) -> str:
    """What the square of a paper says: receipts with a space between them, or the address of their page."""
    page = check_at.rstrip("/")
    return f"{page}/{','.join(receipts)}" if page.startswith("https://") else " ".join(receipts)


def _parts(tr: Translator, receipts: Sequence[tuple[str, str]], issuer: Issuer) -> Iterator[Part]:
    number = len(receipts)
    yield Text(issuer.organiser, Style.TITLE)
    if issuer.place:
        yield Text(issuer.place, Style.CENTRED)
    yield Text(tr.day(issuer.day), Style.CENTRED)
    if issuer.is_test:
        yield Gap()
        yield Text(tr("Test mode: nothing counts"), Style.TITLE)
    yield Rule()
    for what, receipt in receipts:
        yield Text(what, Style.CENTRED)
        yield Text(receipt, Style.LARGE)
        yield Gap()
    yield Code(square([receipt for _, receipt in receipts], issuer.check_at))
    yield Text(
        tr.plural(
            "Keep this paper. With its code you can check that what you left here has arrived.",
            "Keep this paper. With its codes you can check that what you left here has arrived.",
            number,
        )
    )
    yield Text(tr("It does not say who you are, or what you chose or wrote."))
    yield Gap()
    if issuer.check_at:
        yield Text(tr("Where to check: {address}", address=issuer.check_at))
    else:
        yield Text(
            tr("Where to check: ask {organiser} for the list of receipts.", organiser=issuer.organiser)
        )
    yield Text(tr("A vote is on the list once it has closed and been counted."))
