"""The tablet's account of its deposits, and the equation that must hold."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from kiosk.ids import DepositState

COUNTERS = ("cast", "acknowledged", "refused", "erased")
RESTORED = "restored_"
"""Begins the names of the counters of what comes from another tablet's backup."""
Cell = tuple[str, str, str, str, int]
"""Consultation, activity, kind, name of the figure, number."""


@dataclass(frozen=True)
class Line:
    """One line of a closing sheet."""

    consultation: str
    activity: str
    kind: str
    cast: int
    """Ever recorded here."""
    aboard: int
    """Never handed over."""
    carried: int
    """Handed over, no answer yet."""
    acknowledged: int
    """Ever acknowledged by the hub, erased or not."""
    refused: int
    erased: int
    held_acknowledged: int
    """Acknowledged and still in the file."""
    held_refused: int

    @property
    def holds(self) -> bool:
        """Whether nothing appeared and nothing vanished."""
        return (
            self.cast == self.aboard + self.carried + self.acknowledged + self.refused
            and self.acknowledged == self.held_acknowledged + self.erased
            and self.refused == self.held_refused
        )


def lines(held: Iterable[Cell], counted: Iterable[Cell]) -> list[Line]:
    """Put what is in the file and what the counters say side by side."""
    found: dict[tuple[str, str, str], dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for consultation, activity, kind, state, number in held:
        found[consultation, activity, kind][f"held_{state}"] += number
    for consultation, activity, kind, name, number in counted:
        found[consultation, activity, kind][name] += number
    return [
        Line(
            *key,
            cast=figures["cast"],
            aboard=figures[f"held_{DepositState.ABOARD}"],
            carried=figures[f"held_{DepositState.CARRIED}"],
            acknowledged=figures["acknowledged"],
            refused=figures["refused"],
            erased=figures["erased"],
            held_acknowledged=figures["held_acknowledged"],
            held_refused=figures["held_refused"],
        )
        for key, figures in sorted(found.items())
    ]
