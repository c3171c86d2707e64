"""Who was not let in to a vote that the staff open, counted by reason: figures, and nothing about anyone."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import TYPE_CHECKING

from kiosk.i18n import N_

if TYPE_CHECKING:
    from kiosk.vault.store import Vault


class TurnedAway(StrEnum):
    """Why somebody was not let in."""

    TOO_YOUNG = "too_young"
    NOT_RESIDENT = "not_resident"
    NO_PROOF = "no_proof"
    TOOK_PART = "took_part"
    """Has taken part already, here or elsewhere."""
    OTHER = "other"


WORDS = {
    TurnedAway.TOO_YOUNG: N_("Too young"),
    TurnedAway.NOT_RESIDENT: N_("Does not live here"),
    TurnedAway.NO_PROOF: N_("Nothing that proves it"),
    TurnedAway.TOOK_PART: N_("Has taken part already"),
    TurnedAway.OTHER: N_("Another reason"),
}
TITLE = N_("Turned away before a vote")


def counter_of(reason: TurnedAway) -> str:
    """The name of its counter, of the whole tablet."""
    return f"turned_away_{reason.value}"


def turned_away(vault: Vault) -> dict[str, int]:
    """Where the counters stand, by reason; those at 0 are left out."""
    stand = {reason.value: vault.counter(counter_of(reason)) for reason in TurnedAway}
    return {reason: number for reason, number in stand.items() if number}


def since(now: Mapping[str, int], before: Mapping[str, int]) -> dict[TurnedAway, int]:
    """What has come since, in the order of the reasons; those at 0 are left out."""
    more = {reason: now.get(reason.value, 0) - before.get(reason.value, 0) for reason in TurnedAway}
    return {reason: number for reason, number in more.items() if number > 0}
