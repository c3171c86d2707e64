"""The backup, the restore and the reset as the staff read them. Looked up when shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk.backup.state import State
from kiosk.i18n import N_, Translator

if TYPE_CHECKING:
    from kiosk.backup.keeper import Keeper

_STATES = {
    State.OFF: N_("Backup: none is set up"),
    State.PENDING: N_("Backup: being written"),
    State.UP_TO_DATE: N_("✔ Backup: up to date"),
    State.MISSING: N_("▲ Backup: no card"),
    State.FULL: N_("▲ Backup: card full"),
    State.READ_ONLY: N_("▲ Backup: card locked"),
    State.FAILING: N_("▲ Backup: card failing"),
}
TODO = {
    State.OFF: N_("Whoever looks after the tablet can set one up in its settings."),
    State.PENDING: N_("The card is being written. This takes some seconds."),
    State.UP_TO_DATE: N_("Everything that this tablet holds is on the card too, encrypted."),
    State.MISSING: N_("Put the card in. Residents can go on. Everything is on the tablet."),
    State.FULL: N_("Use another card, or free some room on it. Residents can go on."),
    State.READ_ONLY: N_("Take the card out, move its small lock, put it in again. Residents can go on."),
    State.FAILING: N_("Take the card out and put it in again, or use another. Residents can go on."),
}
TROUBLE = frozenset({State.MISSING, State.FULL, State.READ_ONLY, State.FAILING})
_REASONS = {
    "missing": N_("No card is there. Put it in, wait a moment, then try again."),
    "same_disk": N_("No card is there. Put it in, wait a moment, then try again."),
    "full": TODO[State.FULL],
    "read_only": TODO[State.READ_ONLY],
    "pulled_out": TODO[State.FAILING],
    "other_bytes": TODO[State.FAILING],
    "unwritable": TODO[State.FAILING],
    "tampered": N_("Somebody has tampered with this card. Use another one."),
    "unreadable": N_("This file cannot be read. Look whether the card is in, then try again."),
    "no_backup": N_("This file is not a backup of a tablet."),
    "damaged": N_("This backup is damaged. Nothing was taken from it."),
    "other_version": N_("This backup is of another version of the kiosk."),
    "other_hub": N_("This backup belongs to another hub."),
    "wrong_mode": N_("This backup is of the other mode: test and official never mix."),
    "wrong_code": N_("This code does not open this backup. Ask the hub for the code of this card."),
    "code_mistyped": N_("A letter or figure of this code is wrong or missing. Compare it line by line."),
    "not_empty": N_("This tablet has recorded something already. Restore on a new one."),
    "still_aboard": N_("Deposits are not at the hub yet. Sync first, or say why they are given up."),
    "number_wrong": N_("This is not the number of deposits. Look at it once more."),
}


def state_of(keeper: Keeper | None) -> State:
    """How the backup stands."""
    return State.OFF if keeper is None else keeper.state


def state_words(tr: Translator, state: State) -> str:
    """The same in a few words."""
    return tr(_STATES[state])


def reason_words(tr: Translator, reason: str) -> str:
    """Why something was refused; empty where it is none of the backup's reasons."""
    return tr(_REASONS[reason]) if reason in _REASONS else ""
