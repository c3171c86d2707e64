"""Nobody is alone in a table: what describes a person is withheld until ten rows agree in it.

The rule (k-anonymity with k = 10, by leaving out): rows that share all describing values with fewer
than nine others lose the first of these values; those that are still few lose the next, and so on. What
lost everything is ten rows at least as well, if need be with a whole other group: otherwise a
difference would tell it.

Source: reference in-person 4.2, "no breakdown below 10".
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping

WITHHELD = "(withheld)"
CROWD = 10
"""As many rows agree at least."""
Values = tuple[str, ...]


class Crowd:
    """Counts rows by what describes the people behind them, then says what of it may be shown."""

    def __init__(self, smallest: int = CROWD) -> None:
        self._smallest = smallest
        self._rows: defaultdict[str, Counter[Values]] = defaultdict(Counter)

    def add(self, values: Values, group: str = "") -> None:
        """Count a row.

        Args:
            values: what describes the person; the first is withheld first.
            group: what the row shows in any case, such as the quartier that a proposal is about.
        """
        self._rows[group][values] += 1

    def shown(self) -> Mapping[tuple[str, Values], Values]:
        """(group, values) of every row that was counted, to what is shown of the values."""
        return {
            (group, values): shown
            for group, counted in self._rows.items()
            for values, shown in _settled(counted, self._smallest).items()
        }


def _settled(counted: Counter[Values], smallest: int) -> dict[Values, Values]:
    waiting = list(counted)
    width = len(waiting[0]) if waiting else 0
    classes: dict[Values, list[Values]] = {}
    for hidden in range(width + 1):
        together: defaultdict[Values, list[Values]] = defaultdict(list)
        for values in waiting:
            together[(WITHHELD,) * hidden + values[hidden:]].append(values)
        waiting = []
        for shown, members in together.items():
            if sum(counted[one] for one in members) >= smallest:
                classes[shown] = members
            else:
                waiting += members
    if waiting:
        # What is left is too few even with nothing shown: it takes whole groups in until it is enough.
        sizes = {shown: sum(counted[one] for one in members) for shown, members in classes.items()}
        for shown in sorted(sizes, key=lambda shown: (sizes[shown], shown)):
            if sum(counted[one] for one in waiting) >= smallest:
                break
            waiting += classes.pop(shown)
        classes[(WITHHELD,) * width] = waiting
    return {one: shown for shown, members in classes.items() for one in members}
