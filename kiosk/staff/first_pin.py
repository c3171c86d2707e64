"""The first PIN of a tablet: its own administrator's, chosen at pairing, that nobody guesses in ten tries."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from kiosk.accounts import account_of, hashed_pin
from kiosk.catalogue.model import Role
from kiosk.errors import StaffError
from kiosk.i18n import N_
from kiosk.staff.desk import set_first_pin
from kiosk.status import Status

if TYPE_CHECKING:
    from kiosk.tablet import Tablet

PIN_MIN, PIN_MAX = 6, 12
"""Figures. After ten wrong ones the gate waits an hour: six figures that are no pattern are enough."""
_LONGEST_PATTERN = 3
SENTENCES = {
    "pin_not_figures": N_("A PIN has figures only."),
    "pin_too_short": N_("This PIN is too short: at least 6 figures."),
    "pin_too_long": N_("This PIN is too long: at most 12 figures."),
    "pin_too_easy": N_("This PIN is easy to guess: no row such as 123456, nothing that repeats."),
    "pin_differs": N_("The two PINs are not the same. Choose one again."),
    "pin_taken": N_("Somebody of the staff has this PIN already. Choose another one."),
}
"""Why a PIN is not taken."""


def weak_pin(pin: str) -> str:
    """Why nobody should have this PIN, as one of `SENTENCES`; empty for a good one."""
    if not (pin.isdecimal() and pin.isascii()):
        return "pin_not_figures" if pin else "pin_too_short"
    if len(pin) < PIN_MIN:
        return "pin_too_short"
    if len(pin) > PIN_MAX:
        return "pin_too_long"
    steps = {(int(after) - int(before)) % 10 for before, after in pairwise(pin)}
    repeats = any(pin == (pin[:length] * len(pin))[: len(pin)] for length in range(1, _LONGEST_PATTERN + 1))
    return "pin_too_easy" if len(steps) == 1 or repeats else ""


def check_first_pin(pin: str, again: str) -> None:
    """Refuse a weak PIN, and two that differ. Raises `StaffError` with one of `SENTENCES`."""
    reason = weak_pin(pin) or ("" if pin == again else "pin_differs")
    if reason:
        raise StaffError(reason, SENTENCES[reason])


def choose_first_pin(tablet: Tablet, pin: str, again: str) -> None:
    """Give the tablet's own administrator a PIN, typed twice.

    Raises:
        StaffError: one of `SENTENCES`.
        VaultError: it has one already.
    """
    check_first_pin(pin, again)
    index = tablet.index
    if index is not None and account_of(pin, index.catalogue.accounts, frozenset(Role)) is not None:
        raise StaffError("pin_taken", SENTENCES["pin_taken"])
    set_first_pin(tablet, hashed_pin(pin))


def needs_first_pin(tablet: Tablet) -> bool:
    """Whether the pairing is not finished: no PIN was chosen, and nobody has used this tablet yet.

    A tablet that was in use is asked nothing: whoever stands before it then may be anybody.
    """
    return (
        not tablet.vault.fact("administrator_pin")
        and tablet.status is Status.READY
        and not tablet.vault.account()
    )
