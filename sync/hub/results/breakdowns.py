"""From numbers to what may be shown of them. The rule of small cells is `figures.without_small_cells`.

Breakdowns of one consultation do not share cells: each splits the same contributions in another way, and
none is made within another. A question that hangs on another one is shown only where that one is shown
whole: else those who were asked would tell a cell that is withheld.

What is not protected: the same breakdown of two days. Whoever keeps yesterday's page and looks at
today's sees what came between. So results are published once, after the closing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date

from sync.hub.figures import both_sides, without_small_cells
from sync.hub.results.model import Breakdown, Cell


def split(name: str, numbers: Mapping[str, int], labels: Mapping[str, str]) -> Breakdown:
    """A breakdown whose cells add up; the order of `numbers` is kept."""
    shown = without_small_cells(numbers)
    cells = tuple(Cell(key, labels.get(key, ""), number) for key, number in shown.items())
    return Breakdown(name, sum(numbers.values()), cells)


def several(name: str, of: int, numbers: Mapping[str, int], labels: Mapping[str, str]) -> Breakdown:
    """A breakdown in which each of `of` people may be in several cells, each cell against all others."""
    cells = tuple(Cell(key, labels.get(key, ""), both_sides(number, of)) for key, number in numbers.items())
    return Breakdown(name, of, cells, several=True)


def by_date(name: str, numbers: Mapping[date, int]) -> tuple[Breakdown, bool]:
    """By day; by week where more than half of the days would be withheld. Gives whether it is by week.

    Only one of the two is ever shown: a week less its days that are shown would tell the others.
    """
    days = {day.isoformat(): numbers[day] for day in sorted(numbers)}
    daily = split(name, days, {})
    if sum(cell.number is None for cell in daily.cells) * 2 <= len(days):
        return daily, False
    weeks: Counter[str] = Counter()
    for day in sorted(numbers):
        year, week, _ = day.isocalendar()
        weeks[f"{year}-W{week:02}"] += numbers[day]
    return split(name, weeks, {}), True
